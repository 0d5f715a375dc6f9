// Everything under /v2/bookings. What is booked, moved or cancelled changes the availability of every event type of the hosts, and is told
// to subscribers.

import { type Request, Router } from 'express';
import { type Answer, ApiError } from '../api_error.ts';
import { BOOKINGS_VERSIONS, servedIn } from '../api_version.ts';
import type { OperationKind } from '../fault.ts';
import { answering, type Operation } from '../operation.ts';
import { read } from '../request_body.ts';
import type { SimulatorState } from '../state.ts';
import type { Booking } from '../world/booking.ts';
import { writeBooking } from './booking_answer.ts';
import { bookingSchema, declineSchema, readCancellation, readReschedule } from './booking_body.ts';
import { bookingEvent } from './booking_event.ts';
import { askedEventTypes, pageOf, readBookingListQuery } from './booking_list.ts';
import { createBooking, type Made } from './create.ts';
import { cancelBookings, cancelSeat, confirmBooking, declineBooking } from './end.ts';
import { moveBooking } from './move.ts';
import { holderOf } from './seat.ts';

/** The routes, in the versions that have them. */
export function bookingsRoute(state: SimulatorState): Router {
  const { bookings } = state;

  const written = (booking: Booking, more?: Parameters<typeof writeBooking>[3]) => {
    const { eventType, title } = bookingEvent(state, booking);
    return writeBooking(booking, eventType, title, more);
  };
  const answer = (status: number, data: unknown): Answer => ({ status, body: { status: 'success', data } });
  const made = (result: Made): Answer => {
    if ('series' in result)
      return answer(
        201,
        result.series.map((booking) => written(booking, { isNew: true })),
      );
    const { booking, seatUid } = result;
    return answer(201, written(booking, { seatUid, isNew: !result.joins }));
  };
  const one = (request: Request, notFound = ' was not found in the database'): Booking => {
    const uid = String(request.params.uid);
    const booking = bookings.find(uid);
    if (!booking) throw new ApiError(404, `Booking with uid=${uid}${notFound}`);
    return booking;
  };

  const cancel: Operation = async (request, credential) => {
    const body = readCancellation(request.body);
    const by = state.account.userOf(credential);
    const [first, ...others] = bookings.ofSeries(String(request.params.uid));
    if (first) {
      const cancelled = await cancelBookings(state, [first, ...others], body, by);
      return answer(
        200,
        cancelled.map((booking) => written(booking)),
      );
    }
    const booking = one(request, ' not found');
    if (body.seatUid !== undefined) {
      return answer(200, written(await cancelSeat(state, booking, body.seatUid, body, by)));
    }
    if (!body.cancelSubsequentBookings) {
      const [cancelled = booking] = await cancelBookings(state, [booking], body, by);
      return answer(200, written(cancelled));
    }
    const later = bookings.ofSeries(booking.seriesUid ?? '').filter(({ start }) => start > booking.start);
    await cancelBookings(state, [booking, ...later], body, by);
    return answer(
      200,
      bookings.ofSeries(booking.seriesUid ?? '').map((of) => written(of)),
    );
  };

  const list: Operation = (request, credential) => {
    const user = state.account.requiredUser(credential);
    const query = readBookingListQuery(request.query);
    const concerned = [...bookings.all()].filter((booking) => state.account.isShown(user, booking));
    const ids = askedEventTypes(query, state.account);
    const { bookings: page, pagination } = pageOf(concerned, query, ids, state.clock());
    const data = page.map((booking) => written(booking));
    return { status: 200, body: { status: 'success', data, pagination } };
  };

  const get: Operation = (request) => {
    const series = bookings.ofSeries(String(request.params.uid));
    return answer(200, series.length > 0 ? series.map((booking) => written(booking)) : written(one(request)));
  };

  const getBySeat: Operation = ({ params }) => {
    const seatUid = String(params.seatUid);
    const found = holderOf(bookings.all(), seatUid);
    if (!found) throw new ApiError(404, `Booking with seatUid=${seatUid} was not found in the database`);
    return answer(200, written(found.booking));
  };

  // Only a body names an event type without looking anything up.
  const subject = ({ body }: Request): number | undefined => {
    const id: unknown = (body as { eventTypeId?: unknown } | undefined)?.eventTypeId;
    return typeof id === 'number' ? id : undefined;
  };
  const served = servedIn(...BOOKINGS_VERSIONS);
  const operation = (does: Operation, kind: OperationKind = 'other') => [served, answering(state, kind, does)];
  const create: Operation = async ({ body }) => made(await createBooking(state, read(bookingSchema, body)));

  const router = Router();
  router.post('/v2/bookings', served, answering(state, 'bookings', create, subject));
  router.get('/v2/bookings', operation(list));
  router.get('/v2/bookings/by-seat/:seatUid', operation(getBySeat));
  router.get('/v2/bookings/:uid', operation(get));
  router.post('/v2/bookings/:uid/cancel', operation(cancel, 'bookings'));
  router.post(
    '/v2/bookings/:uid/reschedule',
    operation(async (request, credential) => {
      const booking = one(request);
      const body = readReschedule(request.body);
      return made(await moveBooking(state, booking, body, state.account.userOf(credential)));
    }, 'bookings'),
  );
  router.post(
    '/v2/bookings/:uid/confirm',
    operation(async (request, credential) => {
      state.account.requiredUser(credential);
      return answer(200, written(await confirmBooking(state, one(request))));
    }),
  );
  router.post(
    '/v2/bookings/:uid/decline',
    operation(async (request, credential) => {
      state.account.requiredUser(credential);
      const { reason } = read(declineSchema, request.body);
      return answer(200, written(await declineBooking(state, one(request), reason)));
    }),
  );
  return router;
}

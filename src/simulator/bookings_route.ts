// POST /v2/bookings, and cancelling and rescheduling. Each changes the availability of every event type of the host, and is told to the
// webhooks' subscribers.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { BOOKINGS_VERSIONS, servedIn } from './api_version.ts';
import { bookingAnswer, webhookPayload } from './booking_payload.ts';
import { chooseEventType, type EventTypeName } from './event_type_lookup.ts';
import { answering } from './operation.ts';
import { isoInstant, read } from './request_body.ts';
import type { SimulatorState } from './state.ts';
import type { Booking } from './world/booking.ts';
import { lengthsOf } from './world/event_type.ts';
import { isTimeZone, MINUTE_MS } from './zone.ts';

// Cal.com takes many more properties than these; they change nothing here, so they are let through.
const bookingSchema = z.object({
  eventTypeId: z.int().optional(),
  eventTypeSlug: z.string().optional(),
  username: z.string().optional(),
  teamSlug: z.string().optional(),
  organizationSlug: z.string().optional(),
  start: isoInstant,
  lengthInMinutes: z.int().positive().optional(),
  attendee: z.object({
    name: z.string().min(1),
    email: z.email(),
    timeZone: z.string().refine(isTimeZone, { message: 'timeZone must be a valid IANA time-zone' }),
  }),
});

const rescheduleSchema = z.object({ start: isoInstant });

/** Why a time cannot be booked, in Cal.com's words. */
const REFUSALS = {
  past: 'Attempting to book a meeting in the past.',
  out_of_bounds: `The event type can't be booked at the "start" time provided. This could be because it's too soon (violating the minimum booking notice) or too far in the future (outside the event's scheduling window). Try fetching available slots first using the GET /v2/slots endpoint and then make a booking with "start" time equal to one of the available slots.`,
  busy: 'User either already has booking at this time or is not available',
  host_busy: 'One of the hosts either already has booking at this time or is not available',
  full: 'Booking seats are full',
} as const;

/** Everything under /v2/bookings. */
export function bookingsRoute(state: SimulatorState): Router {
  const { availability, bookings, catalogue, webhooks } = state;
  const served = servedIn(...BOOKINGS_VERSIONS);

  const create = (request: Request): Booking => {
    const body = read(bookingSchema, request.body);
    const { eventType } = chooseEventType(catalogue, nameOf(body), body.lengthInMinutes);
    const minutes = body.lengthInMinutes ?? eventType.length;
    const lengths = lengthsOf(eventType);
    if (!lengths.includes(minutes)) {
      throw new ApiError(
        400,
        `Provided 'lengthInMinutes' is not one of the possible lengths for the event type. The possible lengths are: ${lengths.join(', ')}`,
      );
    }
    const check = availability.check({ eventType, start: body.start, minutes, attendeeZone: body.attendee.timeZone });
    if ('refused' in check) throw refusal(check);
    const attendee = eventType.seats === undefined ? body.attendee : { ...body.attendee, seatUid: crypto.randomUUID() };
    const now = state.clock();
    if (check.joins) {
      return bookings.change(check.joins, { attendees: [...check.joins.attendees, attendee] }, now);
    }
    return bookings.add({
      eventTypeId: eventType.id,
      hosts: check.hosts,
      start: body.start,
      end: body.start + minutes * MINUTE_MS,
      attendees: [attendee],
      createdAt: now,
      status: eventType.confirmation === undefined ? 'accepted' : 'pending',
    });
  };

  const reschedule = (request: Request, old: Booking): Booking => {
    const { start } = read(rescheduleSchema, request.body);
    const minutes = (old.end - old.start) / MINUTE_MS;
    const { eventType } = chooseEventType(catalogue, { by: 'id', id: old.eventTypeId }, minutes);
    const attendeeZone = old.attendees[0]?.timeZone ?? 'UTC';
    const check = availability.check({ eventType, start, minutes, attendeeZone, rescheduledUid: old.uid });
    if ('refused' in check) throw refusal(check);
    const now = state.clock();
    bookings.change(old, { status: 'cancelled' }, now);
    return bookings.add({
      eventTypeId: old.eventTypeId,
      hosts: check.hosts,
      start,
      end: start + (old.end - old.start),
      attendees: old.attendees,
      createdAt: now,
      rescheduledFromUid: old.uid,
      status: eventType.confirmation === undefined ? 'accepted' : 'pending',
    });
  };

  const accepted = (request: Request): Booking => {
    const uid = String(request.params.uid);
    const booking = bookings.find(uid);
    if (!booking) throw new ApiError(404, `Booking with uid=${uid} was not found in the database`);
    if (booking.status === 'cancelled') {
      throw new ApiError(400, `Can't change booking with uid=${uid} because it has been cancelled already`);
    }
    return booking;
  };

  const answer = (status: number, booking: Booking) => ({
    status,
    body: { status: 'success', data: bookingAnswer(catalogue, booking) },
  });

  return Router()
    .post(
      '/v2/bookings',
      served,
      answering(state, 'other', (request) => {
        const booking = create(request);
        if (booking.status === 'accepted') webhooks.send('BOOKING_CREATED', webhookPayload(catalogue, booking));
        return answer(201, booking);
      }),
    )
    .post(
      '/v2/bookings/:uid/cancel',
      served,
      answering(state, 'other', (request) => {
        const booking = bookings.change(accepted(request), { status: 'cancelled' }, state.clock());
        webhooks.send('BOOKING_CANCELLED', webhookPayload(catalogue, booking));
        return answer(200, booking);
      }),
    )
    .post(
      '/v2/bookings/:uid/reschedule',
      served,
      answering(state, 'other', (request) => {
        const old = accepted(request);
        const booking = reschedule(request, old);
        webhooks.send('BOOKING_RESCHEDULED', webhookPayload(catalogue, booking, old));
        return answer(201, booking);
      }),
    );
}

function nameOf(body: z.infer<typeof bookingSchema>): EventTypeName {
  const { eventTypeId, eventTypeSlug: slug, username, teamSlug, organizationSlug } = body;
  if (eventTypeId !== undefined) return { by: 'id', id: eventTypeId };
  if (slug && username) return { by: 'user', slug, username, organizationSlug };
  if (slug && teamSlug) return { by: 'team', slug, teamSlug, organizationSlug };
  throw new ApiError(
    400,
    'eventTypeId property is wrong,either eventTypeId, eventTypeSlug with username, or eventTypeSlug with teamSlug is required ',
  );
}

function refusal({ refused }: { readonly refused: keyof typeof REFUSALS }): ApiError {
  return new ApiError(400, REFUSALS[refused]);
}

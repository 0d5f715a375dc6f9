// Moving a booking: a new one is made and the old one ends, both before anyone is told.

import { ApiError, Crash } from '../api_error.ts';
import type { SimulatorState } from '../state.ts';
import type { Booking } from '../world/booking.ts';
import type { Host } from '../world/host.ts';
import { MINUTE_MS } from '../zone.ts';
import type { Reschedule } from './booking_body.ts';
import { bookingEvent } from './booking_event.ts';
import type { Made } from './create.ts';
import { heldBooking } from './held_booking.ts';
import { placeFor } from './place.ts';
import { alreadyIn, holderOf } from './seat.ts';
import { readMover } from './second_reading.ts';

/**
 * Moves a booking, or one place of a seated one. What needs confirmation waits for it again unless its organizer moves it, and its old time
 * is free at once. Where the attendee has a booking already that answers for this one, nothing is moved. Throws an ApiError (400) when it is
 * cancelled or the new time cannot be had, one (404) when it does not have that place, and a Crash (404) when it was declined.
 */
export async function moveBooking(
  state: SimulatorState,
  old: Booking,
  body: Reschedule,
  caller: Host | undefined,
): Promise<Made> {
  const { eventType } = bookingEvent(state, old);
  const seatUid = eventType.seats === undefined ? undefined : body.seatUid;
  // Before anything else: a place that was moved is one that this booking does not have.
  const moved = seatUid === undefined ? [] : takenSeat(state, old, seatUid);
  requireStanding(old);
  const [booker] = seatUid === undefined ? old.attendees : moved;
  const isOrganizers = isMovedByOrganizer(state, old, booker?.email, readMover(body.rescheduledBy), caller);
  const held = booker && heldBooking(state, eventType, body.start, booker, { isOrganizers });
  if (held) return { booking: held, seatUid: eventType.seats === undefined ? undefined : '' };
  if (seatUid !== undefined && body.start === old.start) throw alreadyIn();
  const minutes = (old.end - old.start) / MINUTE_MS;
  const place = placeFor(state, {
    eventType,
    start: body.start,
    minutes,
    attendeeZone: booker?.timeZone ?? 'UTC',
    rescheduledUid: old.uid,
    hostIds: state.catalogue.hostSubset(body.rrHostSubsetIds),
    overbooks: seatUid !== undefined,
  });
  const now = state.clock();
  if (seatUid !== undefined) return moveSeat(state, old, moved, body.start, minutes, place);
  const booking = state.bookings.add({
    ...inherited(old),
    hosts: place.hosts,
    start: body.start,
    end: body.start + minutes * MINUTE_MS,
    attendees: old.attendees,
    createdAt: now,
    status: eventType.confirmation === undefined || isOrganizers ? 'accepted' : 'pending',
    rescheduledFromUid: old.uid,
    ...(body.reschedulingReason === undefined ? {} : { reschedulingReason: body.reschedulingReason }),
  });
  state.bookings.change(old, { status: 'cancelled', rescheduledToUid: booking.uid }, now);
  const trigger = booking.status === 'pending' ? 'BOOKING_REQUESTED' : 'BOOKING_RESCHEDULED';
  await state.webhooks.tellBooking(trigger, bookingEvent(state, booking, { replaced: old }));
  return { booking };
}

/** Whoever is named by e-mail moves it, unless that is nobody's or the booker's; else it is whose key it is. */
function isMovedByOrganizer(
  { catalogue }: SimulatorState,
  { hosts: [organizer] }: Booking,
  booker: string | undefined,
  rescheduledBy: string | undefined,
  caller: Host | undefined,
): boolean {
  const named = [organizer, ...catalogue.hosts].find(({ email }) => email === rescheduledBy && email !== booker);
  return (named ?? caller)?.id === organizer.id;
}

/** Who has that place. Throws an ApiError (404) when nobody has it, or it is one of another booking. */
function takenSeat(state: SimulatorState, { uid, attendees }: Booking, seatUid: string): Booking['attendees'] {
  const taken = attendees.filter((attendee) => attendee.seatUid === seatUid);
  if (taken.length > 0) return taken;
  const other = holderOf(state.bookings.all(), seatUid)?.holder;
  throw new ApiError(
    404,
    other === undefined
      ? `Seat with uid=${seatUid} does not exist.`
      : `Attendee with e-mail ${other.email} for booking with uid=${uid} and seatUid=${seatUid} not found`,
  );
}

/** The place keeps its name where it joins others, and has a new one where a booking is made for it. */
async function moveSeat(
  state: SimulatorState,
  old: Booking,
  moved: Booking['attendees'],
  start: number,
  minutes: number,
  place: ReturnType<typeof placeFor>,
): Promise<Made> {
  const now = state.clock();
  const left = old.attendees.filter((attendee) => !moved.includes(attendee));
  state.bookings.change(
    old,
    left.length > 0 ? { attendees: left } : { attendees: left, status: 'cancelled' },
    old.updatedAt,
  );
  const renamed = place.joins ? moved : moved.map((attendee) => ({ ...attendee, seatUid: crypto.randomUUID() }));
  const booking = place.joins
    ? state.bookings.change(place.joins, { attendees: [...place.joins.attendees, ...renamed] }, place.joins.updatedAt)
    : state.bookings.add({
        eventTypeId: old.eventTypeId,
        hosts: place.hosts,
        start,
        end: start + minutes * MINUTE_MS,
        attendees: renamed,
        createdAt: now,
        status: 'accepted',
        rescheduledFromUid: old.uid,
      });
  await state.webhooks.tellBooking('BOOKING_RESCHEDULED', bookingEvent(state, booking, { replaced: old }));
  return { booking, seatUid: renamed[0]?.seatUid };
}

/** The new booking is the same event in the calendars of all. */
function inherited({ eventTypeId, icsUid, sequence, seriesUid, metadata }: Booking) {
  return {
    ...{ eventTypeId, icsUid, sequence: sequence + 1 },
    ...(seriesUid === undefined ? {} : { seriesUid }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function requireStanding({ uid, status, rescheduledToUid }: Booking): void {
  if (status === 'rejected') throw new Crash('Could not find original booking', 404);
  if (status !== 'cancelled') return;
  throw new ApiError(
    400,
    rescheduledToUid === undefined
      ? `Can't reschedule booking with uid=${uid} because it has been cancelled. Please provide uid of a booking that is not cancelled.`
      : `Can't reschedule booking with uid=${uid} because it has been cancelled and rescheduled already to booking with ` +
          `uid=${rescheduledToUid}. You probably want to reschedule ${rescheduledToUid} instead by passing it within the request URL.`,
  );
}

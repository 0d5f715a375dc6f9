// Making bookings: one, a place of a seated one, or a series. Each is committed before it is told of, and whoever books waits for the
// telling.

import { ApiError } from '../api_error.ts';
import type { SimulatorState } from '../state.ts';
import type { Booking } from '../world/booking.ts';
import type { EventType, Recurrence } from '../world/event_type.ts';
import { MINUTE_MS } from '../zone.ts';
import { bookedEventType, bookedMinutes } from './booked_event_type.ts';
import type { BookingBody } from './booking_body.ts';
import { bookingEvent } from './booking_event.ts';
import { heldBooking } from './held_booking.ts';
import { type Place, placeFor } from './place.ts';
import { alreadyIn } from './seat.ts';
import { type Bookable, readAgain } from './second_reading.ts';

/** What was made: one booking, with the place that was taken in a seated one (none, `''`, where it was there before), or a series. */
export type Made =
  | { readonly booking: Booking; readonly seatUid?: string | undefined; readonly joins?: boolean }
  | { readonly series: readonly Booking[] };

/**
 * Books, or finds what the attendee has booked already. Throws an ApiError with Cal.com's reason when it cannot be booked; then nothing is.
 */
export async function createBooking(state: SimulatorState, asked: BookingBody): Promise<Made> {
  const eventType = bookedEventType(state.catalogue, asked);
  const minutes = bookedMinutes(eventType, asked.lengthInMinutes);
  const body = readAgain(asked, eventType);
  const { recurrence } = eventType;
  if (recurrence) return { series: await createSeries(state, eventType, recurrence, minutes, body) };
  const held = heldBooking(state, eventType, body.start, body.attendee);
  if (held) return { booking: held, seatUid: eventType.seats === undefined ? undefined : '' };
  const place = findPlace(state, eventType, minutes, body, body.start);
  if (eventType.seats !== undefined) return takeSeat(state, eventType, minutes, body, place);
  const booking = add(state, eventType, minutes, body, place, {});
  await tellOfNew(state, booking);
  return { booking };
}

async function createSeries(
  state: SimulatorState,
  eventType: EventType,
  recurrence: Recurrence,
  minutes: number,
  body: Bookable,
): Promise<readonly Booking[]> {
  const { recurrenceCount = recurrence.occurrences } = body;
  if (recurrenceCount > recurrence.occurrences) {
    throw new ApiError(400, "Provided recurrence count is higher than the event type's recurring event count.");
  }
  const seriesUid = crypto.randomUUID();
  const starts = Array.from({ length: recurrenceCount }, (_, index) => occurrence(recurrence, body, index));
  // All of them are looked at before any is made, so that half a series is never booked.
  const found = starts.map((start) => {
    const held = heldBooking(state, eventType, start, body.attendee);
    return held ? { held } : { start, place: findPlace(state, eventType, minutes, body, start) };
  });
  const series: Booking[] = [];
  for (const { held, start, place } of found) {
    const booking = held ?? add(state, eventType, minutes, { ...body, start }, place, { seriesUid });
    series.push(booking);
    // Each by itself, and each as if it had as many as the event type has at most.
    if (!held) await tellOfNew(state, booking, recurrence.occurrences);
  }
  return series;
}

/** The start of the occurrence after so many others, at the same time of day on the booker's clock. */
function occurrence({ frequency, interval }: Recurrence, { start, attendee }: Bookable, index: number): number {
  const unit = { yearly: 'years', monthly: 'months', weekly: 'weeks', daily: 'days' } as const;
  return Temporal.Instant.fromEpochMilliseconds(start)
    .toZonedDateTimeISO(attendee.timeZone)
    .add({ [unit[frequency]]: interval * index }).epochMilliseconds;
}

async function takeSeat(
  state: SimulatorState,
  eventType: EventType,
  minutes: number,
  body: Bookable,
  place: Place,
): Promise<Made> {
  if (place.joins?.attendees.some(({ email }) => email === body.attendee.email)) throw alreadyIn();
  const seatUid = crypto.randomUUID();
  const { metadata, ...rest } = body;
  const attendee = { ...body.attendee, seatUid, ...(metadata === undefined ? {} : { metadata }) };
  // A booking counts as unchanged when a place of it is taken or given up: whoever asks for what changed does not hear of it.
  const booking = place.joins
    ? state.bookings.change(place.joins, { attendees: [...place.joins.attendees, attendee] }, place.joins.updatedAt)
    : add(state, eventType, minutes, { ...rest, attendee }, place, {});
  await tellOfNew(state, booking);
  // Only whoever joins others is not told that nobody manages the booking.
  return { booking, seatUid, joins: place.joins !== undefined };
}

function findPlace(
  state: SimulatorState,
  eventType: EventType,
  minutes: number,
  { attendee, rrHostSubsetIds }: Bookable,
  start: number,
): Place {
  const hostIds = state.catalogue.hostSubset(rrHostSubsetIds);
  return placeFor(state, { eventType, start, minutes, attendeeZone: attendee.timeZone, hostIds });
}

function add(
  state: SimulatorState,
  eventType: EventType,
  minutes: number,
  {
    start,
    attendee,
    guests,
    metadata,
  }: Pick<Bookable, 'start' | 'attendee' | 'guests'> & Partial<Pick<Bookable, 'metadata'>>,
  { hosts }: Place,
  more: { readonly seriesUid?: string },
): Booking {
  const invited = guests.map((email) => ({ name: '', email, timeZone: attendee.timeZone }));
  return state.bookings.add({
    eventTypeId: eventType.id,
    hosts,
    start,
    end: start + minutes * MINUTE_MS,
    attendees: [attendee, ...invited],
    ...(metadata === undefined ? {} : { metadata }),
    createdAt: state.clock(),
    status: eventType.confirmation === undefined ? 'accepted' : 'pending',
    ...more,
  });
}

async function tellOfNew(state: SimulatorState, booking: Booking, occurrences?: number): Promise<void> {
  const trigger = booking.status === 'pending' ? 'BOOKING_REQUESTED' : 'BOOKING_CREATED';
  await state.webhooks.tellBooking(trigger, bookingEvent(state, booking, { occurrences }));
}

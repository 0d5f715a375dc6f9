// What ends a booking or lets it stand. A cancellation is told, and its telling waited for, before anything is cancelled: whoever looks
// meanwhile still finds the time taken.

import { ApiError, Crash } from '../api_error.ts';
import type { SimulatorState } from '../state.ts';
import type { Booking } from '../world/booking.ts';
import type { Host } from '../world/host.ts';
import type { Cancellation } from './booking_body.ts';
import { bookingEvent } from './booking_event.ts';
import { holderOf } from './seat.ts';

/** Who cancels: whoever hosts it has to say why. */
export type Canceller = Host | undefined;

/**
 * Cancels bookings: one, or several of a series, which is told with the time of the first: that it is a series is said only where all of it is
 * cancelled. Gives back what has become of them; a seated one has no attendees any more. Throws an ApiError (400) when they are cancelled
 * already, and a Crash (400) when their host does not say why or the first is over.
 */
export async function cancelBookings(
  state: SimulatorState,
  bookings: readonly [Booking, ...Booking[]],
  { cancellationReason, cancelSubsequentBookings }: Cancellation,
  by: Canceller,
): Promise<readonly Booking[]> {
  const [first] = bookings;
  requireCancellable(first, cancellationReason, by, state.clock());
  const event = bookingEvent(state, first, { reason: cancellationReason });
  const occurrences =
    bookings.length > 1 && !cancelSubsequentBookings ? event.eventType.recurrence?.occurrences : undefined;
  await state.webhooks.tellBooking('BOOKING_CANCELLED', { ...event, occurrences });
  const reason = cancellationReason === undefined ? {} : { cancellationReason };
  const now = state.clock();
  // Looked up anew: someone else may have changed them while the telling took its time.
  return bookings.map(({ uid }) => {
    const booking = state.bookings.find(uid);
    if (!booking) throw new ApiError(404, `Booking with uid=${uid} not found`);
    const without = event.eventType.seats === undefined ? {} : { attendees: [] };
    return state.bookings.change(booking, { status: 'cancelled', ...reason, ...without }, now);
  });
}

function requireCancellable(
  { uid, status, hosts, end }: Booking,
  reason: string | undefined,
  by: Canceller,
  now: number,
): void {
  if (status === 'cancelled') {
    throw new ApiError(
      400,
      `Can't cancel booking with uid=${uid} because it has been cancelled already. Please provide uid of a booking that is not cancelled.`,
    );
  }
  if (by?.id === hosts[0].id && !reason?.trim()) throw new Crash('Cancellation reason is required', 400);
  if (now > end) throw new Crash('Cannot cancel a booking that has already ended', 400);
}

/**
 * Gives up one place of a seated booking, which ends with its last. Throws an ApiError (400) when nobody has that place, it is one of
 * another booking, or the booking is cancelled already, and a Crash (400) when its host does not say why or it is over.
 */
export async function cancelSeat(
  state: SimulatorState,
  booking: Booking,
  seatUid: string,
  { cancellationReason }: Cancellation,
  by: Canceller,
): Promise<Booking> {
  const given = booking.attendees.filter((attendee) => attendee.seatUid === seatUid);
  if (given.length === 0) {
    throw new ApiError(
      400,
      holderOf(state.bookings.all(), seatUid) === undefined
        ? 'Invalid seatUid: this seat does not exist or has already been cancelled.'
        : 'Invalid seatUid: this seat does not belong to this booking.',
    );
  }
  requireCancellable(booking, cancellationReason, by, state.clock());
  const attendees = booking.attendees.filter((attendee) => attendee.seatUid !== seatUid);
  const left = state.bookings.change(
    booking,
    attendees.length > 0 ? { attendees } : { attendees, status: 'cancelled' },
    booking.updatedAt,
  );
  await state.webhooks.tellBooking('BOOKING_CANCELLED', bookingEvent(state, { ...booking, attendees: given }));
  return left;
}

/** Accepts a pending booking, and whatever else of its series is pending: all are told as one, with the time of this one. */
export async function confirmBooking(state: SimulatorState, booking: Booking): Promise<Booking> {
  requirePending(booking, 'confirm');
  const { answered, occurrences } = answer(state, booking, 'accepted');
  await state.webhooks.tellBooking(
    'BOOKING_CREATED',
    bookingEvent(state, answered, { occurrences, isConfirmed: true }),
  );
  return answered;
}

/** Refuses a pending booking, and whatever else of its series is pending. */
export async function declineBooking(state: SimulatorState, booking: Booking, reason?: string): Promise<Booking> {
  requirePending(booking, 'decline');
  const { answered, occurrences } = answer(state, booking, 'rejected');
  await state.webhooks.tellBooking('BOOKING_REJECTED', bookingEvent(state, answered, { occurrences, reason }));
  return answered;
}

/** What has become of the booking, and how many its series has, whatever has become of those. */
function answer(state: SimulatorState, booking: Booking, status: 'accepted' | 'rejected') {
  const { seriesUid } = booking;
  const series = seriesUid === undefined ? [booking] : state.bookings.ofSeries(seriesUid);
  const now = state.clock();
  for (const other of series) {
    if (other.status === 'pending' && other.uid !== booking.uid) state.bookings.change(other, { status }, now);
  }
  return {
    answered: state.bookings.change(booking, { status }, now),
    occurrences: seriesUid === undefined ? undefined : series.length,
  };
}

function requirePending({ uid, status }: Booking, verb: string): void {
  if (status !== 'pending') throw new ApiError(400, `Can't ${verb} booking with uid=${uid} because it is ${status}`);
}

/** Where a booking is now: where it was, where it was moved to, or cancelled. */
import type { BookingChange, BookingRecord, CalcomBooking } from '../../booking/booking_record.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { bookingRefusalOf } from '../../calcom/booking_refusal.ts';
import type { AccountCall } from '../../calcom/account_call.ts';
import { type CallOutcome, callOnce } from '../process/call_outcome.ts';
import { ourPlaceIn } from './look.ts';
import type { BookingWork } from './work.ts';

/** A booking that others move again and again is followed so far. */
const MOST_MOVES = 20;

/** What a change is made of. */
export interface Changing {
  readonly record: BookingRecord;
  readonly change: BookingChange;
  readonly booking: CalcomBooking;
}

/** Where it is; `gone`: Cal.com knows of no such booking; `untold`: Cal.com does not say. */
export type Whereabouts =
  | { readonly kind: 'there'; readonly booking: AccountBooking }
  | { readonly kind: 'gone' }
  | { readonly kind: 'untold' };

const GONE: Whereabouts = { kind: 'gone' };
const UNTOLD: Whereabouts = { kind: 'untold' };

/** Asks Cal.com where a booking is that is being changed. */
export const whereIs = async (work: BookingWork, changing: Changing): Promise<Whereabouts> =>
  changing.booking.seatUid === undefined ? await followed(work, changing.booking.uid) : await placeOf(work, changing);

/** A booking that was moved says where to. */
const followed = async (work: BookingWork, uid: string): Promise<Whereabouts> => {
  let at = uid;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const outcome = await ask(work, work.client.find(at));
    if (outcome.kind !== 'done') return isUnknown(outcome) ? GONE : UNTOLD;
    const [booking] = outcome.value;
    if (booking === undefined) return UNTOLD;
    if (booking.rescheduledToUid === undefined) return { kind: 'there', booking };
    at = booking.rescheduledToUid;
  }
  return UNTOLD;
};

/** A seated booking does not say who has left it, nor where to: that is found by what stands at the place itself. */
const placeOf = async (work: BookingWork, { record, change, booking }: Changing): Promise<Whereabouts> => {
  const eventTypeId = booking.eventTypeId ?? record.eventTypeId;
  const lists = [
    { start: booking.start, eventTypeId },
    ...(change.start === undefined ? [] : [{ start: change.start, eventTypeId }]),
    // Somebody else may have moved it to any other time.
    { start: work.clock(), eventTypeId, isOpenEnded: true },
  ];
  for (const asked of lists) {
    const outcome = await ask(work, work.client.around(asked));
    if (outcome.kind !== 'done') return UNTOLD;
    for (const listed of outcome.value) {
      const place = ourPlaceIn(listed, record);
      if (place !== undefined) return { kind: 'there', booking: place };
    }
  }
  const outcome = await ask(work, work.client.find(booking.uid));
  if (outcome.kind !== 'done') return isUnknown(outcome) ? GONE : UNTOLD;
  const [left] = outcome.value;
  return left === undefined ? UNTOLD : { kind: 'there', booking: { ...left, status: 'cancelled' } };
};

const ask = async <T>(work: BookingWork, call: AccountCall<T>): Promise<CallOutcome<T>> =>
  await callOnce(work.makeCall, () => Promise.resolve(), call);

const isUnknown = (outcome: CallOutcome<unknown>): boolean =>
  outcome.kind === 'refused' && bookingRefusalOf(outcome.refusal) === 'event-type';

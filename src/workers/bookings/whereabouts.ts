/** Where a booking is now: where it was, where it was moved to, or cancelled. */
import type { BookingChange, BookingRecord, CalcomBooking } from '../../booking/booking_record.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { bookingRefusalOf } from '../../calcom/booking_refusal.ts';
import type { AccountCall } from '../../calcom/account_call.ts';
import type { EpochMs } from '../../verification/time.ts';
import { type CallOutcome, callOnce } from '../process/call_outcome.ts';
import { isOurBooking, isStanding, ourPlaceIn } from './look.ts';
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
  changing.booking.seatUid === undefined ? await followed(work, changing) : await placeOf(work, changing);

/** The first that stands of a series; undefined where none does. Cal.com cancels no series by its own uid once the first of it was moved. */
export const firstOfSeries = async (work: BookingWork, seriesUid: string): Promise<Whereabouts | undefined> => {
  const outcome = await ask(work, work.client.find(seriesUid));
  if (outcome.kind !== 'done') return isUnknown(outcome) ? GONE : UNTOLD;
  const [first] = outcome.value.filter(isStanding).sort((one, other) => one.start - other.start);
  return first === undefined ? undefined : { kind: 'there', booking: first };
};

/** A booking that was moved says where to; one of a series does not, and is looked for like a place. */
const followed = async (work: BookingWork, changing: Changing): Promise<Whereabouts> => {
  let at = changing.booking.uid;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const outcome = await ask(work, work.client.find(at));
    if (outcome.kind !== 'done') return isUnknown(outcome) ? GONE : UNTOLD;
    const [booking] = outcome.value;
    if (booking === undefined) return UNTOLD;
    if (booking.rescheduledToUid === undefined) {
      const isLost = changing.booking.seriesUid !== undefined && !isStanding(booking);
      const found = isLost
        ? await listed(work, changing, [changing.change.start], (one) =>
            isOurBooking(one, changing.record) ? one : undefined,
          )
        : undefined;
      return found ?? { kind: 'there', booking };
    }
    at = booking.rescheduledToUid;
  }
  return UNTOLD;
};

/** A seated booking does not say who has left it, nor where to: that is found by what stands at the place itself. */
const placeOf = async (work: BookingWork, changing: Changing): Promise<Whereabouts> => {
  const { record, change, booking } = changing;
  const found = await listed(work, changing, [booking.start, change.start], (one) => ourPlaceIn(one, record));
  if (found !== undefined) return found;
  // What the key is not shown in lists it may find by the place.
  const held = await ask(work, work.client.findPlace(booking.seatUid ?? ''));
  if (held.kind === 'done' && held.value[0] !== undefined && isStanding(held.value[0])) {
    return { kind: 'there', booking: { ...held.value[0], seatUid: booking.seatUid } };
  }
  if (held.kind === 'unknown' || held.kind === 'not-made') return UNTOLD;
  const outcome = await ask(work, work.client.find(booking.uid));
  if (outcome.kind !== 'done') return isUnknown(outcome) ? GONE : UNTOLD;
  const [left] = outcome.value;
  return left === undefined ? UNTOLD : { kind: 'there', booking: { ...left, status: 'cancelled' } };
};

/**
 * Looks for it in what Cal.com lists at some times, then in all to come, where somebody else may have moved it.
 * @param pick it, of a listed booking that it is
 * @returns undefined where it is not listed
 */
const listed = async (
  work: BookingWork,
  { record, booking }: Changing,
  starts: readonly (EpochMs | undefined)[],
  pick: (one: AccountBooking) => AccountBooking | undefined,
): Promise<Whereabouts | undefined> => {
  const eventTypeId = booking.eventTypeId ?? record.eventTypeId;
  const asked = starts.flatMap((start) => (start === undefined ? [] : [{ start, eventTypeId }]));
  for (const around of [...asked, { start: work.clock(), eventTypeId, isOpenEnded: true }]) {
    const outcome = await ask(work, work.client.around(around));
    if (outcome.kind !== 'done') return UNTOLD;
    const [found] = outcome.value.flatMap((one) => pick(one) ?? []);
    if (found !== undefined) return { kind: 'there', booking: found };
  }
  return undefined;
};

const ask = async <T>(work: BookingWork, call: AccountCall<T>): Promise<CallOutcome<T>> =>
  await callOnce(work.makeCall, () => Promise.resolve(), call);

const isUnknown = (outcome: CallOutcome<unknown>): boolean =>
  outcome.kind === 'refused' && bookingRefusalOf(outcome.refusal) === 'event-type';

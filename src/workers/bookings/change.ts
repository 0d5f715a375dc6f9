/**
 * Moves or cancels a booking. Cal.com does either only once: a booking that was moved says where to, and one that was cancelled that it was. So a
 * call that broke off is made again, and what it says to that tells what became of the first.
 */
import {
  type BookingChange,
  type BookingRecord,
  type CalcomBooking,
  isChanging,
} from '../../booking/booking_record.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { bookingRefusalOf, isOverAlready } from '../../calcom/booking_refusal.ts';
import type { CalcomRefused } from '../../calcom/errors.ts';
import { type ProblemName, reasonOf } from '../../contract/problem.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import { PATIENCE_MS } from './book.ts';
import { callOnce } from '../process/call_outcome.ts';
import { factsOf, isStanding } from './look.ts';
import { type BookingWork, ENDED, later, type Step } from './work.ts';

const RETRY_MS = 2_000;

/** A booking that others move again and again is followed so far. */
const MOST_MOVES = 20;

/** What a change is made of. */
interface Changing {
  readonly record: BookingRecord;
  readonly change: BookingChange;
  readonly booking: CalcomBooking;
}

/** Goes on with the change of a booking, as far as it goes. */
export const advanceChange = async (work: BookingWork, id: string, number: number): Promise<Step> => {
  for (;;) {
    const record = (await work.records.read(id))?.record;
    const { change, booking } = record ?? {};
    if (record === undefined || change?.number !== number || booking === undefined || !isChanging(record)) return ENDED;
    const changing = { record, change, booking };
    if (change.state === 'refused') await lookForOthers(work, changing);
    else {
      const step = change.kind === 'cancel' ? await cancel(work, changing) : await move(work, changing);
      if (step !== undefined) return step;
    }
  }
};

const NOTHING_BEGUN = (): Promise<void> => Promise.resolve();

const cancel = async (work: BookingWork, changing: Changing): Promise<Step | undefined> => {
  const { uid, seatUid } = changing.booking;
  const outcome = await callOnce(work.makeCall, NOTHING_BEGUN, work.client.cancel(uid, undefined, seatUid));
  switch (outcome.kind) {
    case 'done': {
      // A seated booking stands as long as somebody else has a place in it: what is known is that one is free.
      await work.makeKnown(outcome.value.map((booking) => ({ ...booking, status: 'cancelled' })));
      await finish(work, changing, cancelled);
      return undefined;
    }
    case 'refused':
      return await afterRefusal(work, changing, outcome.refusal);
    default:
      return await again(work, changing, outcome.kind === 'not-made' ? outcome.ms : RETRY_MS);
  }
};

const cancelled = (record: BookingRecord): BookingRecord => ({
  ...record,
  state: 'cancelled',
  ...(record.booking === undefined ? {} : { booking: { ...record.booking, status: 'cancelled' } }),
});

const move = async (work: BookingWork, changing: Changing): Promise<Step | undefined> => {
  const { uid, seatUid } = changing.booking;
  const start = changing.change.start ?? changing.booking.start;
  const outcome = await callOnce(work.makeCall, NOTHING_BEGUN, work.client.move(uid, start, seatUid));
  switch (outcome.kind) {
    case 'done':
      await makeMoved(work, changing, outcome.value);
      return undefined;
    case 'refused':
      return await afterRefusal(work, changing, outcome.refusal);
    default:
      return await again(work, changing, outcome.kind === 'not-made' ? outcome.ms : RETRY_MS);
  }
};

const makeMoved = async (work: BookingWork, changing: Changing, bookings: readonly AccountBooking[]): Promise<void> => {
  const [moved] = bookings;
  if (moved === undefined) throw new Error('Cal.com moved nothing');
  const { uid, start, end } = changing.booking;
  // The old time is free, and Cal.com's answer does not say so.
  await work.makeKnown([...bookings, { ...moved, uid, start, end, status: 'cancelled' }]);
  await finish(work, changing, (record) => ({ ...record, booking: factsOf(moved) }));
};

/** A call that broke off may have been carried out, and so may somebody else have done the same: Cal.com says so where it was. */
const afterRefusal = async (
  work: BookingWork,
  changing: Changing,
  { status, code, message }: CalcomRefused,
): Promise<Step | undefined> => {
  const { change, booking } = changing;
  if (isOverAlready({ status, code, message })) {
    const now = await currentOf(work, booking.uid);
    if (now === undefined) return await again(work, changing, RETRY_MS);
    return await settleBy(work, changing, now);
  }
  const refusal = bookingRefusalOf({ status, code, message });
  if (refusal === 'taken' && change.kind === 'move') {
    await setChange(work, changing, { state: 'refused' });
    return undefined;
  }
  const name: ProblemName =
    refusal === 'unavailable'
      ? 'calcom-unavailable'
      : refusal === 'event-type'
        ? 'booking-not-found'
        : 'refused-by-calcom';
  await setChange(work, changing, { state: 'failed', reason: reasonOf(name, message) });
  return undefined;
};

/** By what has become of the booking. */
const settleBy = async (work: BookingWork, changing: Changing, now: AccountBooking): Promise<Step | undefined> => {
  const { change } = changing;
  await work.makeKnown([now]);
  if (!isStanding(now)) {
    if (change.kind === 'cancel') await finish(work, changing, cancelled);
    else {
      const reason = reasonOf('refused-by-calcom', 'The booking has been cancelled in Cal.com.');
      await work.records.change(changing.record.id, (record) =>
        isSame(record, change) ? cancelled({ ...record, change: { ...change, state: 'failed', reason } }) : undefined,
      );
    }
    return undefined;
  }
  if (change.kind === 'move' && now.start === change.start) {
    await makeMoved(work, changing, [now]);
    return undefined;
  }
  // Moved by somebody else: what is asked for now is asked of where it is.
  const { id } = changing.record;
  await work.records.change(id, (record) =>
    isSame(record, change) ? { ...record, booking: factsOf(now) } : undefined,
  );
  return undefined;
};

/** The booking as it is, wherever it was moved to; undefined where Cal.com does not say. */
const currentOf = async (work: BookingWork, uid: string): Promise<AccountBooking | undefined> => {
  let at = uid;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const outcome = await callOnce(work.makeCall, NOTHING_BEGUN, work.client.find(at));
    if (outcome.kind !== 'done') return undefined;
    const [booking] = outcome.value;
    if (booking?.rescheduledToUid === undefined) return booking;
    at = booking.rescheduledToUid;
  }
  return undefined;
};

const again = async (work: BookingWork, changing: Changing, ms: number): Promise<Step | undefined> => {
  const { change } = changing;
  if (work.clock() <= change.askedAt + PATIENCE_MS) return later(ms);
  // Whether it was carried out is told by the booking itself.
  const now = await currentOf(work, changing.booking.uid);
  if (now === undefined) return later(ms);
  const isDone = change.kind === 'cancel' ? !isStanding(now) : now.start === change.start;
  if (isDone) return await settleBy(work, changing, now);
  const reason = reasonOf('calcom-unavailable', 'Cal.com gave no answer in time. Nothing was changed.');
  await setChange(work, changing, { state: 'failed', reason });
  return undefined;
};

const lookForOthers = async (work: BookingWork, changing: Changing): Promise<void> => {
  const start: EpochMs = changing.change.start ?? epochMs(changing.booking.start);
  const alternatives = await work.alternatives(changing.record, start);
  await setChange(work, changing, { state: 'taken', ...(alternatives === undefined ? {} : { alternatives }) });
};

const isSame = (record: BookingRecord, change: BookingChange): boolean =>
  record.change?.number === change.number && isChanging(record);

const setChange = async (
  work: BookingWork,
  { record, change }: Changing,
  some: Partial<BookingChange>,
): Promise<void> => {
  await work.records.change(record.id, (current) =>
    isSame(current, change) ? { ...current, change: { ...change, ...some } } : undefined,
  );
};

/** The change is done. */
const finish = async (
  work: BookingWork,
  { record, change }: Changing,
  next: (record: BookingRecord) => BookingRecord,
): Promise<void> => {
  await work.records.change(record.id, (current) =>
    isSame(current, change) ? next({ ...current, change: { ...change, state: 'done' } }) : undefined,
  );
};

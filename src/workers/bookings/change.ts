/**
 * Moves or cancels a booking. Cal.com does either only once: a booking that was moved says where to, and one that was cancelled that it was. So a
 * call that broke off is made again, and what it says to that tells what became of the first. A refusal tells that only once the first cannot be
 * carried out any more: until then a time that is taken may come free, and the booking be moved after it was said that it was not.
 */
import { randomUUID } from 'node:crypto';
import { type BookingChange, type BookingRecord, isChanging } from '../../booking/booking_record.ts';
import type { AccountCall } from '../../calcom/account_call.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { bookingRefusalOf, isOverAlready } from '../../calcom/booking_refusal.ts';
import type { CalcomRefused } from '../../calcom/errors.ts';
import { type ProblemName, reasonOf } from '../../contract/problem.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import { type CallOutcome, callOnce } from '../process/call_outcome.ts';
import { type BegunCall, beginCall, decides, forgetCall, noteOver, untilSettled, withCall } from './begun_call.ts';
import { AFTER_CRASH_MS, insteadOf } from './after_crash.ts';
import { factsOf, isAnothers, isStanding, ourPlaceIn } from './look.ts';
import { type Changing, firstOfSeries, whereIs } from './whereabouts.ts';
import { type BookingWork, ENDED, later, PATIENCE_MS, RETRY_MS, type Step } from './work.ts';

/** Why, where nobody has said it: Cal.com wants to hear something, and writes it to whoever hosts and attends. */
const UNNAMED_REASON = 'Cancelled on request.';

/** Goes on with the change of a booking, as far as it goes. */
export const advanceChange = async (work: BookingWork, id: string, number: number): Promise<Step> => {
  for (;;) {
    const { record, isSuspect } = (await work.records.read(id)) ?? {};
    const { change, booking } = record ?? {};
    if (record === undefined || change?.number !== number || booking === undefined || !isChanging(record)) return ENDED;
    const changing = { record, change, booking };
    if (isSuspect) await work.records.change(id, (current) => (isSame(current, change) ? current : undefined));
    else if (change.state === 'refused') await lookForOthers(work, changing);
    else {
      const step = await make(work, changing);
      if (step !== undefined) return step;
    }
  }
};

/** Makes the call, and goes by what came of it. */
const make = async (work: BookingWork, changing: Changing): Promise<Step | undefined> => {
  const { record, change } = changing;
  if (work.clock() > change.askedAt + PATIENCE_MS) return await giveUp(work, changing);
  if (record.call?.isOver === true) return await afterCrash(work, changing, record.call);
  const reason = await work.personal.readReason(record.id, change.number);
  return change.kind === 'cancel' ? await cancel(work, changing, reason) : await move(work, changing, reason);
};

const cancel = async (work: BookingWork, changing: Changing, reason = UNNAMED_REASON): Promise<Step | undefined> => {
  const { uid, seatUid, seriesUid } = changing.booking;
  const whenDone = async (bookings: readonly AccountBooking[]): Promise<void> => {
    // A seated booking stands as long as somebody else has a place in it: what is known is that one is free.
    await work.makeKnown(bookings.map((booking) => ({ ...booking, status: 'cancelled' })));
    await finish(work, changing, cancelled);
  };
  // A series is cancelled as a whole; places are given up one by one.
  if (seriesUid === undefined || seatUid !== undefined) {
    return await conclude(work, changing, work.client.cancel(uid, { seatUid, reason }), whenDone);
  }
  const first = await firstOfSeries(work, seriesUid);
  if (first === undefined) return await finish(work, changing, cancelled);
  if (first.kind === 'untold') return later(RETRY_MS);
  const of = first.kind === 'there' ? first.booking.uid : uid;
  return await conclude(work, changing, work.client.cancel(of, { reason, isWithFollowing: true }), whenDone);
};

const move = async (work: BookingWork, changing: Changing, reason: string | undefined): Promise<Step | undefined> => {
  const { record, change, booking } = changing;
  const { uid, seatUid } = booking;
  const start = change.start ?? booking.start;
  if (seatUid !== undefined && record.call === undefined) {
    // Cal.com moves a place into a time that is full.
    const instead = await work.alternatives(record, start);
    if (instead?.isListed === false) return await endTaken(work, changing, instead.answer);
  }
  return await conclude(work, changing, work.client.move(uid, start, { seatUid, reason }), async ([moved]) => {
    if (moved === undefined) throw new Error('Cal.com moved nothing');
    if (moved.rescheduledFromUid !== uid && isAnothers(moved, record, change.askedAt)) {
      const already = 'Whoever attends has a booking of that time already. Nothing was changed.';
      return await setChange(work, changing, { state: 'failed', reason: reasonOf('refused-by-calcom', already) });
    }
    const hasPlace = seatUid === undefined || moved.seatUid !== undefined;
    await makeMoved(work, changing, hasPlace ? moved : (ourPlaceIn(moved, record) ?? moved));
  });
};

const conclude = async (
  work: BookingWork,
  changing: Changing,
  call: AccountCall<readonly AccountBooking[]>,
  whenDone: (bookings: readonly AccountBooking[]) => Promise<void>,
): Promise<Step | undefined> => {
  const { record, change } = changing;
  const callId = randomUUID();
  let { call: earlier } = record;
  const begin = async (): Promise<void> => {
    earlier = await beginCall(work, record.id, callId, (now) => isSame(now, change) && now.change?.state === 'queued');
  };
  const outcome: CallOutcome<readonly AccountBooking[]> = await callOnce(work.makeCall, begin, call);
  switch (outcome.kind) {
    case 'done':
      await whenDone(outcome.value);
      return undefined;
    case 'refused':
      await forgetCall(work, record.id, callId, earlier);
      return await afterRefusal(work, { ...changing, record: withCall(record, earlier) }, outcome.refusal);
    case 'not-made':
      await forgetCall(work, record.id, callId, earlier);
      return later(outcome.ms);
    case 'unknown':
      if (!outcome.isOver) return later(RETRY_MS);
      await noteOver(work, record.id, callId, earlier);
      return earlier === undefined ? undefined : later(RETRY_MS);
  }
};

const cancelled = (record: BookingRecord): BookingRecord => ({
  ...record,
  state: 'cancelled',
  ...(record.booking === undefined ? {} : { booking: { ...record.booking, status: 'cancelled' } }),
});

const makeMoved = async (work: BookingWork, changing: Changing, moved: AccountBooking): Promise<void> => {
  const { uid, start, end } = changing.booking;
  // The old time is free, and Cal.com's answer does not say so.
  await work.makeKnown([moved, { ...moved, uid, start, end, status: 'cancelled' }]);
  const { seriesUid } = changing.booking;
  await finish(work, changing, (record) => ({
    ...record,
    booking: { ...factsOf(moved), ...(seriesUid === undefined ? {} : { seriesUid }) },
  }));
};

/** An earlier call that broke off may have been carried out, and so may somebody else have done the same: Cal.com says so where it was. */
const afterRefusal = async (
  work: BookingWork,
  changing: Changing,
  { status, code, message }: CalcomRefused,
): Promise<Step | undefined> => {
  const { change, record } = changing;
  const isOver = isOverAlready({ status, code, message });
  if (isOver || record.call !== undefined) {
    const step = await settle(work, changing, isOver);
    if (step !== 'unchanged') return step;
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

/** As of a booking: what Cal.com lists, though it has crashed at it, is worth another call. */
const afterCrash = async (work: BookingWork, changing: Changing, call: BegunCall): Promise<Step | undefined> => {
  const { change, booking, record } = changing;
  const { start } = change;
  // Its own time is not listed, though it may be moved within it.
  const isWithinOwn =
    start === undefined || (start < booking.end && start + (booking.end - booking.start) > booking.start);
  const instead = isWithinOwn ? undefined : await insteadOf(work, record, call, start);
  const step = await settle(work, changing, false);
  if (step !== 'unchanged') return step;
  if (instead?.isListed === false) return await endTaken(work, changing, instead.answer);
  await forgetCall(work, record.id, call.id);
  return later(AFTER_CRASH_MS);
};

/** Nothing more is tried. Whether it was carried out is told by the booking itself, once no call can be under way any more. */
const giveUp = async (work: BookingWork, changing: Changing): Promise<Step | undefined> => {
  if (changing.record.call !== undefined) {
    const step = await settle(work, changing, false);
    if (step !== 'unchanged') return step;
  }
  const reason = reasonOf('calcom-unavailable', 'Cal.com gave no answer in time. Nothing was changed.');
  await setChange(work, changing, { state: 'failed', reason });
  return undefined;
};

/**
 * Ends the change by what has become of the booking, or waits as long as that may not be the last of it.
 * @param isOver Cal.com said that the booking is not where it was, so a change is its end, whoever made it
 * @returns `unchanged` where it stands as it was, and no call can be under way that changes it
 */
const settle = async (
  work: BookingWork,
  changing: Changing,
  isOver: boolean,
): Promise<Step | undefined | 'unchanged'> => {
  const { change, booking, record } = changing;
  const lookedAt = work.clock();
  const where = await whereIs(work, changing);
  if (where.kind === 'untold') return later(RETRY_MS);
  if (where.kind === 'gone') return 'unchanged';
  const now = where.booking;
  const isDone = change.kind === 'cancel' ? !isStanding(now) : now.start === change.start;
  if (isDone || !isStanding(now)) {
    await endBy(work, changing, now);
    return undefined;
  }
  if (isOver && (now.uid !== booking.uid || now.seatUid !== booking.seatUid)) {
    // Moved by somebody else: what is asked for now is asked of where it is.
    await work.makeKnown([now]);
    await work.records.change(record.id, (current) =>
      isSame(current, change) ? { ...current, booking: factsOf(now) } : undefined,
    );
    return undefined;
  }
  if (isOver) return later(RETRY_MS);
  const wait = record.call === undefined ? undefined : untilSettled(work, record.call, lookedAt);
  return wait ?? 'unchanged';
};

/** By what has become of the booking: it is where it was to be, or cancelled. */
const endBy = async (work: BookingWork, changing: Changing, now: AccountBooking): Promise<void> => {
  const { change, record } = changing;
  if (isStanding(now)) return await makeMoved(work, changing, now);
  await work.makeKnown([now]);
  if (change.kind === 'cancel') return await finish(work, changing, cancelled);
  const reason = reasonOf('refused-by-calcom', 'The booking has been cancelled in Cal.com.');
  await work.records.change(record.id, (current) =>
    isSame(current, change)
      ? cancelled({ ...withCall(current, undefined), change: { ...change, state: 'failed', reason } })
      : undefined,
  );
};

const lookForOthers = async (work: BookingWork, changing: Changing): Promise<void> => {
  const start: EpochMs = changing.change.start ?? epochMs(changing.booking.start);
  const instead = await work.alternatives(changing.record, start);
  await endTaken(work, changing, instead?.answer);
};

const endTaken = async (
  work: BookingWork,
  changing: Changing,
  alternatives: VerificationAnswer | undefined,
): Promise<undefined> =>
  await setChange(work, changing, { state: 'taken', ...(alternatives === undefined ? {} : { alternatives }) });

const isSame = (record: BookingRecord, change: BookingChange): boolean =>
  record.change?.number === change.number && isChanging(record);

/** Ends it, or says how far it has come; not where another worker has begun a call since, which may yet change what is said. */
const setChange = async (
  work: BookingWork,
  { record, change }: Changing,
  some: Partial<BookingChange>,
): Promise<undefined> => {
  await work.records.change(record.id, (current) =>
    isSame(current, change) && decides(current, record.call?.id)
      ? { ...withCall(current, undefined), change: { ...change, ...some } }
      : undefined,
  );
};

/** The change is done. */
const finish = async (
  work: BookingWork,
  { record, change }: Changing,
  next: (record: BookingRecord) => BookingRecord,
): Promise<undefined> => {
  await work.records.change(record.id, (current) =>
    isSame(current, change)
      ? next({ ...withCall(current, undefined), change: { ...change, state: 'done' } })
      : undefined,
  );
};

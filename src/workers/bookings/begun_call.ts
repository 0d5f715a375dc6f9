/** Writes down that a call to Cal.com begins, before it does: whoever finds that one began, and nothing about its end, knows that it may still come. */
import type { BookingRecord } from '../../booking/booking_record.ts';
import type { EpochMs } from '../../verification/time.ts';
import { type BookingWork, later, type Step } from './work.ts';

/** The first look after a call that broke off, in milliseconds; each further one comes after twice as long. */
export const FIRST_LOOK_MS = 1_000;

/** Cal.com lists what it has carried out so long after it, in milliseconds: it reads from copies of its database. */
const LISTED_MS = 3_000;

/** The part of the time that a broken call is waited for, within which a call that was written down has to begin. */
const LATEST_BEGINNING = 4;

/** A call that began and of which it is not known what came of it. */
export type BegunCall = NonNullable<BookingRecord['call']>;

/** A call must not begin: another worker is making it, or this one was held up for so long that another may be. */
class NotToBegin extends Error {
  override readonly name = 'NotToBegin';
}

/**
 * Writes down that a call begins.
 * @param mayBegin whether it may, as the record is now
 * @returns a call before it that may still come
 * @throws {NotToBegin} where it must not
 */
export const beginCall = async (
  work: BookingWork,
  id: string,
  callId: string,
  mayBegin: (record: BookingRecord) => boolean,
): Promise<BegunCall | undefined> => {
  const at = work.clock();
  let earlier: BegunCall | undefined;
  const written = await work.records.change(id, (record) => {
    earlier = record.call;
    return mayBegin(record) ? { ...record, call: { id: callId, at: work.clock() } } : undefined;
  });
  if (written?.isChanged !== true) throw new NotToBegin('another worker is at it, or it has ended');
  // A call that begins so late could still be under way when another worker takes it for one that came to nothing.
  if (work.clock() - at <= work.settleMs / LATEST_BEGINNING) return earlier;
  await forgetCall(work, id, callId, earlier);
  throw new NotToBegin('the call was held up for too long');
};

/** That call is known not to be carried out any more; `earlier` is one before it that still may be. */
export const forgetCall = async (
  { records }: BookingWork,
  id: string,
  callId: string,
  earlier?: BegunCall,
): Promise<void> => {
  await records.change(id, (record) => (record.call?.id === callId ? withCall(record, earlier) : undefined));
};

/**
 * That call has ended in a fault of Cal.com's, which says nothing of what came of it.
 * @param earlier one before it that may still be carried out: it is what has to be waited for, and what came of either is found by the same look
 */
export const noteOver = async (
  { records, clock }: BookingWork,
  id: string,
  callId: string,
  earlier?: BegunCall,
): Promise<void> => {
  const call = earlier === undefined || earlier.isOver === true ? { id: callId, at: clock(), isOver: true } : earlier;
  await records.change(id, (record) => (record.call?.id === callId ? { ...record, call } : undefined));
};

/** The record with that call, or without any. */
export const withCall = ({ call: _call, ...record }: BookingRecord, call: BegunCall | undefined): BookingRecord =>
  call === undefined ? record : { ...record, call };

/** Whether a call decides what becomes of a record: no other one has begun that may yet change it. @param callId none where no call was made */
export const decides = ({ call }: BookingRecord, callId: string | undefined): boolean =>
  call === undefined || call.id === callId;

/**
 * When to look again what came of a call; undefined where Cal.com could not be at it any more when it was looked.
 * @param lookedAt when the look began
 */
export const untilSettled = (
  { settleMs }: BookingWork,
  { at, isOver }: BegunCall,
  lookedAt: EpochMs,
): Step | undefined => {
  const left = at + (isOver === true ? Math.min(LISTED_MS, settleMs) : settleMs) - lookedAt;
  return left <= 0 ? undefined : later(Math.min(left, Math.max(FIRST_LOOK_MS, lookedAt - at)));
};

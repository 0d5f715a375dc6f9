/**
 * What is free instead of a time that Cal.com crashed at. Cal.com crashes where some of the hosts are free who all have to be, rather than to say that
 * the time is taken. So whether it is says what Cal.com lists.
 */
import type { BookingRecord } from '../../booking/booking_record.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { BegunCall } from './begun_call.ts';
import type { FreeInstead } from './free_instead.ts';
import type { BookingWork } from './work.ts';

/** How soon it is tried again where Cal.com lists a time that it has crashed at, in milliseconds: a crash may have its reason. */
export const AFTER_CRASH_MS = 8_000;

/**
 * Asks for it once, while what came of the call is not sure to be listed yet, and keeps it with the call: whoever waits for the answer does not wait
 * for both.
 * @returns undefined where it cannot be told now
 */
export const insteadOf = async (
  work: BookingWork,
  record: BookingRecord,
  call: BegunCall,
  start: EpochMs,
): Promise<FreeInstead | undefined> => {
  if (call.instead !== undefined) return call.instead;
  const instead = await work.alternatives(record, start);
  if (instead === undefined) return undefined;
  await work.records.change(record.id, (current) =>
    current.call?.id === call.id ? { ...current, call: { ...current.call, instead } } : undefined,
  );
  return instead;
};

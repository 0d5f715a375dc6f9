/** That a booking with a `callbackUrl` is told to its receiver: queued before its job ends, so that a job that has ended always has its callback. */
import { type BookingRecord, isEnded } from '../../booking/booking_record.ts';
import { bookingDocument } from '../../contract/booking_document.ts';
import { messageOfBooking } from '../../contract/messages.ts';
import { hearerOf, withSpeech } from '../../contract/speech_document.ts';
import { queueCallback } from '../../queues/callbacks/producer.ts';
import type { WorkerContext } from '../process/context.ts';

/** Queues the callback of a booking that has ended, or leaves the one that is there. */
export const tellOfBooking = async (
  { account, callbacks, clock }: Pick<WorkerContext, 'account' | 'callbacks' | 'clock'>,
  record: BookingRecord,
): Promise<void> => {
  const { id, callbackUrl, requestId, state, spokenTo, timeZone } = record;
  if (callbackUrl === undefined || !isEnded(record)) return;
  const endedAt = record.endedAt ?? clock();
  const hearer = spokenTo === undefined ? undefined : hearerOf(spokenTo, timeZone, endedAt);
  await queueCallback(callbacks, {
    account: account.name,
    bookingId: id,
    url: callbackUrl,
    status: state === 'booked' || state === 'cancelled' ? 'completed' : 'failed',
    document: { ...withSpeech(bookingDocument(record, endedAt), () => messageOfBooking(record), hearer) },
    endedAt,
    requestId,
  });
};

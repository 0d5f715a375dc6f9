/** What bookings are worked on with in a worker process: the gate, the cache, and the queue of verifications. */
import { keepChange } from '../../availability/keep_change.ts';
import type { BookingRecord } from '../../booking/booking_record.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { changeOfBooking } from '../../calcom/booking_change.ts';
import { refetchConcerned } from '../../queues/ranges/refetch.ts';
import type { WorkerContext } from '../process/context.ts';
import { meteredCall } from '../process/metered_call.ts';
import { freeInstead } from './free_instead.ts';
import { isHeldByOthers } from '../process/held_by_others.ts';
import type { BookingWork } from './work.ts';

/** Callers wait for bookings as for nothing else. */
const PRIORITY = 0;

/** The longest wait for a turn at the gate, in milliseconds; after it the job goes back to its queue. */
const PATIENCE_MS = 10_000;

/** @throws Error without an API key: no booking could be found again */
export const bookingWork = (context: WorkerContext): BookingWork => {
  const { bookings, personalData, bookingsClient, catalogue, clock, gate, holds, metrics, settleMs, stopping } =
    context;
  if (bookingsClient === undefined) throw new Error('there is no CALCOM_API_KEY to book with');
  return {
    records: bookings,
    personal: personalData,
    client: bookingsClient,
    makeCall: (call) =>
      gate.call(
        // A process that stops waits for a call to book that is under way: broken off, nobody would know what came of it.
        () => meteredCall(context, 'booking', () => call(new AbortController().signal)),
        { priority: PRIORITY, patienceMs: PATIENCE_MS, signal: stopping },
      ),
    isHeld: async (record) => isHeldByOthers(record, await holds.standing(), catalogue),
    makeKnown: (some) => makeKnown(context, some),
    alternatives: (record, start) => freeInstead(context, record, start),
    clock,
    settleMs,
    told: {
      ended: (record) => count(context, record),
      cleared: (isMade) => metrics.bookingsCleared.inc({ made: isMade ? 'yes' : 'no' }),
    },
  };
};

/** As a webhook would tell it, only that nobody waits for one. */
const makeKnown = async (context: WorkerContext, bookings: readonly AccountBooking[]): Promise<void> => {
  const now = context.clock();
  const kept = [];
  for (const booking of bookings) {
    kept.push(await keepChange(context, changeOfBooking({ ...booking, updatedAt: now }), { now, firstReceived: now }));
  }
  await refetchConcerned(context, kept, 'booking');
};

const count = ({ clock, logger, metrics }: WorkerContext, record: BookingRecord): void => {
  const { id, requestId, state, offeredAt, createdAt } = record;
  const outcome = state === 'booked' || state === 'taken' ? state : 'failed';
  metrics.bookings.inc({ outcome, offered: offeredAt === undefined ? 'no' : 'yes' });
  if (offeredAt !== undefined) metrics.offerToBooking.observe({ outcome }, Math.max(0, createdAt - offeredAt) / 1000);
  logger.info({ booking: id, requestId, outcome, durationMs: clock() - createdAt }, 'booking');
};

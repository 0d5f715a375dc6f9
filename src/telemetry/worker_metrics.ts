/** What a worker process counts of its own work. Labels take few values, all known here. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { JOB_BUCKETS, WAIT_BUCKETS } from './buckets.ts';

/** Why slots of an answer are left out. */
const LEFT_OUT_REASONS = ['no_length', 'overbooked', 'unreadable'];

/** How calls end. */
const CALL_OUTCOMES = ['answered', 'refused', 'throttled', 'failed'] as const;

/** How bookings end. */
const BOOKING_OUTCOMES = ['booked', 'taken', 'failed'];

/** How a call ended: `refused` is a 4xx that says something about the question, `throttled` a 429, `failed` everything else. */
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** The figures of a worker process. */
export interface WorkerMetrics {
  readonly calls: Counter<'reason' | 'outcome'>;
  readonly callDuration: Histogram<'outcome'>;
  readonly slotsLeftOut: Counter<'reason'>;
  readonly emptiedMonths: Counter;
  /** `outcome`: `completed`, `retried` or `failed`. */
  readonly jobDuration: Histogram<'queue' | 'outcome'>;
  /** `outcome`: `booked`, `taken` or `failed`; `offered`: whether this service had answered that the time is free. */
  readonly bookings: Counter<'outcome' | 'offered'>;
  /** `made`: whether a call that broke off had been carried out. */
  readonly bookingsCleared: Counter<'made'>;
  readonly offerToBooking: Histogram<'outcome'>;
  /** `outcome`: `held` or `taken`. */
  readonly holds: Counter<'outcome'>;
  /** `outcome`: `delivered`, `retried` or `failed`. */
  readonly callbackDeliveries: Counter<'outcome'>;
}

/** Makes them in `registry`. @param callReasons why Cal.com is called: each is there from the beginning, with nothing counted */
export const createWorkerMetrics = (registry: Registry, callReasons: readonly string[]): WorkerMetrics => {
  const registers = [registry];
  const metrics: WorkerMetrics = {
    calls: new Counter({
      name: 'slotproof_calcom_calls_total',
      help: 'Calls made to Cal.com, by reason and outcome.',
      labelNames: ['reason', 'outcome'],
      registers,
    }),
    callDuration: new Histogram({
      name: 'slotproof_calcom_call_duration_seconds',
      help: 'How long calls to Cal.com take, their waits for a turn not included.',
      labelNames: ['outcome'],
      buckets: WAIT_BUCKETS,
      registers,
    }),
    slotsLeftOut: new Counter({
      name: 'slotproof_slots_left_out_total',
      help: 'Slots of Cal.com answers that could not be used, by reason; the others of those answers were.',
      labelNames: ['reason'],
      registers,
    }),
    emptiedMonths: new Counter({
      name: 'slotproof_emptied_months_total',
      help: 'Answers without a slot for a month that was full before: mostly a calendar that Cal.com could not read.',
      registers,
    }),
    jobDuration: new Histogram({
      name: 'slotproof_job_duration_seconds',
      help: 'How long one attempt at a job takes, by queue and outcome.',
      labelNames: ['queue', 'outcome'],
      buckets: JOB_BUCKETS,
      registers,
    }),
    bookings: new Counter({
      name: 'slotproof_bookings_total',
      help: 'Bookings that were asked for, by what came of them, and by whether their time had been answered as free.',
      labelNames: ['outcome', 'offered'],
      registers,
    }),
    bookingsCleared: new Counter({
      name: 'slotproof_bookings_cleared_total',
      help: 'Calls to book that broke off, by whether Cal.com was found to have booked.',
      labelNames: ['made'],
      registers,
    }),
    holds: new Counter({
      name: 'slotproof_holds_total',
      help: 'Holds that were asked for, by what came of them.',
      labelNames: ['outcome'],
      registers,
    }),
    offerToBooking: new Histogram({
      name: 'slotproof_offer_to_booking_seconds',
      help: 'From the last answer that a time is free to the end of its booking, by what came of it.',
      labelNames: ['outcome'],
      buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600],
      registers,
    }),
    callbackDeliveries: new Counter({
      name: 'slotproof_callback_deliveries_total',
      help: 'Attempts to deliver a callback, by outcome; one that failed is tried no more.',
      labelNames: ['outcome'],
      registers,
    }),
  };
  // A series that begins at 0 shows its first event; one that begins at 1 hides it from rate().
  for (const reason of callReasons) {
    for (const outcome of CALL_OUTCOMES) metrics.calls.inc({ reason, outcome }, 0);
  }
  for (const reason of LEFT_OUT_REASONS) metrics.slotsLeftOut.inc({ reason }, 0);
  for (const outcome of BOOKING_OUTCOMES) {
    for (const offered of ['yes', 'no']) metrics.bookings.inc({ outcome, offered }, 0);
  }
  for (const outcome of ['held', 'taken']) metrics.holds.inc({ outcome }, 0);
  for (const made of ['yes', 'no']) metrics.bookingsCleared.inc({ made }, 0);
  for (const outcome of ['delivered', 'retried', 'failed']) metrics.callbackDeliveries.inc({ outcome }, 0);
  return metrics;
};

/** The `ranges` worker: one job is at most one Cal.com call, whose day segments it writes. */
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { freshnessOf } from '../availability/day_segment.ts';
import { type FailingMark, failingMark } from '../availability/failing.ts';
import { type SegmentsName, storedSegmentsName, subjectOf } from '../availability/segment_key.ts';
import { CalcomThrottled, CircuitOpen, TurnTooFar } from '../calcom/errors.ts';
import { reasonOf } from '../contract/problem.ts';
import { rangeName } from '../queues/job_name.ts';
import { QUEUE_NAMES } from '../queues/queues.ts';
import { RANGE_PRIORITY, type RangeJob, type RangeOutcome, rangeJobSchema } from '../queues/range_job.ts';
import { daysBetween, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import { warmingCallsLeft } from './background_budget.ts';
import type { WorkerContext } from './context.ts';
import { afterFailedCall, blameOf, leaveAlone } from './failed_call.ts';
import { meteredCall } from './metered_call.ts';
import { workerOptions } from './worker_options.ts';

/** How long an answer that is for one caller alone waits for its caller. */
const ONCE_KEPT_SECONDS = 60;

/** The longest that a job holds its place while it waits for its turn; a longer wait puts the whole queue to rest. */
const TURN_PATIENCE_MS = 2_000;

/**
 * The share of Cal.com's window that is kept for callers. Without it a burst of bookings, each with its refreshes, spends the whole window
 * within seconds, and whoever then asks for what is not cached waits for the next one, up to a minute.
 */
const KEPT_FOR_CALLERS = 0.25;

/** Starts the worker. */
export const startRangesWorker = (context: WorkerContext): Worker<RangeJob, RangeOutcome, string> => {
  const worker: Worker<RangeJob, RangeOutcome, string> = new Worker(
    QUEUE_NAMES.ranges,
    async (job: Job<RangeJob>, _token?: string, signal?: AbortSignal): Promise<RangeOutcome> => {
      try {
        return await fetchRange(context, job, signal ?? AbortSignal.timeout(60_000));
      } catch (error) {
        if (error instanceof CalcomThrottled) return await rest(worker, error.resetMs);
        if (error instanceof TurnTooFar) return await rest(worker, error.waitMs);
        if (error instanceof UnrecoverableError) throw error;
        if (error instanceof CircuitOpen) {
          // Whoever waits has to hear it now: a retry could only wait for the cool-down.
          throw new UnrecoverableError(reasonOf('calcom-unavailable', `circuit open for ${error.retryAfterMs} ms`));
        }
        context.logger.warn(
          {
            err: error,
            range: job.name,
            rangeId: job.id,
            requestId: job.data.requestId,
            attempt: job.attemptsMade + 1,
          },
          'range failed',
        );
        throw new Error(reasonOf('calcom-unavailable', error instanceof Error ? error.message : String(error)));
      }
    },
    workerOptions(context, context.concurrency),
  );
  return worker;
};

/** Nothing is taken from the queue for so long, anywhere in the fleet; the job goes back and has lost no attempt. */
const rest = async (worker: Worker<RangeJob, RangeOutcome, string>, ms: number): Promise<never> => {
  await worker.rateLimit(Math.max(1, Math.ceil(ms)));
  throw Worker.RateLimitError();
};

const fetchRange = async (context: WorkerContext, job: Job<RangeJob>, signal: AbortSignal): Promise<RangeOutcome> => {
  const { clock, gate, client } = context;
  const data = rangeJobSchema.parse(job.data);
  const store = data.once === undefined ? context.store : context.store.keeping(ONCE_KEPT_SECONDS);
  const name = storedSegmentsName(data.segments);
  const from = utcDay(Math.max(data.from, utcDayOf(clock())));
  // Together, since a caller waits for each round trip. Remembered before the call: a webhook that comes while it is under way has to find
  // what it may make untrue. Where no call follows, that costs the webhook a look at what is not there.
  const [{ known, failing }, abandoned] = await Promise.all([
    look(context, name, from, data),
    context.abandonment.areAllMarked(data.callers ?? []),
    data.once === undefined ? context.usage.remember(name) : undefined,
  ]);
  if (known) return { kind: 'written', calls: 0 };
  if (abandoned) return { kind: 'left', calls: 0 };
  if (failing !== undefined && failing.until > clock()) return leaveAlone(data, failing);
  if (data.reason === 'warming' && (await warmingCallsLeft(context)) <= 0) return { kind: 'left', calls: 0 };
  if (data.reason !== 'caller' && (await restIsForCallers(context))) return { kind: 'left', calls: 0 };
  const startedAt = clock();
  let probedCircuit = false;
  try {
    const answer = await gate.call(
      (callSignal, probesCircuit) => {
        probedCircuit = probesCircuit;
        return meteredCall(context, data.reason, () =>
          client.fetchSlots({ ...(data.once ?? subjectOf(name)), from, until: data.until }, callSignal),
        );
      },
      {
        priority: RANGE_PRIORITY[data.reason],
        patienceMs: TURN_PATIENCE_MS,
        signal,
        ...blameOf(data, failing),
      },
    );
    for (const [reason, count] of Object.entries(answer.leftOut)) context.metrics.slotsLeftOut.inc({ reason }, count);
    await Promise.all([
      store.write(name, { from, until: data.until, observedAt: answer.observedAt, slots: answer.slots }),
      context.configurationFaults.clear(),
      // The mark itself goes with the write.
      failing === undefined ? undefined : context.failingEventTypes.clear(name),
    ]);
    context.logger.info(
      {
        range: rangeName(data),
        rangeId: job.id,
        reason: data.reason,
        requestId: data.requestId,
        slots: answer.slots.length,
        leftOut: answer.leftOut,
        durationMs: clock() - startedAt,
      },
      'range fetched',
    );
    return { kind: 'written', calls: 1 };
  } catch (error) {
    return await afterFailedCall(context, { job, data, store, failing, probedCircuit }, error);
  }
};

const restIsForCallers = async ({ gate }: WorkerContext): Promise<boolean> => {
  const { remaining, limit } = (await gate.state()).throttle;
  return remaining <= limit * KEPT_FOR_CALLERS;
};

/**
 * Whether nothing of it is missing: another job may have brought all of it between the look of whoever queued this one and now. And
 * whether Cal.com is known to fail for its event type.
 */
const look = async (
  context: WorkerContext,
  name: SegmentsName,
  from: UtcDay,
  data: RangeJob,
): Promise<{ known: boolean; failing: FailingMark | undefined }> => {
  const days = daysBetween(from, data.until);
  const { segments, refusal } = await context.store.read(name, days);
  const now = context.clock();
  const known = days.every((day) => {
    const segment = segments.get(day);
    return (
      segment !== undefined &&
      segment.observedAt >= data.notBefore &&
      freshnessOf(segment, now, context.limits) === 'fresh'
    );
  });
  return { known, failing: failingMark(refusal, now) };
};

/** The `ranges` worker: one job is one range of days, which it asks Cal.com for unless they are known by then, and writes. */
import { forAccount } from '../process/for_account.ts';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { storedFreshness } from '../../availability/doubt.ts';
import { failingMark } from '../../availability/failing.ts';
import { storedSegmentsName } from '../../availability/segment_key.ts';
import type { StoredSegments } from '../../availability/segment_store.ts';
import { CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from '../../calcom/errors.ts';
import { reasonOf } from '../../contract/problem.ts';
import { type RangeJob, type RangeOutcome, rangeJobSchema } from '../../queues/ranges/job.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import { daysBetween, utcDay, utcDayOf } from '../../verification/time.ts';
import { warmingCallsLeft } from '../warming/background_budget.ts';
import type { WorkerContext } from '../process/context.ts';
import { afterFailedCall, leaveAlone } from './failed_call.ts';
import { callForDays } from './range_call.ts';
import { planSpans, type Span } from './range_width.ts';
import { workerOptions } from '../process/worker_options.ts';
import { RANGES } from '../../queues/ranges/queue.ts';
import { fullJitter } from './full_jitter.ts';

/** How long an answer that is for one caller alone waits for its caller. */
const ONCE_KEPT_SECONDS = 60;

/**
 * The share of Cal.com's window that is kept for callers. Without it a burst of bookings, each with its refreshes, spends the whole window
 * within seconds, and whoever then asks for what is not cached waits for the next one, up to a minute.
 */
const KEPT_FOR_CALLERS = 0.25;

/** While the cache takes no days no range is of use, and none is lost: it is tried again so soon. */
const CACHE_AWAY_MS = 1_000;

/** Starts the worker. */
export const startRangesWorker = (context: WorkerContext): Worker<RangeJob, RangeOutcome, string> => {
  const worker: Worker<RangeJob, RangeOutcome, string> = new Worker(
    RANGES.name,
    async (job: Job<RangeJob>, _token?: string, signal?: AbortSignal): Promise<RangeOutcome> => {
      try {
        const data = rangeJobSchema.parse(job.data);
        return await fetchRange(forAccount(context, data.account), job, data, signal ?? AbortSignal.timeout(60_000));
      } catch (error) {
        if (error instanceof CalcomThrottled) return await rest(worker, error.resetMs);
        if (error instanceof TurnTooFar) return await rest(worker, error.waitMs);
        if (error instanceof UnrecoverableError) throw error;
        // A connection to Cal.com breaks in the same words.
        if (!(error instanceof CalcomUnavailable) && isRedisFault(error)) {
          context.logger.debug(
            { err: error, range: job.name, rangeId: job.id },
            'range put back: Redis cannot be used',
          );
          return await rest(worker, CACHE_AWAY_MS);
        }
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
    {
      ...workerOptions(context, context.concurrency),
      settings: { backoffStrategy: (attemptsMade: number) => fullJitter(RANGES.backoff, attemptsMade) },
    },
  );
  return worker;
};

/** Nothing is taken from the queue for so long, anywhere in the fleet; the job goes back and has lost no attempt. */
const rest = async (worker: Worker<RangeJob, RangeOutcome, string>, ms: number): Promise<never> => {
  await worker.rateLimit(Math.max(1, Math.ceil(ms)));
  throw Worker.RateLimitError();
};

const fetchRange = async (
  context: WorkerContext,
  job: Job<RangeJob>,
  data: RangeJob,
  signal: AbortSignal,
): Promise<RangeOutcome> => {
  const { clock } = context;
  const store = data.once === undefined ? context.store : context.store.keeping(ONCE_KEPT_SECONDS);
  const name = storedSegmentsName(data.segments);
  const from = data.once === undefined ? utcDay(Math.max(data.from, utcDayOf(clock()))) : data.from;
  const wanted = { from, until: data.until };
  // Together, since a caller waits for each round trip. Remembered before the call: a webhook that comes while it is under way has to find
  // what it may make untrue. Where no call follows, that costs the webhook a look at what is not there.
  const [stored, abandoned] = await Promise.all([
    context.store.read(name, daysBetween(from, data.until)),
    context.abandonment.areAllMarked(data.callers ?? []),
    data.once === undefined ? context.usage.remember(name) : undefined,
  ]);
  const failing = failingMark(stored.refusal, clock());
  if (isKnown(context, stored, wanted, data)) return { kind: 'written', calls: 0 };
  if (abandoned) return { kind: 'left', calls: 0 };
  if (failing !== undefined && failing.until > clock()) return leaveAlone(data, failing);
  if (data.reason === 'warming' && (await warmingCallsLeft(context)) <= 0) return { kind: 'left', calls: 0 };
  if (data.reason !== 'caller' && (await restIsForCallers(context))) return { kind: 'left', calls: 0 };
  const needed = data.needed && {
    from: utcDay(Math.max(data.needed.from, from)),
    until: utcDay(Math.max(data.needed.until, from)),
  };
  const plan =
    data.once === undefined
      ? planSpans(wanted, needed, stored.width, clock())
      : { first: wanted, meanwhile: undefined, rest: [] };
  const made = await callForDays({
    context,
    data: { ...data, needed },
    jobId: job.id,
    name,
    store,
    former: stored,
    plan,
    failing,
    signal,
  });
  if (made.error === undefined) return { kind: 'written', calls: made.calls };
  return await afterFailedCall(context, { job, data, store, failing, ...made }, made.error);
};

const restIsForCallers = async ({ gate }: WorkerContext): Promise<boolean> => {
  const { remaining, limit } = (await gate.state()).throttle;
  return remaining <= limit * KEPT_FOR_CALLERS;
};

/** Another job may have brought all of it between the look of whoever queued this one and now. */
const isKnown = (
  { clock, limits }: WorkerContext,
  stored: StoredSegments,
  { from, until }: Span,
  { notBefore }: RangeJob,
): boolean => {
  const now = clock();
  return daysBetween(from, until).every((day) => {
    const segment = stored.segments.get(day);
    if (segment === undefined || segment.observedAt < notBefore) return false;
    return storedFreshness(stored, day, segment, now, limits) === 'fresh';
  });
};

/** The `verifications` worker: decides one question that the cache could not, once its ranges are there. */
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { type CachedDecision, decideFromCache } from '../availability/decide_from_cache.ts';
import { storedSegmentsName } from '../availability/segment_key.ts';
import { type ProblemName, reasonOf } from '../contract/problem.ts';
import { answerOf } from '../contract/verification_answer.ts';
import type { Finish } from '../queues/finished_jobs.ts';
import { QUEUE_NAMES } from '../queues/queues.ts';
import { rangeOutcomeSchema } from '../queues/range_job.ts';
import { queueRange } from '../queues/range_producer.ts';
import { type VerificationAnswer, type VerificationJob, verificationJobSchema } from '../queues/verification_job.ts';
import { type Question, reach } from '../verification/decide.ts';
import { daysBetween, epochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { WorkerContext } from './context.ts';
import { tellFailure, withCallback } from './verification_callback.ts';
import { workerOptions } from './worker_options.ts';

/** A job mostly waits, so many fit: each costs a promise and a lock that is renewed. */
const WAITING_PER_CALL = 25;

/** A range reaches at least so far from today, so that the next questions are hits. */
const LEAST_RANGE_DAYS = 31;

/** How often one verification asks for ranges before it gives up: each round follows from what the one before brought. */
const MOST_ROUNDS = 8;

/** The longest wait for one range. Longer than any window or cool-down of Cal.com's. */
const RANGE_PATIENCE_MS = 10 * 60_000;

/** Starts the worker. */
export const startVerificationsWorker = (
  context: WorkerContext,
): Worker<VerificationJob, VerificationAnswer, string> => {
  const worker = new Worker<VerificationJob, VerificationAnswer, string>(
    QUEUE_NAMES.verifications,
    (job, token, lost) => withCallback(context, job, lost, () => verifyOrGiveBack(context, job, token)),
    workerOptions(context, context.concurrency * WAITING_PER_CALL),
  );
  worker.on('failed', (job) => {
    if (job === undefined) return;
    tellFailure(context, job).catch((error: unknown) =>
      context.logger.error({ err: error, verification: job.id }, 'callback could not be queued'),
    );
  });
  return worker;
};

/** When the process is asked to stop, another takes the job over at once, instead of when its lock has run out. */
const verifyOrGiveBack = async (
  context: WorkerContext,
  job: Job<VerificationJob>,
  token: string | undefined,
): Promise<VerificationAnswer> => {
  try {
    return await verify(context, job, AbortSignal.any([AbortSignal.timeout(RANGE_PATIENCE_MS), context.stopping]));
  } catch (error) {
    if (!(error instanceof WaitBrokenOff) || !context.stopping.aborted) throw error;
    await job.moveToWait(token);
    throw new WaitingError();
  }
};

/** A verification that ends without an answer; it would end so again, so it is not tried again. */
const failure = (name: ProblemName, detail: string): UnrecoverableError =>
  new UnrecoverableError(reasonOf(name, detail));

const verify = async (
  context: WorkerContext,
  job: Job<VerificationJob>,
  signal: AbortSignal,
): Promise<VerificationAnswer> => {
  const data = verificationJobSchema.parse(job.data);
  const { requested, timeZone, policy, durationMinutes } = data;
  const question: Question = {
    requested,
    timeZone,
    policy,
    ...(durationMinutes === undefined ? {} : { durationMinutes }),
  };
  let calcomCalls = 0;

  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { cached, refusal } = await look(context, data, question, false);
    if (refusal !== undefined) throw failure('event-type-not-found', refusal.message);
    if (cached.kind === 'decided') return answerOf(cached, calcomCalls);
    if (cached.kind === 'past')
      throw failure('start-in-the-past', 'The requested time passed while the verification waited.');

    const finish = await fetchMissing(context, data, question, cached.missing, signal);
    if (finish.state === 'failed') {
      const fallback = await look(context, data, question, true);
      if (fallback.cached.kind === 'decided') return answerOf(fallback.cached, calcomCalls);
      const separator = finish.reason.indexOf(': ');
      throw failure('calcom-unavailable', finish.reason.slice(separator === -1 ? 0 : separator + 2));
    }
    const outcome = rangeOutcomeSchema.parse(finish.value);
    calcomCalls += outcome.calls;
    if (outcome.kind === 'refused') {
      throw outcome.status === 404
        ? failure('event-type-not-found', outcome.message)
        : failure('refused-by-calcom', outcome.message);
    }
  }
  throw failure('calcom-unavailable', 'The days changed faster than they could be fetched.');
};

/** The wait for a range ended before the range did. */
class WaitBrokenOff extends Error {
  override readonly name = 'WaitBrokenOff';

  constructor() {
    super(reasonOf('calcom-unavailable', 'The range was not fetched in time.'));
  }
}

const look = async (context: WorkerContext, data: VerificationJob, question: Question, staleIfError: boolean) => {
  const { from, until } = reach(question);
  const { segments, refusal } = await context.store.read(storedSegmentsName(data.segments), daysBetween(from, until));
  const now = context.clock();
  const cached: CachedDecision = decideFromCache(question, now, segments, context.limits, {
    notBefore: data.notBefore,
    staleIfError,
  });
  return { cached, refusal: refusal !== undefined && refusal.until > now ? refusal : undefined };
};

/** Queues the range that holds what is missing, widened to all that this question could come to need, and waits for it. */
const fetchMissing = async (
  context: WorkerContext,
  data: VerificationJob,
  question: Question,
  missing: readonly UtcDay[],
  signal: AbortSignal,
): Promise<Finish> => {
  const now = context.clock();
  const today = utcDayOf(now);
  const { until } = reach(question);
  const { jobId } = await queueRange(context.ranges, {
    segments: data.segments,
    from: today,
    until: utcDay(Math.max(today + LEAST_RANGE_DAYS, until, ...missing)),
    notBefore: data.notBefore ?? epochMs(now - context.limits.freshSeconds * 1000),
    reason: 'caller',
    requestId: data.requestId,
  });
  const finish = await context.finishedRanges.wait(jobId, signal, true);
  if (finish !== undefined) return finish;
  throw new WaitBrokenOff();
};

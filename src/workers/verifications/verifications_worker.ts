/** The `verifications` worker: decides one question that the cache could not, once its ranges are there. */
import { forAccount } from '../process/for_account.ts';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { type CachedDecision, decideFromCache } from '../../availability/decide_from_cache.ts';
import { observedFrom } from '../../availability/day_segment.ts';
import { listingOf } from '../../availability/listed_subject.ts';
import { storedSegmentsName } from '../../availability/segment_key.ts';
import { type Refusal, refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import { causeOf, type RefusalCause, type RefusalWords } from '../../calcom/refusal.ts';
import { isProblem, type ProblemName, problemOfReason, reasonOf } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import { answerOf } from '../../contract/verification_answer.ts';
import { LEAST_RANGE_DAYS, rangeOutcomeSchema } from '../../queues/ranges/job.ts';
import { queueRange } from '../../queues/ranges/producer.ts';
import {
  type VerificationAnswer,
  type VerificationJob,
  verificationJobSchema,
} from '../../queues/verifications/job.ts';
import { type Question, reach } from '../../verification/decide.ts';
import { daysBetween, epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';
import { tellFailure, withCallback } from './verification_callback.ts';
import { logVerifications } from './verification_line.ts';
import { giveBack } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { VERIFICATIONS } from '../../queues/verifications/queue.ts';

/** A job mostly waits, so many fit: each costs a promise and a lock that is renewed. */
const WAITING_PER_CALL = 25;

/** A caller is not made to wait longer than this for the next window of Cal.com's limit, when there is an old answer. */
const FORESEEABLE_MS = 1_000;

/** How often one verification asks for ranges before it gives up: each round follows from what the one before brought. */
const MOST_ROUNDS = 8;

/** The longest wait for one range. Longer than any window or cool-down of Cal.com's. */
const RANGE_PATIENCE_MS = 10 * 60_000;

/** Starts the worker. */
export const startVerificationsWorker = (
  context: WorkerContext,
): Worker<VerificationJob, VerificationAnswer, string> => {
  const worker = new Worker<VerificationJob, VerificationAnswer, string>(
    VERIFICATIONS.name,
    (job, token, lost) => {
      const data = verificationJobSchema.parse(job.data);
      const own = forAccount(context, data.account);
      return withCallback(own, job, lost, () => verifyOrGiveBack(own, job, data, token));
    },
    workerOptions(context, context.concurrency * WAITING_PER_CALL),
  );
  logVerifications(worker, context.logger);
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
  data: VerificationJob,
  token: string | undefined,
): Promise<VerificationAnswer> => {
  try {
    return await verify(
      context,
      job.id,
      data,
      AbortSignal.any([AbortSignal.timeout(RANGE_PATIENCE_MS), context.stopping]),
    );
  } catch (error) {
    if (!(error instanceof WaitBrokenOff) || !context.stopping.aborted) throw error;
    return await giveBack(job, token);
  }
};

/** A verification that ends without an answer; it would end so again, so it is not tried again. */
const failure = (name: ProblemName, detail: string): UnrecoverableError =>
  new UnrecoverableError(reasonOf(name, detail));

const verify = async (
  context: WorkerContext,
  verificationId: string | undefined,
  data: VerificationJob,
  signal: AbortSignal,
): Promise<VerificationAnswer> => {
  const { requested, timeZone, policy, durationMinutes } = data;
  const question: Question = {
    requested,
    timeZone,
    policy,
    ...(durationMinutes === undefined ? {} : { durationMinutes }),
  };
  let calcomCalls = 0;
  const ranges: string[] = [];

  for (let round = 0; round < MOST_ROUNDS; round++) {
    const stored = await readDays(context, data, question);
    const refused = refusalAt(stored, context.clock());
    if (refused !== undefined && refused.failures === undefined) throw asFailure(refused);
    const cached = decideFrom(context, data, question, stored, refused !== undefined);
    if (cached.kind === 'decided') return answerOf(cached, calcomCalls, ranges);
    if (cached.kind === 'past')
      throw failure('start-in-the-past', 'The requested time passed while the verification waited.');
    if (refused !== undefined) throw asFailure(refused);

    const old = await oldAnswer(context, data, question, stored);
    if (old !== undefined) return answerOf(old, calcomCalls, ranges);

    const rangeId = await queueMissing(context, verificationId, data, question, stored, cached.missing.flat());
    ranges.push(rangeId);
    const finish = await context.finishedRanges.wait(rangeId, signal, true);
    if (finish === undefined) throw new WaitBrokenOff();
    if (finish.state === 'failed') {
      return answerOf(await withoutCalcom(context, data, question, asKnown(finish.reason)), calcomCalls, ranges);
    }
    const outcome = rangeOutcomeSchema.parse(finish.value);
    if (
      outcome.kind === 'left' &&
      verificationId !== undefined &&
      (await context.abandonment.areAllMarked([verificationId]))
    ) {
      throw failure('calcom-unavailable', 'The caller hung up before Cal.com was asked.');
    }
    calcomCalls += outcome.calls;
    if (outcome.kind === 'refused') {
      const refusedFor = asFailure(outcome);
      if (!MAY_CHANGE.has(causeOf(outcome))) throw refusedFor;
      return answerOf(await withoutCalcom(context, data, question, refusedFor), calcomCalls, ranges);
    }
  }
  throw failure('calcom-unavailable', 'The days changed faster than they could be fetched.');
};

/** Refusals that say nothing of the question: old data is better than they are. */
const MAY_CHANGE: ReadonlySet<RefusalCause> = new Set(['key', 'passing']);

/** A refusal as whoever asked is told of it. */
const asFailure = (refusal: RefusalWords & Pick<Refusal, 'failures'>): UnrecoverableError =>
  causeOf(refusal) === 'key'
    ? failure('calcom-unavailable', 'Cal.com does not accept the API key of this service.')
    : failure(problemOfRefusal(refusal), refusal.message);

/** The problem that a range ended with, or that Cal.com is not to be reached where BullMQ ended it. */
const asKnown = (reason: string): UnrecoverableError =>
  isProblem(problemOfReason(reason), 'internal')
    ? failure('calcom-unavailable', reason)
    : new UnrecoverableError(reason);

/** What is good enough while Cal.com gives no answer. @throws when nothing is */
const withoutCalcom = async (
  context: WorkerContext,
  data: VerificationJob,
  question: Question,
  otherwise: UnrecoverableError,
) => {
  const cached = decideFrom(context, data, question, await readDays(context, data, question), true);
  if (cached.kind !== 'decided') throw otherwise;
  return cached;
};

/** The wait for a range ended before the range did. */
class WaitBrokenOff extends Error {
  override readonly name = 'WaitBrokenOff';

  constructor() {
    super(reasonOf('calcom-unavailable', 'The range was not fetched in time.'));
  }
}

/** All days that this question could come to need; one round trip. */
const readDays = async (context: WorkerContext, data: VerificationJob, question: Question): Promise<StoredSegments> => {
  const { from, until } = reach(question);
  return await context.store.read(storedSegmentsName(data.segments), daysBetween(from, until));
};

const decideFrom = (
  { clock, limits, catalogue }: WorkerContext,
  { notBefore, segments: name }: VerificationJob,
  question: Question,
  stored: StoredSegments,
  staleIfError: boolean,
): CachedDecision => {
  const now = clock();
  const listing = listingOf(catalogue, storedSegmentsName(name), stored, now);
  return decideFromCache(question, [
    {
      preference: 0,
      segments: stored.segments,
      now,
      limits,
      acceptance: { notBefore, staleIfError },
      listing,
      changes: stored.changes,
      emptiedAt: stored.emptiedAt,
    },
  ]);
};

/**
 * What is good enough while Cal.com cannot be asked, when it is known beforehand that it cannot: while the circuit is open or the
 * account may make no call, waiting would end in the same answer, only later.
 */
const oldAnswer = async (context: WorkerContext, data: VerificationJob, question: Question, stored: StoredSegments) => {
  const cached = decideFrom(context, data, question, stored, true);
  if (cached.kind !== 'decided') return undefined;
  const { circuit, throttle } = await context.gate.state();
  const noCallSoon = throttle.blockedForMs > 0 || (throttle.remaining <= 0 && throttle.windowEndsInMs > FORESEEABLE_MS);
  return circuit === 'open' || noCallSoon ? cached : undefined;
};

/**
 * Queues the range that holds what is missing, widened to all that this question could come to need. Days that are there and will not do
 * have to be observed anew.
 * @returns its job's id
 */
const queueMissing = async (
  context: WorkerContext,
  verificationId: string | undefined,
  data: VerificationJob,
  question: Question,
  { segments }: StoredSegments,
  missing: readonly UtcDay[],
): Promise<string> => {
  const now = context.clock();
  const today = utcDayOf(now);
  const { until } = reach(question);
  const freshFrom = data.notBefore ?? epochMs(now - context.limits.freshSeconds * 1000);
  const { jobId } = await queueRange(context.ranges, {
    account: data.account,
    segments: data.segments,
    from: today,
    until: utcDay(Math.max(today + LEAST_RANGE_DAYS, until, ...missing)),
    needed: { from: utcDay(Math.min(...missing)), until: utcDay(Math.max(...missing)) },
    notBefore: observedFrom(missing, segments, freshFrom),
    reason: 'caller',
    requestId: data.requestId,
    ...(verificationId === undefined ? {} : { callers: [verificationId] }),
  });
  return jobId;
};

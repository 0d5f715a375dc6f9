/** The `verifications` worker: decides one question that the cache could not, once its ranges are there. */
import { forAccount } from '../process/for_account.ts';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { type DecidedFromCache, decideFromCache, decideFromKnown } from '../../availability/decide_from_cache.ts';
import { observedFrom } from '../../availability/day_segment.ts';
import { type SegmentsName, storedSegmentsName } from '../../availability/segment_key.ts';
import type { StoredSegments } from '../../availability/segment_store.ts';
import { causeOf, type RefusalCause } from '../../calcom/refusal.ts';
import { isProblem, problemOfReason, reasonOf } from '../../contract/problem.ts';
import { answerOf } from '../../contract/verification_answer.ts';
import { LEAST_RANGE_DAYS, rangeOutcomeSchema } from '../../queues/ranges/job.ts';
import { queueRange } from '../../queues/ranges/producer.ts';
import {
  eventTypesOf,
  questionOf,
  type VerificationAnswer,
  type VerificationJob,
  verificationJobSchema,
} from '../../queues/verifications/job.ts';
import { type Question, reach } from '../../verification/decide.ts';
import { epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';
import { tellOfEnds, withCallback } from './verification_callback.ts';
import { logVerifications } from './verification_line.ts';
import { type Pending, asFailure, cachedOf, failure, noteRefusal, readDays } from './pending_event_type.ts';
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
  tellOfEnds(worker, context);
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

const verify = async (
  context: WorkerContext,
  verificationId: string | undefined,
  data: VerificationJob,
  signal: AbortSignal,
): Promise<VerificationAnswer> => {
  const question = questionOf(data);
  const ranges: string[] = [];
  const cost = { calcomCalls: 0, ranges };
  const read = async (name: SegmentsName): Promise<StoredSegments> => await readDays(context, name, question);
  const pending = await Promise.all(
    eventTypesOf(data).map(async ({ segments, preference }): Promise<Pending> => {
      const name = storedSegmentsName(segments);
      const stored = await read(name);
      const state = { failure: undefined, isUnknownToCalcom: false, range: undefined, rounds: 0 };
      return { name, preference, stored, ...state };
    }),
  );
  const answer = (decided: DecidedFromCache): VerificationAnswer =>
    answerOf(decided, data, { ...cost, failureAt: (place) => pending[place]?.failure?.message });

  const fetch = async (one: Pending, missing: readonly UtcDay[]): Promise<void> => {
    const rangeId = await queueMissing(context, verificationId, data, question, one, missing);
    ranges.push(rangeId);
    const finish = await context.finishedRanges.wait(rangeId, signal, true);
    if (finish === undefined) throw new WaitBrokenOff();
    // Lost in a failover, mostly: what is missing still is asked for anew.
    if (finish.state === 'failed' && finish.isGone !== true) one.failure = asKnown(finish.reason);
    if (finish.state === 'completed') {
      const outcome = rangeOutcomeSchema.parse(finish.value);
      if (
        outcome.kind === 'left' &&
        verificationId !== undefined &&
        (await context.abandonment.areAllMarked([verificationId]))
      ) {
        throw failure('calcom-unavailable', 'The caller hung up before Cal.com was asked.');
      }
      cost.calcomCalls += outcome.calls;
      if (outcome.kind === 'refused') {
        one.failure = asFailure(outcome);
        one.isUnknownToCalcom = !MAY_CHANGE.has(causeOf(outcome));
      }
    }
    one.stored = await read(one.name);
  };

  for (;;) {
    for (const one of pending) noteRefusal(one, context.clock());
    const cached = decideFromCache(question, cachedOf(context, data, pending, false));
    if (cached.kind === 'decided') return answer(cached);
    if (cached.kind === 'past')
      throw failure('start-in-the-past', 'The requested time passed while the verification waited.');
    const wanting = pending.filter((one, place) => one.failure === undefined && cached.missing[place]?.length !== 0);
    if (wanting.length === 0) {
      const known = decideFromKnown(question, cachedOf(context, data, pending, false));
      if (known !== undefined) return answer(known);
      throw pending.find((one) => one.failure !== undefined)?.failure ?? failure('internal', 'Nothing is known.');
    }

    const old = wanting.every(({ range }) => range === undefined)
      ? await oldAnswer(context, data, question, pending)
      : undefined;
    if (old !== undefined) return answer(old);

    for (const [place, one] of pending.entries()) {
      if (one.range !== undefined || !wanting.includes(one)) continue;
      one.rounds += 1;
      if (one.rounds > MOST_ROUNDS) {
        one.failure = failure('calcom-unavailable', 'The days changed faster than they could be fetched.');
        continue;
      }
      const range = fetch(one, cached.missing[place] ?? []).finally(() => {
        one.range = undefined;
      });
      // Heard of below, or too late for anyone to hear.
      range.catch(() => undefined);
      one.range = range;
    }
    const underWay = pending.flatMap(({ range }) => range ?? []);
    if (underWay.length > 0) await Promise.race(underWay);
  }
};

/** Refusals that say nothing of the question: old data is better than they are. */
const MAY_CHANGE: ReadonlySet<RefusalCause> = new Set(['key', 'passing']);

/** The problem that a range ended with, or that Cal.com is not to be reached where BullMQ ended it. */
const asKnown = (reason: string): UnrecoverableError =>
  isProblem(problemOfReason(reason), 'internal')
    ? failure('calcom-unavailable', reason)
    : new UnrecoverableError(reason);

/** The wait for a range ended before the range did. */
class WaitBrokenOff extends Error {
  override readonly name = 'WaitBrokenOff';

  constructor() {
    super(reasonOf('calcom-unavailable', 'The range was not fetched in time.'));
  }
}

/**
 * What is good enough while Cal.com cannot be asked, when it is known beforehand that it cannot: while the circuit is open or the
 * account may make no call, waiting would end in the same answer, only later.
 */
const oldAnswer = async (
  context: WorkerContext,
  data: VerificationJob,
  question: Question,
  pending: readonly Pending[],
): Promise<DecidedFromCache | undefined> => {
  const cached = decideFromCache(question, cachedOf(context, data, pending, true));
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
  { name, stored: { segments } }: Pending,
  missing: readonly UtcDay[],
): Promise<string> => {
  const now = context.clock();
  const today = utcDayOf(now);
  const { until } = reach(question);
  const freshFrom = data.notBefore ?? epochMs(now - context.limits.freshSeconds * 1000);
  const { jobId } = await queueRange(context.ranges, {
    account: data.account,
    segments: name,
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

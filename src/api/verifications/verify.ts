/**
 * The way of a request: read the cache, decide, and put on the queue what the cache cannot decide. Nothing but one Redis round
 * trip and arithmetic stands between a cached question and its answer.
 */
import { randomUUID } from 'node:crypto';
import { type CachedDecision, decideFromCache } from '../../availability/decide_from_cache.ts';
import { knownFrom } from '../../availability/doubt.ts';
import { type ListedSubject, listedFor } from '../../availability/listed_subject.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { type Refusal, refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import type { EventType } from '../../calcom/event_type.ts';
import { isProblem, type Problem, problem, problemOfReason } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import { answerOf } from '../../contract/verification_answer.ts';
import type { JobEnd } from '../../queues/job_queue/finished_jobs.ts';
import { queueVerification } from '../../queues/verifications/producer.ts';
import { type VerificationAnswer, verificationAnswerSchema } from '../../queues/verifications/job.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import { type Question, reach } from '../../verification/decide.ts';
import { daysBetween, type EpochMs, type UtcDay } from '../../verification/time.ts';
import type { AgeDemand } from '../refresh/age_demand.ts';
import type { CacheUse } from '../http/cache_status.ts';
import type { VerificationsContext } from './context.ts';
import { unbookable } from './unbookable.ts';
import { queueRefresh } from '../refresh/refresh.ts';

/** A question with all that decides how it is answered. */
export interface AskedQuestion extends AgeDemand {
  /** The id of the verification, should it need a job; a new one unless it has to be a certain one. */
  readonly id?: string;
  readonly eventType: EventType;
  readonly question: Question;
  readonly callbackUrl: string | undefined;
  readonly owner: string;
  readonly requestId: string;
  /** How long the caller waits for what the cache cannot decide, in milliseconds; 0 for not at all. */
  readonly waitMs: number;
  /** Begins to watch the caller; the signal is aborted when it hangs up. Watching costs more than answering from the cache. */
  readonly watchCaller: () => AbortSignal;
}

/** What came of a question. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly id?: string;
      readonly answer: VerificationAnswer;
      readonly cacheUse: CacheUse;
    }
  | { readonly kind: 'accepted'; readonly id: string }
  | {
      readonly kind: 'problem';
      readonly problem: Problem;
      /** When it is worth while to ask again, where this event type alone decides that. */
      readonly retryAfterMs?: number;
    };

/**
 * Answers a question, or accepts it: at once where this process remembers all days of the question.
 * @throws what Redis throws while it is away and this process does not know the days of the question
 */
export const verify = (context: VerificationsContext, asked: AskedQuestion): Reply | Promise<Reply> => {
  const { eventType, question } = asked;
  const { from, until } = reach(question);
  const now = context.clock();
  if (question.requested < now) {
    return {
      kind: 'problem',
      problem: problem('start-in-the-past', { errors: [{ pointer: '/start', reason: 'must not be in the past' }] }),
    };
  }
  const { durationMinutes, timeZone } = question;
  const subject = listedFor(context.catalogue, { eventType, durationMinutes, timeZone }, now);
  const named = 'eventTypeId' in eventType ? 'eventTypeId' : 'eventTypeSlug';
  const fault = unbookable(subject.entry, context.catalogue.document(), durationMinutes, named);
  if (fault !== undefined) return { kind: 'problem', problem: problem('invalid', { errors: [fault] }) };
  const reading = { subject, until, now };
  const stored = context.availability.read(subject.name, daysBetween(from, until));
  return stored instanceof Promise
    ? stored.then((read) => replyFrom(context, asked, reading, read))
    : replyFrom(context, asked, reading, stored);
};

/** What of a question is known before the cache is read. */
interface Reading {
  readonly subject: ListedSubject;
  /** The last day that the decision may look at. */
  readonly until: UtcDay;
  readonly now: EpochMs;
}

const replyFrom = (
  context: VerificationsContext,
  asked: AskedQuestion,
  { subject, until, now }: Reading,
  stored: StoredSegments,
): Reply | Promise<Reply> => {
  const refusal = refusalAt(stored, now);
  if (refusal !== undefined && refusal.failures === undefined) return refusedBy(refusal, now);
  const { name } = subject;
  context.usage.note(name);
  // While Cal.com fails for the event type it is not asked.
  const cached = decideBy(context, asked, subject, stored, refusal !== undefined);
  if (cached.kind === 'decided') {
    if (cached.freshness === 'stale' && refusal === undefined) {
      queueRefresh(context, { name, until, knownFrom: knownFrom(stored), requestId: asked.requestId });
    }
    const cacheUse = cached.freshness === 'stale-if-error' ? 'stale-if-error' : 'hit';
    return { kind: 'answered', answer: answerOf(cached, 0), cacheUse };
  }
  if (refusal !== undefined) return refusedBy(refusal, now);
  if (stored.fault !== undefined) throw stored.fault;
  if (!asked.byHabit) return askWorkers(context, asked, subject, stored);
  const content: AskedQuestion = { ...asked, notBefore: undefined, byHabit: false };
  // What is not cached has to be asked for whatever the caller demands.
  if (decideBy(context, content, subject, stored, false).kind !== 'decided') {
    return askWorkers(context, asked, subject, stored);
  }
  return context.noCache
    .spend(asked.owner)
    .then((isGranted) =>
      isGranted
        ? askWorkers(context, asked, subject, stored)
        : replyFrom(context, content, { subject, until, now }, stored),
    );
};

const decideBy = (
  { clock, config }: VerificationsContext,
  { question, notBefore }: AskedQuestion,
  { rules, askedOffset }: ListedSubject,
  { segments, shortestLeadMs, changes, emptiedAt, fault }: StoredSegments,
  staleIfError: boolean,
): CachedDecision =>
  decideFromCache(question, [
    {
      preference: 0,
      segments,
      now: clock(),
      limits: config.cache,
      acceptance: { notBefore, staleIfError },
      listing: { rules, askedOffset, shortestLeadMs },
      changes,
      emptiedAt,
      fault,
    },
  ]);

const refusedBy = (refusal: Refusal, now: EpochMs): Reply => ({
  kind: 'problem',
  problem: problem(problemOfRefusal(refusal), { detail: refusal.message }),
  ...(refusal.failures === undefined ? {} : { retryAfterMs: refusal.until - now }),
});

const askWorkers = async (
  context: VerificationsContext,
  asked: AskedQuestion,
  subject: ListedSubject,
  stored: StoredSegments,
): Promise<Reply> => {
  const { question, notBefore, callbackUrl, owner, requestId } = asked;
  const { name } = subject;
  const id = asked.id ?? randomUUID();
  const gone = asked.watchCaller();
  const patience = AbortSignal.any([AbortSignal.timeout(asked.waitMs), gone]);
  // Listening begins before the job exists, so that its end cannot be missed.
  const finishing = asked.waitMs > 0 ? context.finishedVerifications.wait(id, patience) : Promise.resolve(undefined);
  const queued = queueVerification(context.verifications, id, {
    account: context.account.name,
    segments: name,
    requested: question.requested,
    timeZone: question.timeZone,
    durationMinutes: question.durationMinutes,
    policy: question.policy,
    notBefore,
    owner,
    requestId,
    callbackUrl,
  });
  try {
    await queued;
  } catch (error) {
    // A Redis that is full takes no job, and what it has of the question may still do.
    const old = isRedisFault(error) ? answerWhileWaiting(context, asked, subject, stored) : undefined;
    if (old === undefined) throw error;
    return old;
  }
  // A job under a given id may have been there already, and may have finished before anyone listened.
  const earlier = asked.id === undefined ? undefined : await context.finishedVerifications.finishOf(id);
  const finish = earlier ?? (await finishing);
  if (finish !== undefined) return await withRetryAfter(context, name, replyBy(id, finish));
  if (gone.aborted) await leave(context, asked, id);
  return answerWhileWaiting(context, asked, subject, stored) ?? { kind: 'accepted', id };
};

/** A probe that failed has set a new pause. */
const withRetryAfter = async (context: VerificationsContext, name: SegmentsName, reply: Reply): Promise<Reply> => {
  if (reply.kind !== 'problem' || !isProblem(reply.problem, 'event-type-failing')) return reply;
  const now = context.clock();
  const refusal = refusalAt(await context.store.read(name, []), now);
  return refusal === undefined ? reply : { ...reply, retryAfterMs: refusal.until - now };
};

/**
 * The caller hung up without having been told the id. Unless it can come back (with its key) or is called back, nobody will read
 * the answer.
 */
const leave = async (context: VerificationsContext, asked: AskedQuestion, id: string): Promise<void> => {
  if (asked.id !== undefined || asked.callbackUrl !== undefined) return;
  await context.abandonment.mark(id);
  // Not begun yet: gone at once. Begun: its range is left when its turn comes.
  await context.verifications.remove(id).catch(() => undefined);
};

/** Waits for a verification that has been asked for before. @returns undefined when there is no job under that id */
export const joinVerification = async (
  context: VerificationsContext,
  id: string,
  waitMs: number,
): Promise<Reply | undefined> => {
  if ((await context.verifications.getJob(id)) === undefined) return undefined;
  const finish =
    waitMs > 0
      ? await context.finishedVerifications.wait(id, AbortSignal.timeout(waitMs), true)
      : await context.finishedVerifications.finishOf(id);
  return finish === undefined ? { kind: 'accepted', id } : replyBy(id, finish);
};

const replyBy = (id: string, finish: JobEnd): Reply => {
  if (finish.state === 'failed') return { kind: 'problem', problem: problemOfReason(finish.reason) };
  const answer = verificationAnswerSchema.parse(finish.value);
  return { kind: 'answered', id, answer, cacheUse: answer.freshness === 'stale-if-error' ? 'stale-if-error' : 'miss' };
};

/** At the deadline, old data is better than none: Cal.com is too slow or takes no calls from us right now. */
const answerWhileWaiting = (
  context: VerificationsContext,
  asked: AskedQuestion,
  subject: ListedSubject,
  stored: StoredSegments,
): Reply | undefined => {
  // Who asked not to wait, or for a callback, has a better answer coming.
  if (asked.waitMs < context.config.requestDeadlineMs || asked.callbackUrl !== undefined) return undefined;
  const old = decideBy(context, asked, subject, stored, true);
  return old.kind === 'decided'
    ? { kind: 'answered', answer: answerOf(old, 0), cacheUse: 'stale-if-error' }
    : undefined;
};

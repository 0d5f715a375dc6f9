/** The way of a question that the cache cannot decide: a job for the workers, and what is told while it is worked on. */
import { randomUUID } from 'node:crypto';
import { type DecidedFromCache, decideFromKnown } from '../../availability/decide_from_cache.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import { isProblem, problemOfReason } from '../../contract/problem.ts';
import { answerOf } from '../../contract/verification_answer.ts';
import type { JobEnd } from '../../queues/job_queue/finished_jobs.ts';
import { verificationAnswerSchema } from '../../queues/verifications/job.ts';
import { queueVerification } from '../../queues/verifications/producer.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import { reach } from '../../verification/decide.ts';
import { daysBetween } from '../../verification/time.ts';
import type { CacheUse } from '../http/cache_status.ts';
import type { VerificationsContext } from './context.ts';
import { answeredQuestion, cachedFor, type Reading, readAll } from './known_days.ts';
import type { AskedQuestion, Reply } from './reply.ts';

/** Whether a caller asked not to wait, or only for so long, or to be called back: it has what it needs with the id. */
export const isContentWithId = ({ config }: VerificationsContext, { waitMs, callbackUrl }: AskedQuestion): boolean =>
  waitMs < config.requestDeadlineMs || callbackUrl !== undefined;

/** Has the workers decide it, and waits as long as the caller does. @throws when Redis cannot be reached */
export const askWorkers = async (
  context: VerificationsContext,
  reading: Reading,
  stored: readonly StoredSegments[],
): Promise<Reply> => {
  const { asked, subjects } = reading;
  const { question, notBefore, callbackUrl, spokenTo, owner, requestId } = asked;
  const names = subjects.map(({ listed }) => listed.name);
  const [first] = names;
  if (first === undefined) throw new RangeError('A question about no event type');
  const id = asked.id ?? randomUUID();
  const gone = asked.watchCaller();
  const patience = AbortSignal.any([AbortSignal.timeout(asked.waitMs), gone]);
  // Listening begins before the job exists, so that its end cannot be missed.
  const finishing = asked.waitMs > 0 ? context.finishedVerifications.wait(id, patience) : Promise.resolve(undefined);
  const queued = queueVerification(context.verifications, id, {
    account: context.account.name,
    segments: first,
    ...answeredQuestion(reading),
    ...question,
    notBefore,
    owner,
    requestId,
    callbackUrl,
    spokenTo,
  });
  try {
    await queued;
  } catch (error) {
    // A Redis that is full takes no job, and what it has of the question may still do.
    const old = isRedisFault(error) ? answerByKnown(context, reading, stored) : undefined;
    if (old === undefined) throw error;
    return old;
  }
  // A job under a given id may have been there already, and may have finished before anyone listened.
  const earlier = asked.id === undefined ? undefined : await context.finishedVerifications.finishOf(id);
  const finish = earlier ?? (await finishing);
  if (finish !== undefined) return await withRetryAfter(context, names, replyBy(id, finish));
  if (gone.aborted) await leave(context, asked, id);
  if (isContentWithId(context, asked)) return { kind: 'accepted', id };
  if (asked.about.kind === 'one') return answerByKnown(context, reading, stored) ?? { kind: 'accepted', id };
  const { from } = reach(question);
  const later = await readAll(context, subjects, daysBetween(from, reading.until));
  return answerByKnown(context, reading, later, id) ?? { kind: 'accepted', id };
};

/** A probe that failed has set a new pause. */
const withRetryAfter = async (
  context: VerificationsContext,
  names: readonly SegmentsName[],
  reply: Reply,
): Promise<Reply> => {
  if (reply.kind !== 'problem' || !isProblem(reply.problem, 'event-type-failing')) return reply;
  const now = context.clock();
  const facts = await Promise.all(names.map((name) => context.store.read(name, [])));
  const pauses = facts.flatMap((one) => refusalAt(one, now) ?? []).map(({ until }) => until - now);
  return pauses.length === 0 ? reply : { ...reply, retryAfterMs: Math.min(...pauses) };
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

/**
 * At the deadline, old data is better than none: Cal.com is too slow or takes no calls from us right now. About several the answer is what is known by
 * now, and the rest follows under the verification's id.
 */
const answerByKnown = (
  context: VerificationsContext,
  reading: Reading,
  stored: readonly StoredSegments[],
  id?: string,
): Reply | undefined => {
  const { asked } = reading;
  // A better answer is coming.
  if (isContentWithId(context, asked)) return undefined;
  const known = decideFromKnown(asked.question, cachedFor(context, reading, stored, true));
  if (known === undefined) return undefined;
  const answer = answerOf(known, answeredQuestion(reading), { calcomCalls: 0 });
  return id === undefined
    ? { kind: 'answered', answer, cacheUse: 'stale-if-error' }
    : { kind: 'answered', id, answer, cacheUse: cacheUseOf(known) };
};

const cacheUseOf = ({ freshness }: DecidedFromCache): CacheUse => (freshness === 'stale-if-error' ? freshness : 'miss');

/**
 * The way of a request: read the cache, decide, and put on the queue what the cache cannot decide. Nothing but one Redis round
 * trip and arithmetic stands between a cached question and its answer.
 */
import { type DecidedFromCache, decideFromCache, decideFromKnown } from '../../availability/decide_from_cache.ts';
import { knownFrom } from '../../availability/doubt.ts';
import { type Refusal, refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import { problem } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import { reach } from '../../verification/decide.ts';
import { asOf } from '../../verification/question.ts';
import { daysBetween, type EpochMs } from '../../verification/time.ts';
import { queueRefresh } from '../refresh/refresh.ts';
import { askWorkers, isContentWithId } from './ask_workers.ts';
import { askedSubjects } from './asked_subjects.ts';
import type { VerificationsContext } from './context.ts';
import { answeredBy, cachedFor, isUnknownToCalcom, type Reading, readAll } from './known_days.ts';
import type { AskedQuestion, Reply } from './reply.ts';

/**
 * Answers a question, or accepts it: at once where this process remembers all days of the question.
 * @throws what Redis throws while it is away and this process does not know the days of the question
 */
export const verify = (context: VerificationsContext, asked: AskedQuestion): Reply | Promise<Reply> => {
  const now = context.clock();
  const question = asOf(asked.question, now);
  const isPast = question.seeks === undefined && question.requested < now;
  if (isPast || (question.until !== undefined && question.until <= now)) {
    const pointer = isPast ? '/start' : '/until';
    return {
      kind: 'problem',
      problem: problem('start-in-the-past', { errors: [{ pointer, reason: 'must not be in the past' }] }),
    };
  }
  const found = askedSubjects(context.catalogue, asked.about, question, now);
  if (!found.ok) return { kind: 'problem', problem: problem('invalid', { errors: found.faults }) };
  const { from, until } = reach(question);
  const reading = { asked: { ...asked, question }, subjects: found.subjects, until, now };
  const stored = readAll(context, found.subjects, daysBetween(from, until));
  return stored instanceof Promise
    ? stored.then(
        (read) => replyFrom(context, reading, read),
        (error: unknown) => acceptUnread(context, reading, error),
      )
    : replyFrom(context, reading, stored);
};

const replyFrom = (
  context: VerificationsContext,
  reading: Reading,
  stored: readonly StoredSegments[],
): Reply | Promise<Reply> => {
  const { asked, subjects, now } = reading;
  const refusals = stored.map((one) => refusalAt(one, now));
  for (const [place, { listed }] of subjects.entries()) {
    if (!isUnknownToCalcom(refusals[place])) context.usage.note(listed.name);
  }
  const cached = cachedFor(context, reading, stored, false);
  const decided = decideFromCache(asked.question, cached);
  if (decided.kind === 'decided') {
    refreshStale(context, reading, stored, decided);
    return answeredBy(reading, decided, refusals);
  }
  const missing = decided.kind === 'incomplete' ? decided.missing : [];
  const isAskable = missing.some((days, place) => days.length > 0 && refusals[place] === undefined);
  if (!isAskable) {
    // While Cal.com refuses an event type, or fails for it, it is not asked.
    const known = decideFromKnown(asked.question, cached);
    return known === undefined ? refusedBy(refusals, now) : answeredBy(reading, known, refusals);
  }
  const fault = stored.find((one) => one.fault !== undefined)?.fault;
  if (fault !== undefined) return acceptUnread(context, reading, fault);
  if (!asked.byHabit) return askWorkers(context, reading, stored);
  const content: Reading = { ...reading, asked: { ...asked, notBefore: undefined, byHabit: false } };
  // What is not cached has to be asked for whatever the caller demands.
  if (decideFromCache(asked.question, cachedFor(context, content, stored, false)).kind !== 'decided') {
    return askWorkers(context, reading, stored);
  }
  const calls = missing.filter((days) => days.length > 0).length;
  return context.noCache
    .spendIfCounted(asked.owner, calls)
    .then((isGranted) => (isGranted ? askWorkers(context, reading, stored) : replyFrom(context, content, stored)));
};

/**
 * While the cache's own Redis is away the queues take a question all the same, from whoever is content with a 202: a worker decides it as soon as
 * the cache is back. Everybody else would wait in vain until the deadline. @throws the fault where that cannot be
 */
const acceptUnread = async (context: VerificationsContext, reading: Reading, fault: unknown): Promise<Reply> => {
  const isElsewhere = context.config.cacheRedisUrl !== undefined;
  if (!isElsewhere || !isRedisFault(fault) || !isContentWithId(context, reading.asked)) throw fault;
  return await askWorkers(context, reading, []);
};

const refreshStale = (
  context: VerificationsContext,
  { asked: { requestId }, subjects, until, now }: Reading,
  stored: readonly StoredSegments[],
  { ages }: DecidedFromCache,
): void => {
  for (const [place, { listed }] of subjects.entries()) {
    const one = stored[place];
    if (one === undefined || ages[place]?.freshness !== 'stale' || refusalAt(one, now) !== undefined) continue;
    queueRefresh(context, { name: listed.name, until, knownFrom: knownFrom(one), requestId });
  }
};

/** Of several that are all refused, the first is told of. */
const refusedBy = (refusals: readonly (Refusal | undefined)[], now: EpochMs): Reply => {
  const refusal = refusals.find((one) => one !== undefined);
  if (refusal === undefined) return { kind: 'problem', problem: problem('start-in-the-past') };
  return {
    kind: 'problem',
    problem: problem(problemOfRefusal(refusal), { detail: refusal.message }),
    ...(refusal.failures === undefined ? {} : { retryAfterMs: refusal.until - now }),
  };
};

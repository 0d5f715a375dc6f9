/** What the cache has of the event types of a question, and what the rules make of it. */
import type { CachedCalendar, DecidedFromCache } from '../../availability/decide_from_cache.ts';
import { type Refusal, refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import type { EventType } from '../../calcom/event_type.ts';
import { reasonOf } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import { answerOf } from '../../contract/verification_answer.ts';
import type { VerificationJob } from '../../queues/verifications/job.ts';
import type { EpochMs, UtcDay } from '../../verification/time.ts';
import type { AskedSubject } from './asked_subjects.ts';
import type { VerificationsContext } from './context.ts';
import type { AskedQuestion, Reply } from './reply.ts';

/** What of a question is known before the cache is read. */
export interface Reading {
  readonly asked: AskedQuestion;
  readonly subjects: readonly AskedSubject[];
  /** The last day that the decision may look at. */
  readonly until: UtcDay;
  readonly now: EpochMs;
}

/** At once where this process remembers all of them; together, so that the others cost one round trip. */
export const readAll = (
  { availability }: VerificationsContext,
  subjects: readonly AskedSubject[],
  days: readonly UtcDay[],
): readonly StoredSegments[] | Promise<readonly StoredSegments[]> => {
  const read = subjects.map(({ listed }) => availability.read(listed.name, days));
  const remembered = read.flatMap((one) => (one instanceof Promise ? [] : [one]));
  return remembered.length === read.length ? remembered : Promise.all(read);
};

/** No such event type, or not to be asked for so: what is cached of it leads nowhere. */
export const isUnknownToCalcom = (refusal: Refusal | undefined): boolean =>
  refusal !== undefined && refusal.failures === undefined;

const NOTHING: CachedCalendar['segments'] = new Map();

/** The event types with their days. @param staleIfError as while Cal.com cannot be asked */
export const cachedFor = (
  { clock, config }: VerificationsContext,
  { asked: { notBefore }, subjects, now: askedAt }: Reading,
  stored: readonly StoredSegments[],
  staleIfError: boolean,
): readonly CachedCalendar[] => {
  const now = clock();
  return subjects.flatMap(({ listed: { rules, askedOffset }, asked }, place) => {
    const one = stored[place];
    if (one === undefined) return [];
    const { segments, shortestLeadMs, changes, emptiedAt, experience, fault } = one;
    const refusal = refusalAt(one, askedAt);
    return {
      preference: asked.preference,
      segments: isUnknownToCalcom(refusal) ? NOTHING : segments,
      now,
      limits: config.cache,
      acceptance: { notBefore, staleIfError: staleIfError || refusal !== undefined },
      listing: { rules, askedOffset, shortestLeadMs },
      changes,
      emptiedAt,
      experience,
      fault,
    };
  });
};

/** The answer of a decision that needs no call. */
export const answeredBy = (
  reading: Reading,
  decided: DecidedFromCache,
  refusals: readonly (Refusal | undefined)[],
): Reply => ({
  kind: 'answered',
  answer: answerOf(decided, answeredQuestion(reading), {
    calcomCalls: 0,
    failureAt: (place) => {
      const refusal = refusals[place];
      return refusal === undefined ? undefined : reasonOf(problemOfRefusal(refusal), refusal.message);
    },
  }),
  cacheUse: decided.freshness === 'stale-if-error' ? 'stale-if-error' : 'hit',
});

/** What of the question its answer tells again. */
export const answeredQuestion = ({
  asked: { about, explain },
  subjects,
}: Reading): Pick<VerificationJob, 'explain' | 'several'> =>
  about.kind === 'one'
    ? { explain }
    : {
        several: subjects.map(({ listed, asked: { eventType, hosts, label, preference } }) => ({
          segments: listed.name,
          eventType: asJobEventType(eventType),
          hosts,
          label,
          preference,
        })),
      };

const asJobEventType = (eventType: EventType) =>
  'usernames' in eventType ? { ...eventType, usernames: [...eventType.usernames] } : eventType;

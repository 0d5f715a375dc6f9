/** An event type of a question that is worked on: what is cached of it, and whether Cal.com is still to be asked. */
import { UnrecoverableError } from 'bullmq';
import type { CachedCalendar } from '../../availability/decide_from_cache.ts';
import { listingOf } from '../../availability/listed_subject.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { type Refusal, refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import { causeOf, type RefusalWords } from '../../calcom/refusal.ts';
import { type ProblemName, reasonOf } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import type { VerificationJob } from '../../queues/verifications/job.ts';
import { type Question, reach } from '../../verification/decide.ts';
import { daysBetween, type EpochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';

/** An event type of a question while it is worked on. */
export interface Pending {
  readonly name: SegmentsName;
  readonly preference: number;
  stored: StoredSegments;
  /** Why Cal.com is not asked for it any more; what is cached of it may still do. */
  failure: UnrecoverableError | undefined;
  /** Whether what is cached leads nowhere, whatever its age. */
  isUnknownToCalcom: boolean;
  /** Settles when its range is there, and what it brought is in `stored`. */
  range: Promise<void> | undefined;
  rounds: number;
}

/** Notes that Cal.com refuses an event type, or fails for it, where that is remembered. */
export const noteRefusal = (one: Pending, now: EpochMs): void => {
  const refusal = refusalAt(one.stored, now);
  if (refusal === undefined) return;
  one.failure ??= asFailure(refusal);
  if (refusal.failures === undefined) one.isUnknownToCalcom = true;
};

/** A verification that ends without an answer; it would end so again, so it is not tried again. */
export const failure = (name: ProblemName, detail: string): UnrecoverableError =>
  new UnrecoverableError(reasonOf(name, detail));

/** A refusal as whoever asked is told of it. */
export const asFailure = (refusal: RefusalWords & Pick<Refusal, 'failures'>): UnrecoverableError =>
  causeOf(refusal) === 'key'
    ? failure('calcom-unavailable', 'Cal.com does not accept the API key of this service.')
    : failure(problemOfRefusal(refusal), refusal.message);

/** All days of an event type that this question could come to need; one round trip. */
export const readDays = async (
  context: WorkerContext,
  name: SegmentsName,
  question: Question,
): Promise<StoredSegments> => {
  const { from, until } = reach(question);
  return await context.store.read(name, daysBetween(from, until));
};

const NOTHING: CachedCalendar['segments'] = new Map();

/** The event types with their days. @param staleIfError as while Cal.com cannot be asked, of all and not of those alone for which it is not asked any more */
export const cachedOf = (
  { clock, limits, catalogue }: WorkerContext,
  { notBefore }: VerificationJob,
  pending: readonly Pending[],
  staleIfError: boolean,
): readonly CachedCalendar[] => {
  const now = clock();
  return pending.map(({ name, preference, stored, failure: failed, isUnknownToCalcom }) => ({
    preference,
    segments: isUnknownToCalcom ? NOTHING : stored.segments,
    now,
    limits,
    acceptance: { notBefore, staleIfError: staleIfError || failed !== undefined },
    listing: listingOf(catalogue, name, stored, now),
    changes: stored.changes,
    emptiedAt: stored.emptiedAt,
    experience: stored.experience,
  }));
};

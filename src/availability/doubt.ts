/**
 * What the state of a cached day depends on besides its age: changes that were told of since, an empty answer that nobody expected, and how often
 * days like it have changed untold. Pure.
 */
import { type EpochMs, epochMs, type UtcDay } from '../verification/time.ts';
import { type DaySegment, type Freshness, freshnessOf } from './day_segment.ts';
import { type AgeLimits, limitsOn } from './experience.ts';
import type { StoredSegments } from './segment_store.ts';

/** An answer without a slot, after one that was full, mostly says that Cal.com could not read a calendar. It counts for so long (ms). */
export const EMPTIED_KEPT_MS = 60_000;

/** What makes days doubtful. */
export type Doubts = Pick<StoredSegments, 'changes' | 'emptiedAt'>;

/** What is known beside the days. */
export type Circumstances = Doubts & Pick<StoredSegments, 'experience'>;

/** Whether something has changed a day since it was observed, or may be wrong with it. */
export const isDoubted = ({ changes, emptiedAt }: Doubts, day: UtcDay, observedAt: EpochMs): boolean =>
  observedAt === emptiedAt || changes.doubtedUntil(day, observedAt) !== undefined;

/** The state of a day at `now`, by its age, by what makes it doubtful, and by experience. */
export const storedFreshness = (
  known: Circumstances,
  day: UtcDay,
  segment: Pick<DaySegment, 'observedAt' | 'hasVanished'>,
  now: EpochMs,
  limits: AgeLimits,
): Freshness =>
  freshnessOf(segment, now, limitsOn(day, known.experience, now, limits), isDoubted(known, day, segment.observedAt));

/** From when on a call brings what makes these days certain; undefined where they are. */
export const knownFrom = ({
  segments,
  changes,
  emptiedAt,
}: Pick<StoredSegments, 'segments'> & Doubts): EpochMs | undefined => {
  const told = changes.anyDoubtedUntil(segments);
  const isEmptied = [...segments.values()].some((segment) => segment?.observedAt === emptiedAt);
  if (emptiedAt === undefined || !isEmptied) return told;
  return epochMs(Math.max(told ?? 0, emptiedAt + EMPTIED_KEPT_MS));
};

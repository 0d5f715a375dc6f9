/** What a round of warming fetches. Pure. */
import { type DaySegment, type FreshnessLimits, freshnessOf } from '../../availability/day_segment.ts';
import { isDoubted } from '../../availability/doubt.ts';
import type { SubjectChanges } from '../../changes/subject_changes.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { type EpochMs, epochMs, type UtcDay } from '../../verification/time.ts';

/** An event type that a round may fetch, and what is cached of the days that it would fetch. */
export interface Candidate {
  readonly name: SegmentsName;
  readonly segments: ReadonlyMap<UtcDay, DaySegment | undefined>;
  readonly changes: SubjectChanges;
  readonly emptiedAt: EpochMs | undefined;
}

/** What bounds a round. */
export interface RoundTerms {
  readonly days: readonly UtcDay[];
  /** What was observed since then was fetched by this round already, or by a caller meanwhile. */
  readonly startedAt: EpochMs;
  /** What is still fresh then can wait for it; undefined when there is nothing to wait for. */
  readonly nextRoundAt: EpochMs | undefined;
  readonly limits: FreshnessLimits;
  /** Calls that are left of the budget. */
  readonly callsLeft: number;
}

/** A round: whom to fetch, in this order, and how many more it would have fetched with a greater budget. */
export interface Round {
  readonly names: readonly SegmentsName[];
  readonly leftOut: number;
}

/** Chooses the stalest candidates; those equally stale keep their order. */
export const planRound = (candidates: readonly Candidate[], terms: RoundTerms): Round => {
  const stale = candidates
    .map((candidate) => ({ name: candidate.name, observedAt: oldestOf(candidate, terms) }))
    .filter(({ observedAt }) => !canWait(observedAt, terms))
    .sort((a, b) => a.observedAt - b.observedAt);
  const affordable = Math.max(0, Math.min(stale.length, terms.callsLeft));
  return { names: stale.slice(0, affordable).map(({ name }) => name), leftOut: stale.length - affordable };
};

/** Older than anything that was ever observed. */
const NEVER = epochMs(0);

/** When Cal.com was asked for the oldest of the days; never, when one is missing or in doubt. */
const oldestOf = (candidate: Candidate, { days }: RoundTerms): EpochMs => {
  let oldest = epochMs(Infinity);
  for (const day of days) {
    const segment = candidate.segments.get(day);
    if (segment === undefined || isDoubted(candidate, day, segment.observedAt)) return NEVER;
    if (segment.observedAt < oldest) oldest = segment.observedAt;
  }
  return oldest;
};

/** A pause is worth a new look at what is stale, and no shorter. */
const LEAST_PAUSE_MS = 5_000;

/**
 * How long a round pauses whose budget is spent, in milliseconds. Rounds come every hour as a rule, and what the last one spent is an hour
 * old only little by little after this one has begun: a round that ended there would leave every second one without budget.
 * @param freesAt when there is budget again
 * @returns undefined when the next round comes first
 */
export const pauseOf = (
  now: EpochMs,
  freesAt: EpochMs | undefined,
  nextRoundAt: EpochMs | undefined,
): number | undefined => {
  if (freesAt === undefined || nextRoundAt === undefined) return undefined;
  const pauseMs = Math.max(LEAST_PAUSE_MS, freesAt - now + 1);
  return now + pauseMs < nextRoundAt ? pauseMs : undefined;
};

const canWait = (observedAt: EpochMs, { startedAt, nextRoundAt, limits }: RoundTerms): boolean => {
  if (observedAt >= startedAt) return true;
  if (nextRoundAt === undefined) return false;
  return freshnessOf({ observedAt }, nextRoundAt, limits, false) === 'fresh';
};

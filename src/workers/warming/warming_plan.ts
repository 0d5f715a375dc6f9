/** What a round of warming fetches. Pure. */
import { type DaySegment, freshUntil } from '../../availability/day_segment.ts';
import { type Circumstances, isDoubted } from '../../availability/doubt.ts';
import { type AgeLimits, limitsOn } from '../../availability/experience.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { type EpochMs, epochMs, HOUR_MS, type UtcDay } from '../../verification/time.ts';

/** An event type that a round may fetch, and what is cached of the days that it would fetch. */
export interface Candidate extends Circumstances {
  readonly name: SegmentsName;
  readonly segments: ReadonlyMap<UtcDay, DaySegment | undefined>;
  /** How often it is asked for; Infinity for what is to be fresh whoever asks. */
  readonly asksPerHour: number;
}

/** What bounds a round. */
export interface RoundTerms {
  readonly days: readonly UtcDay[];
  /** What was observed since then was fetched by this round already, or by a caller meanwhile. */
  readonly startedAt: EpochMs;
  readonly now: EpochMs;
  /** What is still good enough then can wait for it; undefined when there is nothing to wait for. */
  readonly nextRoundAt: EpochMs | undefined;
  readonly limits: AgeLimits;
  /** Calls that are left of the budget. */
  readonly callsLeft: number;
}

/** A round: whom to fetch, in this order, and how many more it would have fetched with a greater budget. */
export interface Round {
  readonly names: readonly SegmentsName[];
  readonly leftOut: number;
}

/** Chooses the candidates that are due before the next round, those first that are due first; those equally due keep their order. */
export const planRound = (candidates: readonly Candidate[], terms: RoundTerms): Round => {
  const { startedAt, nextRoundAt, callsLeft } = terms;
  const due = candidates
    .map((candidate) => ({ name: candidate.name, ...dueOf(candidate, terms) }))
    .filter(({ observedAt, dueAt }) => observedAt < startedAt && (nextRoundAt === undefined || dueAt < nextRoundAt))
    .sort((a, b) => a.dueAt - b.dueAt);
  const affordable = Math.max(0, Math.min(due.length, callsLeft));
  return { names: due.slice(0, affordable).map(({ name }) => name), leftOut: due.length - affordable };
};

/** Older than anything that was ever observed. */
const NEVER = epochMs(0);

interface Due {
  /** When Cal.com was asked for the oldest of the days. */
  readonly observedAt: EpochMs;
  readonly dueAt: EpochMs;
}

/** When a candidate has to be fetched: when the first of its days is. Both are long ago where a day is missing. */
const dueOf = (candidate: Candidate, terms: RoundTerms): Due => {
  let observedAt = epochMs(Infinity);
  let dueAt = epochMs(Infinity);
  for (const day of terms.days) {
    const segment = candidate.segments.get(day);
    if (segment === undefined) return { observedAt: NEVER, dueAt: NEVER };
    observedAt = epochMs(Math.min(observedAt, segment.observedAt));
    dueAt = epochMs(Math.min(dueAt, dayDueAt(candidate, day, segment, terms)));
  }
  return { observedAt, dueAt };
};

/**
 * A day that is asked for while it is fresh is fetched before it is stale: whoever asks would have it fetched a moment later, after an answer that is
 * old. One that is hardly asked for is fetched before nobody could be answered by it.
 */
const dayDueAt = (candidate: Candidate, day: UtcDay, segment: DaySegment, { now, limits }: RoundTerms): EpochMs => {
  const { observedAt } = segment;
  const ages = limitsOn(day, candidate.experience, now, limits);
  const staleAt = freshUntil(segment, ages);
  const asks = (candidate.asksPerHour * (staleAt - observedAt)) / HOUR_MS;
  if (asks < 1) return epochMs(observedAt + ages.staleSeconds * 1000);
  return isDoubted(candidate, day, observedAt) ? epochMs(Math.min(now, staleAt)) : staleAt;
};

/** A pause is worth a new look at what is stale, and no shorter. */
const LEAST_PAUSE_MS = 5_000;

/**
 * How long a round pauses whose budget is spent, in milliseconds. Where rounds come every hour, what the last one spent is an hour
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

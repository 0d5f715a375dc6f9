/** The unit of the cache: what Cal.com said about one event type (and duration) on one UTC day, and when it said so. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { type EpochMs, epochMs, type UtcDay } from '../verification/time.ts';

/** The slots that start on one UTC day, ascending; an empty list is an answer too. */
export interface DaySegment {
  /** When the call to Cal.com began: nothing in `slots` is older. */
  readonly observedAt: EpochMs;
  readonly slots: readonly ListedSlot[];
  /** Slots had vanished that nobody told of when it was observed: somebody may hold them, and they may come back soon. */
  readonly hasVanished?: true;
}

/** For so long Cal.com keeps a slot for a visitor who is about to book it. */
const HELD_MS = 5 * 60_000;

/** How long a day segment may be used, in seconds of its age. */
export interface FreshnessLimits {
  readonly freshSeconds: number;
  readonly staleSeconds: number;
  readonly staleIfErrorSeconds: number;
}

/** The states of a day segment (RFC 5861's words), best first. */
export type Freshness = 'fresh' | 'stale' | 'stale-if-error' | 'missing';

/** The states in which a day segment is of any use. */
export type UsableFreshness = Exclude<Freshness, 'missing'>;

/** The worse of two states. */
export const worseOf = (one: UsableFreshness, other: UsableFreshness): UsableFreshness =>
  one === 'fresh' || other === 'stale-if-error' ? other : one;

/** Up to when a day segment is fresh, if nothing is told of meanwhile. */
export const freshUntil = (
  { observedAt, hasVanished }: Pick<DaySegment, 'observedAt' | 'hasVanished'>,
  { freshSeconds }: Pick<FreshnessLimits, 'freshSeconds'>,
): EpochMs => {
  const freshMs = Math.floor(freshSeconds * 1000);
  return epochMs(observedAt + (hasVanished ? Math.min(HELD_MS, freshMs) : freshMs));
};

/**
 * The state of a day segment at `now`. An age is `now - observedAt`; a limit is still inside its state.
 * @param isDoubted something has changed it since: it is stale, whatever its age
 */
export const freshnessOf = (
  segment: Pick<DaySegment, 'observedAt' | 'hasVanished'>,
  now: EpochMs,
  limits: FreshnessLimits,
  isDoubted: boolean,
): Freshness => {
  const age = now - segment.observedAt;
  if (now <= freshUntil(segment, limits) && !isDoubted) return 'fresh';
  if (age <= limits.staleSeconds * 1000) return 'stale';
  return age <= limits.staleIfErrorSeconds * 1000 ? 'stale-if-error' : 'missing';
};

/**
 * Since when days have to be observed that will not do as they are: those that are cached anew, whatever their age.
 * @param otherwise for days that are not cached
 */
export const observedFrom = (
  days: readonly UtcDay[],
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  otherwise: EpochMs,
): EpochMs => epochMs(Math.max(otherwise, ...days.map((day) => (segments.get(day)?.observedAt ?? -1) + 1)));

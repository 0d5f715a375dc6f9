/** Which cached days may count for a question, and which of their slots. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import type { EpochMs, UtcDay } from '../verification/time.ts';
import { type DaySegment, freshnessOf, freshUntil, type UsableFreshness } from './day_segment.ts';
import { type Circumstances, EMPTIED_KEPT_MS, isDoubted } from './doubt.ts';
import { type AgeLimits, limitsOn } from './experience.ts';
import { beyondNotice, type Listing, trustedSlots } from './trusted_slots.ts';

/** Which cached days a question may use. */
export interface Acceptance {
  /** Nothing observed before this instant (`maxAge`, `no-cache`). */
  readonly notBefore: EpochMs | undefined;
  /** Also days that are only good enough while Cal.com cannot be asked. */
  readonly staleIfError: boolean;
}

/** Cached days, and by what they are judged: no slot of theirs that was told as taken is of any use. */
export interface CachedDays extends Circumstances {
  readonly segments: ReadonlyMap<UtcDay, DaySegment | undefined>;
  readonly now: EpochMs;
  readonly limits: AgeLimits;
  readonly acceptance: Acceptance;
  readonly listing: Listing;
  /** See `StoredSegments`. Whatever their age, such days are only good enough for an error. */
  readonly fault?: Error | undefined;
}

/** A day that may count. */
export interface AcceptedDay {
  readonly state: UsableFreshness;
  readonly observedAt: EpochMs;
  /** By its age alone. */
  readonly freshUntil: EpochMs;
  /** Ascending; those that Cal.com would still list. */
  readonly slots: readonly ListedSlot[];
}

/** The day as it may count; undefined when only Cal.com knows. */
export const acceptedDay = (
  day: UtcDay,
  { segments, now, limits, acceptance, listing, changes, emptiedAt, experience, fault }: CachedDays,
): AcceptedDay | undefined => {
  const segment = segments.get(day);
  if (segment === undefined) return undefined;
  const { notBefore } = acceptance;
  const staleIfError = acceptance.staleIfError || fault !== undefined;
  const { observedAt } = segment;
  // The oldest data that the caller accepts is that also while Cal.com cannot be asked.
  if (notBefore !== undefined && observedAt < notBefore) return undefined;
  if (observedAt === emptiedAt && !staleIfError && now - observedAt > EMPTIED_KEPT_MS) return undefined;
  const ages = limitsOn(day, experience, now, limits);
  const state = freshnessOf(segment, now, ages, isDoubted({ changes, emptiedAt }, day, observedAt));
  if (state === 'missing' || (state === 'stale-if-error' && !staleIfError)) return undefined;
  // While Cal.com cannot be asked, a list whose grid has moved is still one of times that can be booked.
  const slots = staleIfError
    ? beyondNotice(segment.slots, now, listing.rules)
    : trustedSlots(day, segments, now, listing);
  if (slots === undefined) return undefined;
  return {
    state: fault === undefined ? state : 'stale-if-error',
    observedAt,
    freshUntil: freshUntil(segment, ages),
    slots: changes.standing(day, { observedAt, slots }),
  };
};

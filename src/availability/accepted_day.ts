/** Which cached days may count for a question, and which of their slots. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import type { SubjectChanges } from '../changes/subject_changes.ts';
import type { EpochMs, UtcDay } from '../verification/time.ts';
import type { DaySegment, FreshnessLimits, UsableFreshness } from './day_segment.ts';
import { EMPTIED_KEPT_MS, storedFreshness } from './doubt.ts';
import { beyondNotice, type Listing, trustedSlots } from './trusted_slots.ts';

/** Which cached days a question may use. */
export interface Acceptance {
  /** Nothing observed before this instant (`maxAge`, `no-cache`). */
  readonly notBefore: EpochMs | undefined;
  /** Also days that are only good enough while Cal.com cannot be asked. */
  readonly staleIfError: boolean;
}

/** Cached days, and by what they are judged. */
export interface CachedDays {
  readonly segments: ReadonlyMap<UtcDay, DaySegment | undefined>;
  readonly now: EpochMs;
  readonly limits: FreshnessLimits;
  readonly acceptance: Acceptance;
  readonly listing: Listing;
  /** See `EventTypeFacts`. */
  readonly emptiedAt: EpochMs | undefined;
  /** What was told of since; no slot that it takes is of any use. */
  readonly changes: SubjectChanges;
  /** See `StoredSegments`. Whatever their age, such days are only good enough for an error. */
  readonly fault?: Error | undefined;
}

/** A day that may count. */
export interface AcceptedDay {
  readonly state: UsableFreshness;
  readonly observedAt: EpochMs;
  /** Ascending; those that Cal.com would still list. */
  readonly slots: readonly ListedSlot[];
}

/** The day as it may count; undefined when only Cal.com knows. */
export const acceptedDay = (
  day: UtcDay,
  { segments, now, limits, acceptance, listing, changes, emptiedAt, fault }: CachedDays,
): AcceptedDay | undefined => {
  const segment = segments.get(day);
  if (segment === undefined) return undefined;
  const { notBefore } = acceptance;
  const staleIfError = acceptance.staleIfError || fault !== undefined;
  const { observedAt } = segment;
  // The oldest data that the caller accepts is that also while Cal.com cannot be asked.
  if (notBefore !== undefined && observedAt < notBefore) return undefined;
  if (observedAt === emptiedAt && !staleIfError && now - observedAt > EMPTIED_KEPT_MS) return undefined;
  const state = storedFreshness({ changes, emptiedAt }, day, segment, now, limits);
  if (state === 'missing' || (state === 'stale-if-error' && !staleIfError)) return undefined;
  // While Cal.com cannot be asked, a list whose grid has moved is still one of times that can be booked.
  const slots = staleIfError
    ? beyondNotice(segment.slots, now, listing.rules)
    : trustedSlots(day, segments, now, listing);
  if (slots === undefined) return undefined;
  return {
    state: fault === undefined ? state : 'stale-if-error',
    observedAt,
    slots: changes.standing(day, { observedAt, slots }),
  };
};

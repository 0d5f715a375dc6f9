/** Where the rules meet the cache: which cached days may count, what the decision says, and how old its oldest day is. */
import { type Decision, decide, type Question } from '../verification/decide.ts';
import type { EpochMs, UtcDay } from '../verification/time.ts';
import {
  type DaySegment,
  type Freshness,
  type FreshnessLimits,
  freshnessOf,
  type UsableFreshness,
  worseOf,
} from './day_segment.ts';
import { beyondNotice, type Listing, trustedSlots } from './trusted_slots.ts';

/** Which cached days a decision may use. */
export interface Acceptance {
  /** Nothing observed before this instant (`maxAge`, `no-cache`). */
  readonly notBefore: EpochMs | undefined;
  /** Also days that are only good enough while Cal.com cannot be asked. */
  readonly staleIfError: boolean;
}

/** A decision of the rules that is one. */
export type FinalDecision = Exclude<Decision, { kind: 'incomplete' | 'past' }>;

/** What the cache makes of a question. */
export type CachedDecision =
  | {
      readonly kind: 'decided';
      readonly decision: FinalDecision;
      /** Of the worst day that the decision looked at. */
      readonly freshness: UsableFreshness;
      /** When Cal.com was asked for the oldest day that the decision looked at. */
      readonly verifiedAt: EpochMs;
      /** How many of the days that the decision looked at were in each state. */
      readonly days: Readonly<Record<UsableFreshness, number>>;
    }
  | { readonly kind: 'incomplete'; readonly missing: readonly UtcDay[] }
  | { readonly kind: 'past' };

/** Decides a question from cached days. Pure. */
export const decideFromCache = (
  question: Question,
  now: EpochMs,
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  limits: FreshnessLimits,
  acceptance: Acceptance,
  listing: Listing,
): CachedDecision => {
  let verifiedAt = now;
  let freshness: UsableFreshness = 'fresh';
  const days = { fresh: 0, stale: 0, 'stale-if-error': 0 };
  // The rules read each day that may count once, and all that they read is what the decision looked at.
  const decision = decide(question, now, (day) => {
    const segment = segments.get(day);
    if (segment === undefined) return undefined;
    const state = acceptedState(segment, now, limits, acceptance);
    if (state === 'missing') return undefined;
    // While Cal.com cannot be asked, a list whose grid has moved is still one of times that can be booked.
    const slots = acceptance.staleIfError
      ? beyondNotice(segment.slots, now, listing.rules)
      : trustedSlots(day, segments, now, listing);
    if (slots === undefined) return undefined;
    days[state] += 1;
    if (segment.observedAt < verifiedAt) verifiedAt = segment.observedAt;
    freshness = worseOf(freshness, state);
    return slots;
  });
  if (decision.kind === 'incomplete') return { kind: 'incomplete', missing: decision.missing };
  if (decision.kind === 'past') return { kind: 'past' };
  return { kind: 'decided', decision, freshness, verifiedAt, days };
};

/** The state of a day that may count, and `missing` for any other. */
export const acceptedState = (
  segment: DaySegment,
  now: EpochMs,
  limits: FreshnessLimits,
  { notBefore, staleIfError }: Acceptance,
): Freshness => {
  // The oldest data that the caller accepts is that also while Cal.com cannot be asked.
  if (notBefore !== undefined && segment.observedAt < notBefore) return 'missing';
  const state = freshnessOf(segment, now, limits);
  return state === 'stale-if-error' && !staleIfError ? 'missing' : state;
};

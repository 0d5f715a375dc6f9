/** Where the rules meet the cache: which cached days may count, what the decision says, and how old its oldest day is. */
import { type Decision, decide, type Question } from '../verification/decide.ts';
import type { EpochMs, UtcDay } from '../verification/time.ts';
import { acceptedDay, type CachedDays } from './accepted_day.ts';
import { type UsableFreshness, worseOf } from './day_segment.ts';

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

/** What the catalogue says tells the end of the requested slot, where Cal.com lists none to tell it by. */
const withLength = (question: Question, { listing: { rules } }: CachedDays): Question =>
  question.durationMinutes !== undefined || rules === undefined
    ? question
    : { ...question, durationMinutes: rules.length };

/** Decides a question from cached days. Pure. */
export const decideFromCache = (question: Question, cached: CachedDays): CachedDecision => {
  let verifiedAt = cached.now;
  let freshness: UsableFreshness = 'fresh';
  const days = { fresh: 0, stale: 0, 'stale-if-error': 0 };
  // The rules read each day that may count once, and all that they read is what the decision looked at.
  const decision = decide(withLength(question, cached), cached.now, (day) => {
    const accepted = acceptedDay(day, cached);
    if (accepted === undefined) return undefined;
    const { state, observedAt, slots } = accepted;
    days[state] += 1;
    if (observedAt < verifiedAt) verifiedAt = observedAt;
    freshness = worseOf(freshness, state);
    return slots;
  });
  if (decision.kind === 'incomplete') return { kind: 'incomplete', missing: decision.missing };
  if (decision.kind === 'past') return { kind: 'past' };
  return { kind: 'decided', decision, freshness, verifiedAt, days };
};

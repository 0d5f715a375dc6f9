/** Where the rules meet the cache: which cached days may count, what the decision says, and how old its oldest day is. */
import { type Calendar, type Decision, decide, type Question } from '../verification/decide.ts';
import { decideKnown, type FinalDecision } from '../verification/decide_known.ts';
import { type EpochMs, epochMs, type UtcDay } from '../verification/time.ts';
import { type AcceptedDay, acceptedDay, type CachedDays } from './accepted_day.ts';
import { bookingBounds } from './booking_bounds.ts';
import { type UsableFreshness, worseOf } from './day_segment.ts';

/** An event type of a question, as the cache has it. */
export interface CachedCalendar extends CachedDays {
  /** See `Calendar`. */
  readonly preference: number;
}

/** How old the days are that were looked at. */
export interface Age {
  /** Of the worst day. */
  readonly freshness: UsableFreshness;
  /** When Cal.com was asked for the oldest day. */
  readonly verifiedAt: EpochMs;
}

/** A decision that is one, with the age of what it rests on. */
export interface DecidedFromCache extends Age {
  readonly kind: 'decided';
  readonly decision: FinalDecision;
  /** By age alone the first day that the decision looked at is stale from then on. */
  readonly freshUntil: EpochMs;
  /** How many of the days that the decision looked at were in each state. */
  readonly days: Readonly<Record<UsableFreshness, number>>;
  /** Of each event type, in the order of the question; undefined for one that was not looked at. */
  readonly ages: readonly (Age | undefined)[];
  /** The places of those event types that are not known well enough, and that the decision therefore leaves out; ascending. */
  readonly unknown: readonly number[];
}

/** What the cache makes of a question. */
export type CachedDecision =
  | DecidedFromCache
  /** For each event type, in the order of the question. */
  | { readonly kind: 'incomplete'; readonly missing: readonly (readonly UtcDay[])[] }
  | { readonly kind: 'past' };

const ALL_KNOWN: readonly number[] = [];

/** Decides a question from cached days. Pure. @param cached the preferred event types first */
export const decideFromCache = (question: Question, cached: readonly CachedCalendar[]): CachedDecision => {
  const looked = cached.map(lookAt);
  const now = cached[0]?.now;
  if (now === undefined) return { kind: 'incomplete', missing: [] };
  const decision: Decision = decide(
    question,
    now,
    looked.map(({ calendar }) => calendar),
  );
  if (decision.kind === 'incomplete') return { kind: 'incomplete', missing: decision.missing };
  return decision.kind === 'past' ? decision : decided(decision, looked, now, ALL_KNOWN);
};

/**
 * Decides it by those event types alone that are known well enough. Pure.
 * @returns undefined where that is none, or the requested time is past
 */
export const decideFromKnown = (
  question: Question,
  cached: readonly CachedCalendar[],
): DecidedFromCache | undefined => {
  const looked = cached.map(lookAt);
  const now = cached[0]?.now;
  if (now === undefined) return undefined;
  const found = decideKnown(
    question,
    now,
    looked.map(({ calendar }) => calendar),
  );
  return found === undefined ? undefined : decided(found.decision, looked, now, found.unknown);
};

/** One event type while a decision looks at its days. */
interface LookedAt {
  readonly calendar: Calendar;
  /** The days that were read and may count. */
  readonly days: ReadonlyMap<UtcDay, AcceptedDay>;
}

const lookAt = (cached: CachedCalendar): LookedAt => {
  const { listing, now, preference } = cached;
  const days = new Map<UtcDay, AcceptedDay>();
  const slotsOn = (day: UtcDay) => {
    const accepted = days.get(day) ?? acceptedDay(day, cached);
    if (accepted !== undefined) days.set(day, accepted);
    return accepted?.slots;
  };
  const { rules } = listing;
  if (rules === undefined) return { calendar: { preference, slotsOn }, days };
  // What the catalogue says tells the end of the requested slot, where Cal.com lists none to tell it by.
  return { calendar: { preference, slotsOn, minutes: rules.length, bounds: bookingBounds(rules, now) }, days };
};

const decided = (
  decision: FinalDecision,
  looked: readonly LookedAt[],
  now: EpochMs,
  unknown: readonly number[],
): DecidedFromCache => {
  const days = { fresh: 0, stale: 0, 'stale-if-error': 0 };
  let freshness = BEST;
  let verifiedAt = now;
  let freshUntil: EpochMs | undefined;
  const ages = decision.looks.map(({ lookedAt }, place): Age | undefined => {
    let age: Age | undefined;
    for (const day of lookedAt) {
      const accepted = looked[place]?.days.get(day);
      if (accepted === undefined) continue;
      const { state, observedAt } = accepted;
      days[state] += 1;
      if (freshUntil === undefined || accepted.freshUntil < freshUntil) freshUntil = accepted.freshUntil;
      age = {
        freshness: worseOf(age?.freshness ?? BEST, state),
        verifiedAt: epochMs(Math.min(age?.verifiedAt ?? now, observedAt)),
      };
    }
    if (age !== undefined) {
      freshness = worseOf(freshness, age.freshness);
      verifiedAt = epochMs(Math.min(verifiedAt, age.verifiedAt));
    }
    return age;
  });
  return { kind: 'decided', decision, freshness, verifiedAt, freshUntil: freshUntil ?? now, days, ages, unknown };
};

const BEST: UsableFreshness = 'fresh';

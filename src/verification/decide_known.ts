/** A decision while not all calendars are known: by those that are, as though the question were about no others. */
import { type Calendar, type CalendarLook, type Decision, decide } from './decide.ts';
import type { Question } from './question.ts';
import type { EpochMs } from './time.ts';

/** A decision that is one. */
export type FinalDecision = Exclude<Decision, { kind: 'incomplete' | 'past' }>;

/** What the known calendars make of a question. */
export interface KnownDecision {
  /** The calendars in it are those of the question, by their places there. */
  readonly decision: FinalDecision;
  /** The places of those that are not known well enough, ascending. */
  readonly unknown: readonly number[];
}

/**
 * Decides by the calendars that are known well enough.
 * @param calendars the preferred ones first
 * @returns undefined when none is, and when the requested time is past
 * @throws RangeError when the time zone is unknown
 */
export function decideKnown(
  question: Question,
  now: EpochMs,
  calendars: readonly Calendar[],
): KnownDecision | undefined {
  let known = calendars.map((calendar, place) => ({ calendar, place }));
  while (known.length > 0) {
    const decision = decide(
      question,
      now,
      known.map(({ calendar }) => calendar),
    );
    if (decision.kind === 'past') return undefined;
    if (decision.kind !== 'incomplete') {
      const places = known.map(({ place }) => place);
      const unknown = calendars.map((_, place) => place).filter((place) => !places.includes(place));
      return { decision: placed(decision, places, calendars.length), unknown };
    }
    const { missing } = decision;
    known = known.filter((_, index) => missing[index]?.length === 0);
  }
  return undefined;
}

const NOT_LOOKED_AT: CalendarLook = { lookedAt: [] };

function placed(decision: FinalDecision, places: readonly number[], calendars: number): FinalDecision {
  const placeOf = (calendar: number): number => places[calendar] ?? calendar;
  const looks = Array.from({ length: calendars }, () => NOT_LOOKED_AT);
  for (const [index, look] of decision.looks.entries()) looks[placeOf(index)] = look;
  switch (decision.kind) {
    case 'available':
      return { ...decision, looks, calendar: placeOf(decision.calendar) };
    case 'alternatives': {
      const alternatives = decision.alternatives.map((one) => ({ ...one, calendar: placeOf(one.calendar) }));
      return { ...decision, looks, alternatives };
    }
    case 'unavailable':
      return { ...decision, looks };
  }
}

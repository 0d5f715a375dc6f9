/**
 * The rules of a verification: can the requested slot be booked, and if not, which slots near it can? Pure: the same question at
 * the same `now` over the same days gives the same decision.
 */
import { isBookable } from './bookable.ts';
import { DaysRead, type SlotsOn } from './days_read.ts';
import { type LocalDay, localCalendar } from './local_day.ts';
import { type Alternative, type Found, rank } from './ranking.ts';
import { prepare, type Question, type PreparedQuestion } from './question.ts';
import type { Slot } from './slot.ts';
import { slotAt } from './slot_search.ts';
import { STRATEGY_RULES } from './strategies.ts';
import { type EpochMs, epochMs, type UtcDay, utcDayOf } from './time.ts';

export type { SlotsOn } from './days_read.ts';
export type { Alternative } from './ranking.ts';
export type { Question } from './question.ts';

/** The answer to a question, and what it rests on. */
export type Decision =
  | ((
      | { kind: 'available'; slot: Slot }
      /** Nearest the request first. */
      | { kind: 'alternatives'; alternatives: readonly Alternative[] }
      | { kind: 'unavailable' }
    ) & {
      /** Absent when neither the slot, nor a duration, nor the length of any other slot tells. */
      requestedEnd?: EpochMs;
      /** The first and the last local day on which slots were looked for (ISO dates). The first is the requested day. */
      searched: { from: string; until: string };
      /** Every UTC day that was read, ascending; the empty ones too. */
      lookedAt: readonly UtcDay[];
    })
  | {
      kind: 'incomplete';
      /** The UTC days without which this step cannot be taken, ascending; none of them is known. */
      missing: readonly UtcDay[];
      /** Every known UTC day that was read so far, ascending. */
      lookedAt: readonly UtcDay[];
    }
  /** The requested time is before `now`: refused. */
  | { kind: 'past' };

/**
 * Decides one question at the instant `now`. Days are read through `slotsOn` when a step needs them, each at most once while it is known,
 * and the first step that needs an unknown one ends in `incomplete`.
 * @throws RangeError when the time zone is unknown
 */
export function decide(question: Question, now: EpochMs, slotsOn: SlotsOn): Decision {
  const { requested, policy } = question;
  if (requested < now) return { kind: 'past' };

  const request = prepare(question, now);
  const days = new DaysRead(utcDayOf(request.day.start), slotsOn);

  const onRequestedDay = days.slotsOn(utcDayOf(requested));
  if (onRequestedDay === undefined) return { kind: 'incomplete', missing: [utcDayOf(requested)], lookedAt: [] };

  const listed = slotAt(onRequestedDay, requested);
  if (listed !== undefined && isBookable(listed, request.busy)) {
    const { isoDate } = request.day;
    return {
      kind: 'available',
      slot: listed,
      requestedEnd: listed.end,
      searched: { from: isoDate, until: isoDate },
      lookedAt: days.days(),
    };
  }

  const search = searchAlternatives(request, days);
  if (search.missing.length > 0) return { kind: 'incomplete', missing: search.missing, lookedAt: days.days() };

  // Where any slot was found, its length tells.
  const requestedEnd = endOfRequested(question, listed, days);
  const searched = { from: request.day.isoDate, until: search.lastDay.isoDate };
  const lookedAt = days.days();
  if (requestedEnd === undefined) return { kind: 'unavailable', searched, lookedAt };
  if (search.found.length === 0) return { kind: 'unavailable', requestedEnd, searched, lookedAt };
  const alternatives = rank(search.found, requested, policy.maxAlternatives);
  return { kind: 'alternatives', alternatives, requestedEnd, searched, lookedAt };
}

/**
 * All UTC days that a decision could ever look at, whatever `now` is and whatever the days hold: the requested local day through
 * the horizon, each whole. One Cal.com call for this range is enough for any decision.
 * @throws RangeError when the time zone is unknown
 */
export function reach(question: Question): { from: UtcDay; until: UtcDay } {
  const calendar = localCalendar(question.timeZone);
  const first = calendar.dayOf(question.requested);
  const last = calendar.day(first.date + question.policy.horizonDays);
  return { from: utcDayOf(first.start), until: utcDayOf(last.end - 1) };
}

interface Search {
  readonly found: readonly Found[];
  /** The last local day that was looked at. */
  readonly lastDay: LocalDay;
  /** The UTC days for want of which the search broke off; empty when it did not. */
  readonly missing: readonly UtcDay[];
}

/** Runs the strategies in order, each day by day, until there are enough alternatives (rule 4). */
function searchAlternatives(request: PreparedQuestion, days: DaysRead): Search {
  const { strategies, maxAlternatives } = request.policy;
  const found: Found[] = [];
  let lastDay = request.day;

  // Rule 3, but for what holds without asking: the windows end with business hours and start after now, and the requested slot, had
  // it been bookable, would have been the answer.
  const mayBeOffered = (slot: Slot): boolean =>
    isBookable(slot, request.busy) && !found.some((other) => other.slot.start === slot.start);

  for (const strategy of strategies) {
    const rule = STRATEGY_RULES[strategy];
    const { first, last } = rule.dates(request);
    for (let date = first; date <= last && date <= request.lastDate; date += 1) {
      if (found.length >= maxAlternatives) return { found, lastDay, missing: [] };
      const day = request.calendar.day(date);
      const windows = rule.windows(day, request);
      if (windows.length === 0) continue;
      const { parts, missing } = days.partsOf(windows);
      if (missing.length > 0) return { found, lastDay, missing };
      if (date > lastDay.date) lastDay = day;
      for (const slot of rule.take(parts, mayBeOffered)) found.push({ slot, strategy });
    }
  }
  return { found, lastDay, missing: [] };
}

function endOfRequested(question: Question, listed: Slot | undefined, days: DaysRead): EpochMs | undefined {
  if (listed !== undefined) return listed.end;
  const { requested, durationMinutes } = question;
  const length = durationMinutes === undefined ? days.someSlotLength() : durationMinutes * 60_000;
  return length === undefined ? undefined : epochMs(requested + length);
}

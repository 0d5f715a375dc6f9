/**
 * The rules of a verification: can the requested slot be booked, and if not, which slots near it can? A question is about some calendars, of which
 * any will do; about one, as a rule. Pure: the same question at the same `now` over the same days gives the same decision.
 */
import { isBookable } from './bookable.ts';
import type { Calendar } from './calendar.ts';
import { DaysRead } from './days_read.ts';
import { type LocalDay, localCalendar } from './local_day.ts';
import { prepare, type PreparedQuestion, type Question } from './question.ts';
import { type Alternative, rank } from './ranking.ts';
import { searchCalendar } from './search.ts';
import type { Slot } from './slot.ts';
import { slotAt } from './slot_search.ts';
import { type EpochMs, epochMs, type UtcDay, utcDayOf } from './time.ts';
import { type WhyNot, whyNot } from './why_not.ts';

export type { Calendar } from './calendar.ts';
export type { SlotsOn } from './days_read.ts';
export type { Alternative } from './ranking.ts';
export type { Question } from './question.ts';

/** What a decision made of one of its calendars. */
export interface CalendarLook {
  /** Every UTC day of it that was read, ascending; the empty ones too. */
  readonly lookedAt: readonly UtcDay[];
  /** Why the requested slot cannot be booked there; absent where it can, where nobody looked, and where no slot was requested. */
  readonly whyNot?: WhyNot;
}

/** The answer to a question, and what it rests on. */
export type Decision =
  | ((
      | { kind: 'available'; slot: Slot; calendar: number }
      /** Nearest the request first. */
      | { kind: 'alternatives'; alternatives: readonly Alternative[] }
      | { kind: 'unavailable' }
    ) & {
      /** Absent when nothing tells it, or the calendars tell different ones: the slot, a duration, a calendar's length, that of any other slot. */
      requestedEnd?: EpochMs;
      /** The first and the last local day on which slots were looked for (ISO dates). The first is the requested day. */
      searched: { from: string; until: string };
      /** One for each calendar, in their order. */
      looks: readonly CalendarLook[];
    })
  | {
      kind: 'incomplete';
      /** For each calendar, in their order, the UTC days without which this step cannot be taken, ascending; none of them is known. */
      missing: readonly (readonly UtcDay[])[];
      /** For each calendar every known UTC day that was read so far, ascending. */
      lookedAt: readonly (readonly UtcDay[])[];
    }
  /** The requested time is before `now`: refused. */
  | { kind: 'past' };

/** A calendar while it is looked at. */
interface Looking {
  readonly calendar: Calendar;
  readonly days: DaysRead;
  /** The slot at the requested time, bookable or not. */
  listed: Slot | undefined;
  hasLooked: boolean;
  missing: readonly UtcDay[];
}

/**
 * Decides one question at the instant `now`. Days are read when a step needs them, each at most once while it is known, and a step that needs
 * an unknown one ends in `incomplete`, with all that it needs of every calendar.
 * @param calendars the preferred ones first
 * @throws RangeError when the time zone is unknown
 */
export function decide(question: Question, now: EpochMs, calendars: readonly Calendar[]): Decision {
  const seeksSlot = question.seeks === undefined;
  if (seeksSlot && question.requested < now) return { kind: 'past' };

  const request = prepare(question, now);
  const firstDay = utcDayOf(request.day.start);
  const looking = calendars.map(
    (calendar): Looking => ({
      calendar,
      days: new DaysRead(firstDay, calendar.slotsOn),
      listed: undefined,
      hasLooked: false,
      missing: NONE,
    }),
  );

  if (seeksSlot) {
    const free = findRequested(request, looking);
    if (looking.some(isIncomplete)) return incomplete(looking);
    const listed = looking[free]?.listed;
    if (listed !== undefined) {
      const { isoDate } = request.day;
      return {
        kind: 'available',
        slot: listed,
        calendar: free,
        requestedEnd: listed.end,
        searched: { from: isoDate, until: isoDate },
        looks: looksOf(looking, request, free),
      };
    }
  }

  const searches = looking.map((each, place) => {
    const search = searchCalendar(request, {
      days: each.days,
      calendar: place,
      preference: each.calendar.preference,
    });
    each.missing = search.missing;
    return search;
  });
  if (looking.some(isIncomplete)) return incomplete(looking);

  // Where any slot was found, its length tells.
  const requestedEnd = seeksSlot ? endOfRequested(question, looking) : undefined;
  const lastDay = searches.reduce((last, search) => laterOf(last, search.lastDay), request.day);
  const restsOn = {
    ...(requestedEnd === undefined ? {} : { requestedEnd }),
    searched: { from: request.day.isoDate, until: lastDay.isoDate },
    looks: looksOf(looking, request, undefined),
  };
  const alternatives = rank(
    searches.flatMap(({ found }) => found),
    { requested: request.requested, ...question.policy },
  );
  return alternatives.length === 0
    ? { kind: 'unavailable', ...restsOn }
    : { kind: 'alternatives', alternatives, ...restsOn };
}

/**
 * All UTC days that a decision could ever look at, whatever `now` is and whatever the days hold: the requested local day through
 * the horizon, each whole. One Cal.com call for this range is enough for any decision.
 * @throws RangeError when the time zone is unknown
 */
export function reach(question: Question): { from: UtcDay; until: UtcDay } {
  const localDays = localCalendar(question.timeZone);
  const { requested, policy, until } = question;
  const first = localDays.dayOf(requested);
  const { end } = localDays.day(first.date + policy.horizonDays);
  const last = until === undefined ? end : Math.max(first.end, Math.min(end, until));
  return { from: utcDayOf(first.start), until: utcDayOf(last - 1) };
}

/**
 * Looks for the requested slot, in the preferred calendars first and in no more of them than it takes.
 * @returns the place of the calendar in which it can be booked, -1 for none
 */
function findRequested({ requested, busy }: PreparedQuestion, looking: readonly Looking[]): number {
  const day = utcDayOf(requested);
  return looking.findIndex((each) => {
    const slots = each.days.slotsOn(day);
    if (slots === undefined) {
      each.missing = [day];
      return false;
    }
    each.hasLooked = true;
    each.listed = slotAt(slots, requested);
    return each.listed !== undefined && isBookable(each.listed, busy);
  });
}

const NONE: readonly UtcDay[] = [];

const isIncomplete = ({ missing }: Looking): boolean => missing.length > 0;

const incomplete = (looking: readonly Looking[]): Decision => ({
  kind: 'incomplete',
  missing: looking.map(({ missing }) => missing),
  lookedAt: looking.map(({ days }) => days.days()),
});

/** @param free the place of the calendar in which the requested slot can be booked */
const looksOf = (
  looking: readonly Looking[],
  request: PreparedQuestion,
  free: number | undefined,
): readonly CalendarLook[] =>
  looking.map(({ calendar, days, listed, hasLooked }, place) =>
    !hasLooked || place === free
      ? { lookedAt: days.days() }
      : { lookedAt: days.days(), whyNot: whyNot(listed, calendar, request) },
  );

const laterOf = (one: LocalDay, other: LocalDay): LocalDay => (other.date > one.date ? other : one);

/** The end that all calendars tell which tell any. */
function endOfRequested(question: Question, looking: readonly Looking[]): EpochMs | undefined {
  let told: EpochMs | undefined;
  for (const each of looking) {
    const end = endIn(question, each);
    if (end === undefined) continue;
    if (told !== undefined && told !== end) return undefined;
    told = end;
  }
  return told;
}

function endIn({ requested, durationMinutes }: Question, { listed, calendar, days }: Looking): EpochMs | undefined {
  if (listed !== undefined) return listed.end;
  const minutes = durationMinutes ?? calendar.minutes;
  const length = minutes === undefined ? days.someSlotLength() : minutes * 60_000;
  return length === undefined ? undefined : epochMs(requested + length);
}

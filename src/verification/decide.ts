/**
 * The rules of a verification: can the requested slot be booked, and if not, which slots near it can? Pure: the same question at
 * the same `now` over the same days gives the same decision.
 */
import { isBookable } from './bookable.ts';
import { DaysRead, type SlotsOn } from './days_read.ts';
import { localDay, localDayOf } from './local_day.ts';
import { type Alternative, type Found, rank } from './ranking.ts';
import { prepare, type Question, type Request } from './request.ts';
import type { Slot } from './slot.ts';
import { everySlot, nearestSlot, slotAt } from './slot_search.ts';
import { type Look, looks } from './strategies.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from './time.ts';
import type { Window } from './windows.ts';

export type { SlotsOn } from './days_read.ts';
export type { Alternative } from './ranking.ts';
export type { Question } from './request.ts';

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
  const days = new DaysRead(slotsOn);

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

  const found: Found[] = [];
  let lastDay = request.day;
  for (const look of looks(request)) {
    if (found.length >= policy.maxAlternatives) break;
    const missing = missingDays(look.windows, days);
    if (missing.length > 0) return { kind: 'incomplete', missing, lookedAt: days.days() };
    for (const slot of takeFrom(look, days, request, found)) found.push({ slot, strategy: look.strategy });
    if (look.day.date > lastDay.date) lastDay = look.day;
  }

  const requestedEnd = endOfRequested(question, listed, days);
  const basis = {
    ...(requestedEnd === undefined ? {} : { requestedEnd }),
    searched: { from: request.day.isoDate, until: lastDay.isoDate },
    lookedAt: days.days(),
  };
  if (found.length === 0) return { kind: 'unavailable', ...basis };
  return { kind: 'alternatives', alternatives: rank(found, requested, policy.maxAlternatives), ...basis };
}

/**
 * All UTC days that a decision could ever look at, whatever `now` is and whatever the days hold: the requested local day through
 * the horizon, each whole. One Cal.com call for this range is enough for any decision.
 * @throws RangeError when the time zone is unknown
 */
export function reach(question: Question): { from: UtcDay; until: UtcDay } {
  const first = localDayOf(question.timeZone, question.requested);
  const last = localDay(question.timeZone, first.date + question.policy.horizonDays);
  return { from: utcDayOf(first.start), until: utcDayOf(last.end - 1) };
}

/** The slots that a look finds (rule 3): bookable, not the requested one, not found before. The windows see to the rest. */
function takeFrom(look: Look, days: DaysRead, request: Request, found: readonly Found[]): readonly Slot[] {
  const isOfferable = (slot: Slot): boolean =>
    slot.start !== request.requested &&
    isBookable(slot, request.busy) &&
    !found.some((other) => other.slot.start === slot.start);

  const every: Slot[] = [];
  let nearest: Slot | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const window of look.windows) {
    for (const day of utcDaysOf(window)) {
      const slots = days.slotsOn(day) ?? [];
      if (look.take === 'every') {
        every.push(...everySlot(slots, window, isOfferable));
        continue;
      }
      const slot = nearestSlot(slots, window, isOfferable);
      if (slot === undefined) continue;
      const distance = Math.abs(slot.start - window.target);
      // Windows and days ascend, so that of two as near the earlier is met first and stays.
      if (distance < nearestDistance) {
        nearest = slot;
        nearestDistance = distance;
      }
    }
  }
  return nearest === undefined ? every : [nearest];
}

function missingDays(windows: readonly Window[], days: DaysRead): readonly UtcDay[] {
  const missing: UtcDay[] = [];
  for (const window of windows) {
    for (const day of utcDaysOf(window)) {
      if (days.slotsOn(day) === undefined && !missing.includes(day)) missing.push(day);
    }
  }
  return missing;
}

function* utcDaysOf({ from, until }: Window): Generator<UtcDay> {
  const last = utcDayOf(until - 1);
  for (let day = utcDayOf(from); day <= last; day = utcDay(day + 1)) yield day;
}

function endOfRequested(question: Question, listed: Slot | undefined, days: DaysRead): EpochMs | undefined {
  if (listed !== undefined) return listed.end;
  const { requested, durationMinutes } = question;
  const length = durationMinutes === undefined ? days.someSlotLength() : durationMinutes * 60_000;
  return length === undefined ? undefined : epochMs(requested + length);
}

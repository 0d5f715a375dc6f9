/** Small calendars for the tests of the rules: slots written as local times, and a reader that records what was read. */
import { decide, type Question, type SlotsOn } from '../../src/verification/decide.ts';
import { POLICY_DEFAULTS, type PolicyFields, resolvePolicy } from '../../src/verification/policy.ts';
import { readRequestedTime } from '../../src/verification/requested_time.ts';
import type { Slot } from '../../src/verification/slot.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../src/verification/time.ts';

/** The instant of a local time, or of one with an offset. */
export function at(start: string, timeZone: string): EpochMs {
  const read = readRequestedTime(start, timeZone);
  if (!read.ok) throw new Error(`${start} ${timeZone}: ${read.fault}`);
  return read.instant;
}

/** Slots at these local times, ascending, each of the given length. */
export function slotsAt(timeZone: string, starts: readonly string[], minutes = 30): Slot[] {
  return starts
    .map((text) => at(text, timeZone))
    .sort((a, b) => a - b)
    .map((start) => ({ start, end: epochMs(start + minutes * 60_000) }));
}

/** A local time as the examples write it, with its offset: `2026-12-01T14:00+01:00`. */
export function written(instant: EpochMs, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}

/** The hours of most examples. */
export const WORKING_HOURS = { start: '09:00', end: '18:00', days: [1, 2, 3, 4, 5] };

/** A question with the default policy but for these fields, and for working hours. */
export function question(start: string, timeZone: string, fields: PolicyFields = {}): Question {
  const policy = resolvePolicy({ businessHours: WORKING_HOURS, ...fields }, POLICY_DEFAULTS);
  return { requested: at(start, timeZone), timeZone, policy };
}

/** What is decided of one calendar alone, without saying of what is the only one that it is the first. */
export function decideOne(asked: Question, now: EpochMs, slotsOn: SlotsOn) {
  const decision = decide(asked, now, [{ slotsOn, preference: 0 }]);
  switch (decision.kind) {
    case 'past':
      return decision;
    case 'incomplete':
      return { ...decision, missing: decision.missing[0] ?? [], lookedAt: decision.lookedAt[0] ?? [] };
    case 'available': {
      const { calendar: _calendar, looks, ...rest } = decision;
      return { ...rest, lookedAt: looks[0]?.lookedAt ?? [] };
    }
    case 'alternatives': {
      const { looks, alternatives, ...rest } = decision;
      return {
        ...rest,
        alternatives: alternatives.map(({ calendar: _calendar, ...one }) => one),
        lookedAt: looks[0]?.lookedAt ?? [],
      };
    }
    case 'unavailable': {
      const { looks, ...rest } = decision;
      return { ...rest, lookedAt: looks[0]?.lookedAt ?? [] };
    }
  }
}

/** A decision about one calendar alone. */
export type DecisionOfOne = ReturnType<typeof decideOne>;

/** Reads the slots of a calendar of which every day is known. */
export function wholeCalendar(slots: readonly Slot[]): SlotsOn {
  return (day) => slots.filter(({ start }) => utcDayOf(start) === day);
}

/** Reads a calendar of which only these days are known. */
export function partOfCalendar(slots: readonly Slot[], known: ReadonlySet<UtcDay>): SlotsOn {
  const whole = wholeCalendar(slots);
  return (day) => (known.has(day) ? whole(day) : undefined);
}

/** The same reader, and every day that was asked of it, in order and with repetitions. */
export function recording(slotsOn: SlotsOn): { slotsOn: SlotsOn; asked: UtcDay[] } {
  const asked: UtcDay[] = [];
  return {
    asked,
    slotsOn: (day) => {
      asked.push(day);
      return slotsOn(day);
    },
  };
}

/** UTC days by their ISO dates. */
export function utcDays(...dates: string[]): UtcDay[] {
  return dates.map((date) => utcDay(Date.parse(`${date}T00:00:00Z`) / 86_400_000));
}

/** What is counted of a cached day is what Cal.com would list now, by a second implementation of how Cal.com lays out its slots. */
import { expect, test } from 'vitest';
import type { DaySegment } from '../../src/availability/day_segment.ts';
import { type SlotRules, slotRulesOf } from '../../src/availability/slot_rules.ts';
import { type Listing, trustedSlots } from '../../src/availability/trusted_slots.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../../src/verification/time.ts';
import { entryOf } from './catalogue_entry.ts';
import { fc } from '../support/fast_check.ts';

const MINUTE_MS = 60_000;
const TODAY = utcDay(20_780);

/** Free stretches in minutes since the beginning of today. */
type Stretches = readonly (readonly [start: number, end: number])[];

/** Lists as Cal.com does: each stretch, cut at the notice, from the first mark of the asker's clock on. */
const listed = (stretches: Stretches, rules: SlotRules, askedOffset: number, now: EpochMs): EpochMs[] => {
  const midnight = startOfUtcDay(TODAY);
  const earliest = now + rules.minimumNotice * MINUTE_MS;
  const begin = Math.floor((now - midnight) / MINUTE_MS) + Math.max(1, rules.minimumNotice);
  const starts: EpochMs[] = [];
  for (const [from, until] of stretches) {
    const clock = Math.max(from, begin) + askedOffset;
    let minute = Math.ceil(clock / rules.interval) * rules.interval - askedOffset;
    for (minute += rules.offset; minute + rules.length <= until; minute += rules.step) {
      const start = epochMs(midnight + minute * MINUTE_MS);
      if (start > now && start >= earliest) starts.push(start);
    }
  }
  return starts;
};

const segmentsOf = (starts: readonly EpochMs[], length: number, observedAt: EpochMs): Map<UtcDay, DaySegment> => {
  const slots = starts.map((start) => ({ start, end: epochMs(start + length * MINUTE_MS) }));
  return new Map(
    [TODAY, utcDay(TODAY + 1)].map((day) => [
      day,
      { observedAt, doubted: false, slots: slots.filter(({ start }) => utcDayOf(start) === day) },
    ]),
  );
};

const rulesOf = (
  length: number,
  slotInterval: number | undefined,
  minimumNotice: number,
  offsetStart: number,
): SlotRules => {
  const entry = entryOf({
    length,
    minimumNotice,
    offsetStart,
    ...(slotInterval === undefined ? {} : { slotInterval }),
  });
  const rules = slotRulesOf({ eventTypeId: 1 }, entry, undefined);
  if (rules === undefined) throw new Error('An entry has rules');
  return rules;
};

const question = fc.record({
  length: fc.constantFrom(15, 20, 30, 40, 45, 50, 60, 75, 90, 120),
  slotInterval: fc.option(fc.constantFrom(10, 15, 30, 45, 60), { nil: undefined }),
  notice: fc.constantFrom(0, 30, 120, 125),
  offset: fc.constantFrom(0, 0, 0, 5, 10, 25),
  askedOffset: fc.constantFrom(0, 330, 345),
  /** Ascending minutes; each two of them bound a free stretch. The second day of it is tomorrow. */
  bounds: fc.uniqueArray(fc.integer({ min: 0, max: 2 * 1_440 }), { minLength: 2, maxLength: 8 }),
  observedMinute: fc.integer({ min: 0, max: 1_439 }),
  second: fc.integer({ min: 0, max: 59 }),
  age: fc.integer({ min: 0, max: 900 }),
});

const worldOf = (drawn: typeof question extends fc.Arbitrary<infer T> ? T : never) => {
  const sorted = [...drawn.bounds].sort((one, other) => one - other);
  const stretches: [number, number][] = [];
  for (let index = 0; index + 1 < sorted.length; index += 2)
    stretches.push([sorted[index] ?? 0, sorted[index + 1] ?? 0]);
  const rules = rulesOf(drawn.length, drawn.slotInterval, drawn.notice, drawn.offset);
  const observedAt = epochMs(startOfUtcDay(TODAY) + (drawn.observedMinute * 60 + drawn.second) * 1_000);
  const now = epochMs(observedAt + drawn.age * 1_000);
  const segments = segmentsOf(listed(stretches, rules, drawn.askedOffset, observedAt), rules.length, observedAt);
  return { stretches, rules, segments, now };
};

test('a day is what Cal.com would list now, or has to be asked for', () => {
  let asked = 0;
  let told = 0;
  fc.assert(
    fc.property(question, (drawn) => {
      const { stretches, rules, segments, now } = worldOf(drawn);
      const listing: Listing = { rules, askedOffset: drawn.askedOffset, shortestLeadMs: undefined };
      const truth = listed(stretches, rules, drawn.askedOffset, now);
      for (const day of [TODAY, utcDay(TODAY + 1)]) {
        const slots = trustedSlots(day, segments, now, listing);
        if (slots === undefined) asked += 1;
        else {
          told += 1;
          expect(slots.map(({ start }) => start)).toEqual(truth.filter((start) => utcDayOf(start) === day));
        }
      }
    }),
    { numRuns: 20_000 },
  );
  // Days that are far from now, and lists whose clock has not moved, are never asked for again.
  expect(told).toBeGreaterThan(4 * asked);
});

test('a list on the marks of the clock is never asked for again', () => {
  fc.assert(
    fc.property(question, (drawn) => {
      const { rules, segments, now } = worldOf(drawn);
      if (!rules.isLattice) return;
      const listing: Listing = { rules, askedOffset: drawn.askedOffset, shortestLeadMs: undefined };
      expect(trustedSlots(TODAY, segments, now, listing)).toBeDefined();
    }),
    { numRuns: 2_000 },
  );
});

test('of an unknown event type nothing is listed that its notice may have overtaken', () => {
  fc.assert(
    fc.property(question, fc.integer({ min: 61, max: 900 }), (drawn, age) => {
      const { stretches, rules, segments, now } = worldOf({ ...drawn, age });
      const observedAt = epochMs(now - age * 1_000);
      const [first] = listed(stretches, rules, drawn.askedOffset, observedAt);
      if (!rules.isLattice || first === undefined) return;
      const listing: Listing = { rules: undefined, askedOffset: 0, shortestLeadMs: first - observedAt };
      const truth = new Set(listed(stretches, rules, drawn.askedOffset, now));
      for (const day of [TODAY, utcDay(TODAY + 1)]) {
        for (const { start } of trustedSlots(day, segments, now, listing) ?? []) expect(truth).toContain(start);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('what is far away is known of an unknown event type', () => {
  const observedAt = startOfUtcDay(TODAY);
  const start = epochMs(observedAt + 3 * DAY_MS);
  const day = utcDayOf(start);
  const segments = new Map([[day, { observedAt, doubted: false, slots: [{ start, end: epochMs(start + 1) }] }]]);
  const listing: Listing = { rules: undefined, askedOffset: 0, shortestLeadMs: undefined };
  expect(trustedSlots(day, segments, epochMs(observedAt + 600_000), listing)).toHaveLength(1);
});

import { expect, test } from 'vitest';
import type { DaySegment } from '../../src/availability/day_segment.ts';
import { LastKnown } from '../../src/availability/last_known.ts';
import { segmentsName } from '../../src/availability/segment_key.ts';
import { epochMs, utcDay } from '../../src/verification/time.ts';

const NAME = segmentsName({ eventTypeId: 101 });
const OTHER = segmentsName({ eventTypeId: 102 });

/** Days with the instants at which they were observed. */
const observed = (...days: readonly (readonly [number, number])[]) => ({
  segments: new Map(
    days.map(([day, at]): [ReturnType<typeof utcDay>, DaySegment] => [
      utcDay(day),
      { observedAt: epochMs(at), slots: [] },
    ]),
  ),
  refusal: undefined,
  shortestLeadMs: undefined,
  width: undefined,
  emptiedAt: undefined,
  experience: undefined,
});

const daysIn = (known: LastKnown, name = NAME) =>
  [...(known.get(name)?.segments ?? [])].map(([day, segment]) => [day, segment?.observedAt]);

test('reads add to what is known, and take away what Redis has no more', () => {
  const known = new LastKnown(100);
  known.add(NAME, [1, 2, 3].map(utcDay), observed([1, 10], [2, 10]));
  known.add(NAME, [2, 3].map(utcDay), observed([3, 20]));
  expect(daysIn(known)).toEqual([
    [1, 10],
    [3, 20],
  ]);
  known.replace(NAME, observed([5, 30]));
  expect(daysIn(known)).toEqual([[5, 30]]);
  expect(known.names()).toEqual([NAME]);
});

test('what was given is not changed by the next read', () => {
  const known = new LastKnown(100);
  known.add(NAME, [utcDay(1)], observed([1, 10]));
  const given = known.get(NAME);
  known.add(NAME, [utcDay(1)], observed());
  expect(given?.segments.size).toBe(1);
});

test('what has changed is known no more', () => {
  const known = new LastKnown(100);
  known.add(NAME, [utcDay(1)], observed([1, 10]));
  expect(known.drop(NAME)).toBe(true);
  expect(known.get(NAME)).toBeUndefined();
  expect(known.drop(NAME)).toBe(false);
});

test('no more days are kept than it may keep, and none where it may keep none', () => {
  const known = new LastKnown(4);
  known.add(NAME, [1, 2].map(utcDay), observed([1, 10], [2, 10]));
  known.add(OTHER, [1, 2].map(utcDay), observed([1, 10], [2, 10]));
  expect(daysIn(known)).toEqual([]);
  expect(daysIn(known, OTHER)).toHaveLength(2);
  const none = new LastKnown(0);
  none.add(NAME, [utcDay(1)], observed([1, 10]));
  expect(none.get(NAME)).toBeUndefined();
});

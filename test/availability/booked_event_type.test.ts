import { describe, expect, test } from 'vitest';
import { mayBeBooked } from '../../src/availability/booked_event_type.ts';
import { touchedDays } from '../../src/availability/touched_days.ts';
import { eventTypeOf } from '../../src/calcom/event_type.ts';
import type { BookedEventType } from '../../src/calcom/webhook.ts';
import { epochMs, utcDayOf } from '../../src/verification/time.ts';

const whole: BookedEventType = { eventTypeId: 101, slug: 'intro', username: 'anna' };

test.each<[string, BookedEventType, boolean]>([
  ['id:101', whole, true],
  ['id:102', whole, false],
  ['id:101', { slug: 'intro', username: 'anna' }, false],
  ['user:anna/intro', whole, true],
  ['user:Anna/Intro', whole, true],
  ['user:anna/intro@acme', whole, true],
  ['user:anna/deep-dive', whole, false],
  ['user:anna/deep-dive', { eventTypeId: 101, username: 'anna' }, true],
  ['user:bert/intro', whole, false],
  ['user:bert/intro', { slug: 'intro' }, true],
  ['user:bert/intro', {}, false],
  ['people:anna,bert', whole, true],
  ['people:bert,clara@acme', whole, false],
  ['team:support/intro', whole, true],
  ['team:support/call', whole, false],
  ['team:support/call', { eventTypeId: 101, username: 'anna' }, false],
])('%s may be what %o names: %s', (key, booked, expected) => {
  expect(mayBeBooked(eventTypeOf(key), booked)).toBe(expected);
});

describe('the days that a time touches', () => {
  const TODAY = utcDayOf(Date.parse('2026-11-23T06:00:00Z'));
  const at = (text: string) => epochMs(Date.parse(text));
  const days = (from: string | undefined, until: string | undefined, datesOnly = false) => {
    const time = {
      from: from === undefined ? undefined : at(from),
      until: until === undefined ? undefined : at(until),
    };
    const { certain, possible } = touchedDays([{ ...time, datesOnly }], TODAY);
    return { certain: [...certain].map((day) => day - TODAY), possible: [...possible].map((day) => day - TODAY) };
  };

  test.each<[string, string | undefined, string | undefined, number[], number[]]>([
    ['one day', '2026-11-24T09:00Z', '2026-11-24T09:30Z', [1], []],
    ['to midnight', '2026-11-24T23:00Z', '2026-11-25T00:00Z', [1], []],
    ['over midnight', '2026-11-24T23:45Z', '2026-11-25T00:15Z', [1, 2], []],
    [
      'just after midnight: slots of the evening before reach into it',
      '2026-11-25T00:15Z',
      '2026-11-25T00:45Z',
      [2],
      [1],
    ],
    ['in the past', '2026-11-20T09:00Z', '2026-11-20T09:30Z', [], []],
    ['partly past', '2026-11-20T09:00Z', '2026-11-24T09:30Z', [0, 1], []],
    ['without an end', '2026-11-24T09:00Z', undefined, [1], [2]],
    ['without a start', undefined, '2026-11-26T09:00Z', [3], [2]],
    ['ends before it starts', '2026-11-24T09:00Z', '2026-11-23T09:00Z', [1], [2]],
  ])('%s', (_case, from, until, certain, possible) => {
    expect(days(from, until)).toEqual({ certain, possible });
  });

  test('dates in an unknown zone doubt the days on both sides', () => {
    expect(days('2026-11-25', '2026-11-27', true)).toEqual({ certain: [2, 3], possible: [1, 4] });
  });

  test.each([
    ['2026-11-24T09:00Z', '2026-11-24T09:30Z', false, '2026-11-24T09:00Z', '2026-11-24T09:30Z'],
    ['2026-11-24T09:00Z', undefined, false, '2026-11-24T09:00Z', '2026-11-25T09:00Z'],
    [undefined, '2026-11-24T09:30Z', false, '2026-11-23T09:30Z', '2026-11-24T09:30Z'],
    ['2026-11-25', '2026-11-27', true, '2026-11-24T10:00Z', '2026-11-27T14:00Z'],
  ])('from %s until %s (dates only: %s) is at most %s until %s', (from, until, datesOnly, start, end) => {
    const instant = (text: string | undefined) => (text === undefined ? undefined : at(text));
    const time = { from: instant(from), until: instant(until), datesOnly };
    expect(touchedDays([time], TODAY).times).toEqual([{ start: at(start), end: at(end) }]);
  });

  test('a time without end is no more than a year', () => {
    expect(days('2026-11-24', '9999-01-01').certain).toHaveLength(366);
  });
});

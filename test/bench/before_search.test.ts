import { expect, test } from 'vitest';
import { type Found, search } from '../../bench/contenders/before/search.ts';
import type { Window } from '../../bench/contenders/before/window.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';

const ZONE = 'Europe/Berlin';

/** A local time of November and December 2026; 24 November is a Tuesday. */
const at = (local: string): EpochMs =>
  epochMs(Temporal.PlainDateTime.from(`2026-${local}`).toZonedDateTime(ZONE).epochMilliseconds);

const local = (instant: EpochMs): string =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .slice('2026-'.length);

interface Searched {
  readonly outcome: Found['outcome'];
  readonly offers: readonly string[];
  /** Every window that was fetched, in order, such as `11-24T12:00 to 14:00`. */
  readonly windows: readonly string[];
}

/** Searches a calendar in which just these local times are free. */
const searchFor = async (start: string, free: readonly string[] = [], windowHours = 2): Promise<Searched> => {
  const windows: string[] = [];
  const slots = free.map(at);
  const dayOf = (instant: EpochMs): string => local(instant).slice(0, 5);
  const fetchSlots = async (window: Window): Promise<readonly EpochMs[]> => {
    windows.push(`${local(window.from)} to ${local(window.until).slice(6)}`);
    return slots.filter((slot) => dayOf(slot) >= dayOf(window.from) && dayOf(slot) <= dayOf(window.until));
  };
  const { outcome, offers } = await search({ start: at(start), timeZone: ZONE, windowHours }, fetchSlots);
  return { outcome, offers: offers.map(local), windows };
};

const VERIFIED = '11-24T14:00 to 16:00';
const SAME_DAY = ['11-24T12:00 to 14:00', '11-24T14:00 to 16:00'];
const NEXT_WORKDAY = '11-25T13:30 to 14:30';
const NEXT_WEEK = '12-01T13:30 to 14:30';
const wholeDay = (day: string): string => `${day}T09:00 to 18:00`;
const NEXT_AVAILABLE = ['11-25', '11-26', '11-27', '11-30', '12-01'].map(wholeDay);
const CANDIDATES = ['11-24', '11-24', '11-25', '12-01'].map(wholeDay);
const BRUTE_FORCE = [
  ...['11-24', '11-25', '11-26', '11-27', '11-30', '12-01', '12-02'],
  ...['12-03', '12-04', '12-07', '12-08', '12-09', '12-10', '12-11'],
].map(wholeDay);

test('a full calendar takes 10 calls by strategies, 4 for candidates and 14 by brute force', async () => {
  const { outcome, offers, windows } = await searchFor('11-24T14:00');
  expect({ outcome, offers }).toEqual({ outcome: 'unavailable', offers: [] });
  expect(windows).toEqual([
    VERIFIED,
    ...SAME_DAY,
    NEXT_WORKDAY,
    NEXT_WEEK,
    ...NEXT_AVAILABLE,
    ...CANDIDATES,
    ...BRUTE_FORCE,
  ]);
  expect(windows).toHaveLength(10 + 4 + 14);
});

test.each(['11-23T11:00', '11-25T13:15', '11-26T16:00', '11-27T14:30'])(
  'it takes 28 on a full calendar from every weekday: %s',
  async (start) => {
    expect((await searchFor(start)).windows).toHaveLength(28);
  },
);

test('a listed time takes one call', async () => {
  expect(await searchFor('11-24T14:00', ['11-24T13:30', '11-24T14:00'])).toEqual({
    outcome: 'available',
    offers: ['11-24T14:00'],
    windows: [VERIFIED],
  });
});

test('a slot near the requested time is not the requested one', async () => {
  expect(await searchFor('11-24T14:00', ['11-24T14:05', '11-24T13:55'])).toMatchObject({ outcome: 'alternatives' });
});

test('the same day takes three, and offers the nearest two of its windows', async () => {
  const free = ['11-24T11:30', '11-24T12:00', '11-24T13:00', '11-24T14:30', '11-24T16:30'];
  expect(await searchFor('11-24T14:00', free)).toEqual({
    outcome: 'alternatives',
    offers: ['11-24T14:30', '11-24T13:00'],
    windows: [VERIFIED, ...SAME_DAY],
  });
});

test('windows are as wide as the question says', async () => {
  expect((await searchFor('11-24T14:00', ['11-24T12:45', '11-24T15:15'], 1.5)).windows).toEqual([
    '11-24T14:00 to 15:30',
    '11-24T12:30 to 14:00',
    '11-24T14:00 to 15:30',
  ]);
});

test('a window that would begin before opening, or end after closing, is left out', async () => {
  expect((await searchFor('11-24T10:00', ['11-24T11:00', '11-24T12:00'])).windows).toEqual([
    '11-24T10:00 to 12:00',
    '11-24T10:00 to 12:00',
  ]);
  expect((await searchFor('11-24T17:00', ['11-24T15:00', '11-24T16:00'])).windows).toEqual([
    '11-24T17:00 to 19:00',
    '11-24T15:00 to 17:00',
  ]);
});

test('the next workday is tried once the same day gave fewer than two, half an hour around the time', async () => {
  const free = ['11-24T13:00', '11-25T13:29', '11-25T14:30', '11-25T14:31'];
  expect(await searchFor('11-24T14:00', free)).toEqual({
    outcome: 'alternatives',
    offers: ['11-24T13:00', '11-25T14:30'],
    windows: [VERIFIED, ...SAME_DAY, NEXT_WORKDAY],
  });
});

test('then the same day a week later', async () => {
  const { offers, windows } = await searchFor('11-24T14:00', ['11-25T14:00', '12-01T13:30']);
  expect(offers).toEqual(['11-25T14:00', '12-01T13:30']);
  expect(windows).toEqual([VERIFIED, ...SAME_DAY, NEXT_WORKDAY, NEXT_WEEK]);
});

test('then day by day until one has slots, with one found before it or none', async () => {
  const free = ['11-27T09:00', '11-27T17:30', '11-30T14:00'];
  const none = await searchFor('11-24T14:00', free);
  expect(none.offers).toEqual(['11-27T09:00', '11-27T17:30']);
  expect(none.windows.slice(5)).toEqual(['11-25', '11-26', '11-27'].map(wholeDay));
  const one = await searchFor('11-24T14:00', ['11-25T14:00', ...free]);
  expect(one.offers).toEqual(['11-25T14:00']);
  expect(one.windows.slice(5)).toEqual([wholeDay('11-25')]);
});

test('the next workday of a Friday is Monday', async () => {
  expect((await searchFor('11-27T14:00', ['11-30T14:00', '11-30T14:15'])).offers).toEqual([
    '11-30T14:00',
    '11-30T14:15',
  ]);
});

test('when nothing is found, times within a quarter of an hour of four candidates count', async () => {
  // Two hours away, but the windows of this question are narrower.
  const free = ['11-24T11:44', '11-24T11:50', '11-24T16:15'];
  const { offers, windows } = await searchFor('11-24T14:00', free, 1);
  expect(offers).toEqual(['11-24T11:50', '11-24T16:15']);
  expect(windows.slice(10)).toEqual(CANDIDATES);
});

test('when no candidate will do either, brute force goes on until a day has a slot in business hours', async () => {
  const { outcome, offers, windows } = await searchFor('11-24T14:00', ['12-02T08:30', '12-03T09:00', '12-04T14:00']);
  expect({ outcome, offers }).toEqual({ outcome: 'alternatives', offers: ['12-03T09:00'] });
  expect(windows.slice(14)).toEqual(BRUTE_FORCE.slice(0, 8));
});

test.each([
  ['before opening, to opening', '11-24T07:30', '11-24T09:00'],
  ['after closing, to the next day', '11-24T19:00', '11-25T09:00'],
  ['at closing, to the next day', '11-24T18:00', '11-25T09:00'],
  ['after closing on a Friday, to Monday', '11-27T18:30', '11-30T09:00'],
  ['on a Saturday, to Monday', '11-28T14:00', '11-30T09:00'],
  ['on a Sunday, before opening, to Monday', '11-29T06:00', '11-30T09:00'],
])('a request is moved: %s', async (_, start, moved) => {
  const day = moved.slice(0, 5);
  const { offers, windows } = await searchFor(start, [moved, `${day}T09:30`]);
  expect(offers).toEqual([moved, `${day}T09:30`]);
  expect(windows).toEqual([`${moved} to 11:00`]);
});

test('nothing outside of business hours counts, not even the requested time', async () => {
  const { outcome, offers } = await searchFor('11-24T19:00', ['11-24T19:00', '11-25T08:00', '11-25T10:00']);
  expect({ outcome, offers }).toEqual({ outcome: 'alternatives', offers: ['11-25T10:00'] });
  expect(await searchFor('11-24T09:00', ['11-25T08:45', '11-25T09:15'])).toMatchObject({ offers: ['11-25T09:15'] });
});

test('a failed call fails the search', async () => {
  let calls = 0;
  const failing = search({ start: at('11-24T14:00'), timeZone: ZONE, windowHours: 2 }, async () => {
    calls += 1;
    if (calls === 3) throw new Error('429');
    return [];
  });
  await expect(failing).rejects.toThrow('429');
  expect(calls).toBe(3);
});

test('days on which the clocks change keep their local times', async () => {
  // The clocks go back on Sunday, 25 October.
  const { offers } = await searchFor('10-23T14:00', ['10-26T14:00', '10-26T13:00', '10-30T14:00']);
  expect(offers[0]).toBe('10-26T14:00');
});

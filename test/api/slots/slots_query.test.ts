/** How the query of `GET /v2/slots` is read. What Cal.com was recorded to refuse is in slots_recorded.test.ts. */
import { describe, expect, test } from 'vitest';
import { readSlotsQuery, type SlotsQuery } from '../../../src/api/slots/slots_query.ts';
import { fc } from '../../support/fast_check.ts';

const DAY_MS = 86_400_000;

const read = (parameters: Record<string, string>): SlotsQuery => {
  const text = new URLSearchParams({ eventTypeId: '2', start: '2026-12-01', end: '2026-12-02', ...parameters });
  const reading = readSlotsQuery(String(text));
  if (!reading.ok) throw new Error(reading.error.message);
  return reading.query;
};

const refusal = (text: string): unknown => {
  const reading = readSlotsQuery(text);
  return reading.ok ? undefined : reading.error.message;
};

const RANGE = 'start=2026-12-01&end=2026-12-02';

describe('times', () => {
  const date = fc
    .date({ min: new Date('1970-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
    .map((at) => Temporal.PlainDate.from(at.toISOString().slice(0, 10)));
  const two = (value: number): string => String(value).padStart(2, '0');
  /** Every way in which ISO 8601 writes a date, separators or not. */
  const writtenDate = fc
    .tuple(date, fc.constantFrom('-', ''), fc.integer({ min: 0, max: 2 }))
    .map(([day, mark, way]) => {
      const calendar = [String(day.year), two(day.month), two(day.day)].join(mark);
      const week = `${day.yearOfWeek}${mark}W${two(day.weekOfYear ?? 0)}${mark}${day.dayOfWeek}`;
      const ordinal = `${day.year}${mark}${String(day.dayOfYear).padStart(3, '0')}`;
      // Cal.com's check knows no day 360.
      const ways = [calendar, week, day.dayOfYear === 360 ? calendar : ordinal];
      return { day, text: ways[way] ?? calendar };
    });
  const writtenTime = fc
    .record({
      ms: fc.integer({ min: 0, max: DAY_MS - 1 }),
      mark: fc.constantFrom(':', ''),
      point: fc.constantFrom('.', ','),
      digits: fc.constantFrom('', '4', '456789012'),
    })
    .map(({ ms, mark, point, digits }) => {
      const [clock = '', fraction = ''] = new Date(ms).toISOString().slice(11, -1).split('.');
      return { ms, text: `T${clock.replaceAll(':', mark)}${point}${fraction}${digits}` };
    });
  const offset = fc.constantFrom(
    { minutes: 0, text: '' },
    { minutes: 0, text: 'Z' },
    { minutes: 0, text: 'z' },
    { minutes: 345, text: '+05:45' },
    { minutes: -570, text: '-0930' },
    { minutes: 840, text: '+14' },
  );

  test('any date with any time and offset is its instant; start is cut to its minute, an end at 00:00:00 is the end of its day', () => {
    fc.assert(
      fc.property(writtenDate, writtenTime, offset, (date, time, { minutes, text }) => {
        const instant = date.day.toZonedDateTime('UTC').epochMilliseconds + time.ms - minutes * 60_000;
        const written = `${date.text}${time.text}${text}`;
        const { from, until } = read({ start: written, end: written });
        expect(from).toBe(Math.floor(instant / 60_000) * 60_000);
        const intoDay = ((instant % DAY_MS) + DAY_MS) % DAY_MS;
        expect(until).toBe(intoDay < 1_000 ? instant + DAY_MS - 1_000 : instant);
      }),
    );
  });

  test.each([
    ['2027', '2027-01-01T00:00:00.000Z', '2027-01-01T23:59:59.000Z'],
    ['2027-03', '2027-03-01T00:00:00.000Z', '2027-03-01T23:59:59.000Z'],
    ['2026-W49', '2026-11-30T00:00:00.000Z', '2026-11-30T23:59:59.000Z'],
    ['2026-12-01T10', '2026-12-01T10:00:00.000Z', '2026-12-01T10:00:00.000Z'],
    ['2026-12-01T24:00', '2026-12-02T00:00:00.000Z', '2026-12-02T23:59:59.000Z'],
    ['2026-12-01T00:00:00.500Z', '2026-12-01T00:00:00.000Z', '2026-12-01T23:59:59.500Z'],
    ['2026-12-01T02:00+02:00', '2026-12-01T00:00:00.000Z', '2026-12-01T23:59:59.000Z'],
  ])('%s', (text, from, until) => {
    const query = read({ start: text, end: text });
    expect([new Date(query.from).toISOString(), new Date(query.until).toISOString()]).toEqual([from, until]);
  });

  test.each([
    '2026-360',
    '2026-12-01 10:00',
    '2026-12-01T',
    '2026-W00',
    '2026-W54-1',
    '2026-12-01T10.5',
    '-2026-01-01',
  ])('%j passes for ISO 8601 or not, but is no time', (text) => {
    expect(refusal(`eventTypeId=2&start=${encodeURIComponent(text)}&end=2026-12-02`)).toMatch(
      /^(Invalid start date|start property is wrong,.*)$/,
    );
  });
});

test('any zone that the platform knows is taken, in any case, and no other', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), fc.boolean(), (zone, small) => {
      const timeZone = small ? zone.toLowerCase() : zone;
      expect(read({ timeZone }).timeZone).toBe(timeZone);
    }),
  );
  expect(read({ timeZone: 'PST' }).timeZone).toBe('America/Los_Angeles');
  for (const timeZone of ['', 'Z', '+02:00', '-03', 'UTC+1', 'local', ' UTC', 'Mars/Base']) {
    expect(() => read({ timeZone })).toThrow('timeZone property is wrong,timeZone must be a valid IANA time-zone ');
  }
});

test('numbers are the digits that a text begins with', () => {
  for (const [text, id] of [
    ['2abc', 2],
    ['1e3', 1],
    ['0x1F', 31],
    [' 5', 5],
    ['007', 7],
  ] as const) {
    expect(read({ eventTypeId: text }).eventType).toEqual({ eventTypeId: id });
    expect(read({ duration: text }).durationMinutes).toBe(id);
  }
  expect(refusal(`eventTypeId[]=3&${RANGE}`)).toBeUndefined();
  expect(refusal(`eventTypeId=3&eventTypeId=4&${RANGE}`)).toBeUndefined();
});

test('a length of 0 is the event type’s own, and people without one have none: then an end is its start', () => {
  expect(read({ duration: '0', format: 'range' })).toMatchObject({ durationMinutes: undefined, ends: 'at-start' });
  expect(read({ duration: '45', format: 'RANGE' })).toMatchObject({ durationMinutes: 45, ends: 'own' });
  expect(read({ format: '' }).ends).toBe('absent');
  const people = readSlotsQuery(`usernames=anna,%20bob&organizationSlug=acme&format=range&${RANGE}`);
  expect(people).toMatchObject({ query: { eventType: { usernames: ['anna', 'bob'] }, ends: 'at-start' } });
});

test('which way an event type is named is told by presence, and the parameters of the others should not exist', () => {
  const alien = (property: string): string => `${property} property is wrong,property ${property} should not exist `;
  expect(refusal(`eventTypeId=2&username=anna&eventTypeSlug=m60&${RANGE}`)).toBe(
    `${alien('username')}, ${alien('eventTypeSlug')}`,
  );
  expect(refusal(`teamSlug=a&eventTypeSlug=b&username=c&${RANGE}`)).toBe(alien('teamSlug'));
  expect(refusal(`teamSlug=a&eventTypeSlug=b&organizationSlug=c&${RANGE}`)).toBeUndefined();
  expect(refusal(`eventTypeId=2&slotFormat=range&${RANGE}`)).toBe(alien('slotFormat'));
});

test('hosts are numbers, and an empty booking is none', () => {
  expect(read({ rrHostSubsetIds: '1, 2,3' }).rrHostSubsetIds).toEqual([1, 2, 3]);
  expect(read({}).rrHostSubsetIds).toBeUndefined();
  expect(refusal(`eventTypeId=2&rrHostSubsetIds=1,b&${RANGE}`)).toBe(
    'rrHostSubsetIds property is wrong,each value in rrHostSubsetIds must be a number conforming to the specified constraints ',
  );
  expect(read({ bookingUidToReschedule: '' }).bookingUidToReschedule).toBeUndefined();
});

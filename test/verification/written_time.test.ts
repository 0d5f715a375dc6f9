/** What is read by arithmetic is what `Temporal` reads. */
import { describe, expect, it } from 'vitest';
import { readRequestedTime } from '../../src/verification/requested_time.ts';
import { readWrittenTime } from '../../src/verification/written_time.ts';
import { fc } from '../support/fast_check.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const zone = fc.constantFrom(...ZONES, 'Pacific/Apia', 'America/Scoresbysund', 'Africa/Casablanca', 'Antarctica/Troll');

const two = (number: number): string => String(number).padStart(2, '0');

/** Also what no calendar and no clock has. */
const digits = fc
  .tuple(
    fc.integer({ min: 1960, max: 2110 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 25 }),
    fc.integer({ min: 0, max: 61 }),
  )
  .map(([year, month, day, hour, minute]) => `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`);
const seconds = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 61 }).map((second) => `:${two(second)}`),
  fc
    .tuple(fc.integer({ min: 0, max: 59 }), fc.stringMatching(/^\d{1,9}$/))
    .map(([second, fraction]) => `:${two(second)}.${fraction}`),
);
const offset = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+00:00', '-00:00'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }))
    .map(([sign, hours, minutes]) => `${sign}${two(hours)}:${two(minutes)}`),
);
const text = fc.tuple(digits, seconds, offset).map((parts) => parts.join(''));
/** With a character of it changed, dropped or doubled. */
const bentText = fc
  .tuple(text, fc.nat(), fc.constantFrom('', '0', ':', '-', ' ', 'T', 't', '.', 'x', '٣'))
  .map(([whole, at, instead]) => {
    const place = at % whole.length;
    return whole.slice(0, place) + instead + whole.slice(place + 1);
  });

const byTemporal = (start: string, timeZone: string): number | undefined => {
  try {
    const hasOffset = /([Zz]|[+-]\d{2}:\d{2})$/.test(start);
    return hasOffset
      ? Temporal.Instant.from(start).epochMilliseconds
      : Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
};

describe('a time in a usual spelling', () => {
  it('is the instant that Temporal reads, and anything else is left to it', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(text, bentText), zone, (start, timeZone) => {
        if (readWrittenTime(start) === undefined) return;
        read += 1;
        expect(readRequestedTime(start, timeZone)).toEqual({ ok: true, instant: byTemporal(start, timeZone) });
      }),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(2_000);
  });

  it('is so within a day of any change of the clocks, to the minute', () => {
    fc.assert(
      fc.property(
        zone,
        fc.integer({ min: 1970, max: 2100 }),
        fc.integer({ min: -1_500, max: 1_500 }),
        (timeZone, year, minutes) => {
          const change = Temporal.PlainDate.from({ year, month: 1, day: 1 })
            .toZonedDateTime(timeZone)
            .getTimeZoneTransition('next');
          if (change === null) return;
          for (const near of [change.subtract({ nanoseconds: 1 }), change]) {
            const start = near.toPlainDateTime().round('minute').add({ minutes }).toString({ smallestUnit: 'minute' });
            expect(readWrittenTime(start), start).toBeDefined();
            expect(readRequestedTime(start, timeZone), `${start} ${timeZone}`).toEqual({
              ok: true,
              instant: byTemporal(start, timeZone),
            });
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['2026-12-01T14:00', { wall: Date.UTC(2026, 11, 1, 14), offset: undefined }],
    ['2026-12-01T14:00:30', { wall: Date.UTC(2026, 11, 1, 14, 0, 30), offset: undefined }],
    ['2026-12-01T14:00:30.250Z', { wall: Date.UTC(2026, 11, 1, 14, 0, 30, 250), offset: 0 }],
    ['2028-02-29t23:59:59-09:30', { wall: Date.UTC(2028, 1, 29, 23, 59, 59), offset: -34_200_000 }],
  ])('%s is one', (start, expected) => expect(readWrittenTime(start)).toEqual(expected));

  it.each(['2026-12-01', '2026-02-29T10:00', '2026-12-01T14:00:30.5Z', '1969-12-31T23:59Z', '2026-12-01T24:00'])(
    '%s is none',
    (start) => expect(readWrittenTime(start)).toBeUndefined(),
  );
});

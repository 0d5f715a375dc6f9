import { expect, test } from 'vitest';
import { zonedText } from '../../src/contract/zoned_time.ts';
import { epochMs } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Nuuk',
];

test('an instant reads as Temporal writes it, on the days when clocks change too', () => {
  const from = Date.parse('2010-01-01T00:00:00Z') / 1000;
  const until = Date.parse('2040-01-01T00:00:00Z') / 1000;
  const check = (seconds: number, zone: string): void => {
    const instant = epochMs(seconds * 1000);
    const expected = Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(zone)
      .toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
    expect(zonedText(instant, zone)).toBe(expected);
  };
  fc.assert(fc.property(fc.integer({ min: from, max: until }), fc.constantFrom(...ZONES), check), { numRuns: 5_000 });
  for (const zone of ZONES) {
    for (
      let seconds = Date.parse('2026-10-24T22:00:00Z') / 1000, end = seconds + 3 * 86_400;
      seconds < end;
      seconds += 900
    ) {
      check(seconds, zone);
    }
  }
});

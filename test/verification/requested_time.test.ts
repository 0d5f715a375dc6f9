/** What a caller may write as the time asked for. */
import { describe, expect, it } from 'vitest';
import { isTimeZone, readRequestedTime } from '../../src/verification/requested_time.ts';

describe('the requested time', () => {
  it.each([
    ['with an offset', '2026-12-01T14:00:00+01:00', 'Europe/Berlin', '2026-12-01T13:00:00.000Z'],
    [
      'the offset fixes it, whatever the zone',
      '2026-12-01T14:00:00+01:00',
      'America/New_York',
      '2026-12-01T13:00:00.000Z',
    ],
    ['in UTC', '2026-12-01T14:00:00Z', 'Asia/Tokyo', '2026-12-01T14:00:00.000Z'],
    ['in lower case, with a fraction', '2026-12-01t14:00:00.25z', 'UTC', '2026-12-01T14:00:00.250Z'],
    ['local', '2026-12-01T14:00', 'Europe/Berlin', '2026-12-01T13:00:00.000Z'],
    ['local with seconds', '2026-12-01T14:00:30', 'Asia/Kathmandu', '2026-12-01T08:15:30.000Z'],
    ['local, skipped by the clock', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['local, shown twice', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['local, on a date that the zone skipped', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
    ['in a zone by an older name', '2026-12-01T14:00', 'Asia/Calcutta', '2026-12-01T08:30:00.000Z'],
  ])('%s: %s in %s', (_says, start, timeZone, instant) => {
    expect(readRequestedTime(start, timeZone)).toEqual({ ok: true, instant: Date.parse(instant) });
  });

  it.each([
    '',
    'tomorrow',
    '2026-12-01',
    '20261201T1400',
    '2026-12-01T14',
    '2026-12-01T14:00:00[Europe/Berlin]',
    '2026-12-01T14:00:00+01:00[Europe/Berlin]',
    '2026-12-01T14:00[u-ca=gregory]',
    '2026-12-01T14:00:00+25:00',
    '2026-13-01T14:00',
    '2026-02-29T14:00',
    '2026-12-01T24:00',
    '2026-12-01T14:00:60Z',
    '+002026-12-01T14:00',
    ' 2026-12-01T14:00',
    '1796130000000',
  ])('refuses %j', (start) => {
    expect(readRequestedTime(start, 'Europe/Berlin')).toEqual({ ok: false, fault: 'start_malformed' });
  });

  it('refuses a time zone that nobody knows, even where an offset would do', () => {
    const start = '2026-12-01T14:00:00+01:00';
    expect(readRequestedTime(start, 'Mars/Olympus')).toEqual({ ok: false, fault: 'time_zone_unknown' });
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    'is %s',
    (name) => expect(isTimeZone(name)).toBe(true),
  );
  it.each([
    '',
    'Berlin',
    '+01:00',
    '-05',
    'Z',
    '2026-12-01T14:00[Europe/Berlin]',
    ' Europe/Berlin',
    'Europe/Berlin[u-ca=iso8601]',
  ])('is not %j', (name) => expect(isTimeZone(name)).toBe(false));
});

it.each(['2026-12-01 14:00', '2026-12-01T14:00:00+0100', '2026-12-01 14:00+01:00'])(
  'reads %j, which can mean nothing else',
  (start) => {
    const instant = Date.parse('2026-12-01T14:00:00+01:00');
    expect(readRequestedTime(start, 'Europe/Berlin')).toEqual({ ok: true, instant });
  },
);

/** Days on which clocks are changed, zones that lie oddly, and dates that do not exist. Times are local, with their offsets. */
import { describe, expect, it } from 'vitest';
import { reach } from '../../src/verification/decide.ts';
import type { PolicyFields, Strategy } from '../../src/verification/policy.ts';
import { at, decideOne, question, slotsAt, utcDays, wholeCalendar, written } from './calendar.ts';

const ALWAYS = { start: '00:00', end: '24:00', days: [1, 2, 3, 4, 5, 6, 7] };

function offers(
  zone: string,
  start: string,
  listed: readonly string[],
  fields: PolicyFields,
): readonly string[] | string {
  const decision = decideOne(
    question(start, zone, { maxAlternatives: 20, ...fields }),
    at('2011-01-01T00:00Z', zone),
    wholeCalendar(slotsAt(zone, listed)),
  );
  return decision.kind === 'alternatives'
    ? decision.alternatives.map(({ slot }) => written(slot.start, zone))
    : decision.kind;
}

interface Example {
  readonly says: string;
  readonly zone: string;
  readonly start: string;
  readonly strategy: Strategy;
  readonly fields?: PolicyFields;
  readonly listed: readonly string[];
  readonly offered: readonly string[] | string;
}

const EXAMPLES: readonly Example[] = [
  {
    says: 'Berlin, over the change to winter time: the same time on the clock, 25 hours later',
    zone: 'Europe/Berlin',
    start: '2026-10-24T14:00+02:00',
    strategy: 'next_workday',
    listed: ['2026-10-25T13:00Z', '2026-10-25T12:45Z', '2026-10-25T12:00Z'],
    offered: ['2026-10-25T14:00+01:00'],
  },
  {
    says: 'Berlin, a time that exists twice: both are as near, the earlier is taken',
    zone: 'Europe/Berlin',
    start: '2026-10-24T02:30+02:00',
    strategy: 'next_workday',
    listed: ['2026-10-25T02:30+02:00', '2026-10-25T02:30+01:00'],
    offered: ['2026-10-25T02:30+02:00'],
  },
  {
    says: 'Berlin, a time that exists twice: the later alone is just as near',
    zone: 'Europe/Berlin',
    start: '2026-10-24T02:30+02:00',
    strategy: 'next_workday',
    fields: { toleranceMinutes: 0 },
    listed: ['2026-10-25T02:15+02:00', '2026-10-25T02:30+01:00'],
    offered: ['2026-10-25T02:30+01:00'],
  },
  {
    says: 'Berlin, a time that the clock skips: read as 03:30',
    zone: 'Europe/Berlin',
    start: '2026-03-28T02:30+01:00',
    strategy: 'next_workday',
    listed: ['2026-03-29T01:45+01:00', '2026-03-29T03:00+02:00', '2026-03-29T03:45+02:00'],
    offered: ['2026-03-29T03:45+02:00'],
  },
  {
    says: 'Berlin, the window of the same day is hours that pass: 01:30 to 03:30 on the clock is one hour',
    zone: 'Europe/Berlin',
    start: '2026-03-29T01:30+01:00',
    strategy: 'same_day',
    fields: { windowHours: 1 },
    listed: ['2026-03-29T03:30+02:00', '2026-03-29T03:31+02:00'],
    offered: ['2026-03-29T03:30+02:00'],
  },
  {
    says: 'New York, business hours follow the clock on the day of the change',
    zone: 'America/New_York',
    start: '2026-11-01T12:00-05:00',
    strategy: 'same_day',
    fields: { windowHours: 24, businessHours: { start: '09:00', end: '18:00', days: [7] } },
    listed: ['2026-11-01T13:59Z', '2026-11-01T14:00Z', '2026-11-01T22:59Z', '2026-11-01T23:00Z'],
    offered: ['2026-11-01T09:00-05:00', '2026-11-01T17:59-05:00'],
  },
  {
    says: 'New York, hours that close within the doubled hour are open twice',
    zone: 'America/New_York',
    start: '2026-11-01T00:00-04:00',
    strategy: 'same_day',
    fields: { windowHours: 24, businessHours: { start: '00:00', end: '01:30', days: [7] } },
    listed: ['2026-11-01T01:15-04:00', '2026-11-01T01:45-04:00', '2026-11-01T01:15-05:00', '2026-11-01T01:45-05:00'],
    offered: ['2026-11-01T01:15-04:00', '2026-11-01T01:15-05:00'],
  },
  {
    says: 'Lord Howe, half an hour of daylight saving: the same time on the clock, 24½ hours later',
    zone: 'Australia/Lord_Howe',
    start: '2026-04-04T14:00+11:00',
    strategy: 'next_workday',
    fields: { toleranceMinutes: 15 },
    listed: ['2026-04-05T03:00Z', '2026-04-05T03:30Z', '2026-04-05T04:00Z'],
    offered: ['2026-04-05T14:00+10:30'],
  },
  {
    says: 'Lord Howe, a time that the clock skips by half an hour: 02:15 is read as 02:45',
    zone: 'Australia/Lord_Howe',
    start: '2026-10-03T02:15+10:30',
    strategy: 'next_workday',
    fields: { toleranceMinutes: 0 },
    listed: ['2026-10-04T01:45+10:30', '2026-10-04T02:30+11:00', '2026-10-04T02:45+11:00'],
    offered: ['2026-10-04T02:45+11:00'],
  },
  {
    says: 'Kathmandu, 5:45 ahead: closing is on the quarter of UTC',
    zone: 'Asia/Kathmandu',
    start: '2026-12-01T17:00+05:45',
    strategy: 'same_day',
    fields: { businessHours: { start: '09:00', end: '18:00', days: [2] } },
    listed: ['2026-12-01T12:14Z', '2026-12-01T12:15Z'],
    offered: ['2026-12-01T17:59+05:45'],
  },
  {
    says: 'Kiritimati, a day ahead: Monday there is Sunday in UTC',
    zone: 'Pacific/Kiritimati',
    start: '2026-12-05T09:30+14:00',
    strategy: 'next_workday',
    fields: { businessHours: { start: '09:00', end: '18:00', days: [1, 2, 3, 4, 5] } },
    listed: ['2026-12-06T19:30Z', '2026-12-07T19:30Z'],
    offered: ['2026-12-07T09:30+14:00'],
  },
  {
    says: 'Nuuk, whose clock skips the last hour of Saturday: 23:30 is read as past its end, 22:30 is nearest',
    zone: 'America/Nuuk',
    start: '2026-03-27T23:30-02:00',
    strategy: 'next_workday',
    fields: { toleranceMinutes: 120 },
    listed: ['2026-03-28T22:30-02:00', '2026-03-28T22:15-02:00', '2026-03-29T00:30-01:00'],
    offered: ['2026-03-28T22:30-02:00'],
  },
  {
    says: 'Cairo, whose clock skips midnight: the day starts at 01:00',
    zone: 'Africa/Cairo',
    start: '2026-04-24T02:00+03:00',
    strategy: 'same_day',
    fields: { windowHours: 24 },
    listed: ['2026-04-23T23:30+02:00', '2026-04-24T01:00+03:00', '2026-04-24T23:30+03:00'],
    offered: ['2026-04-24T01:00+03:00', '2026-04-24T23:30+03:00'],
  },
  {
    says: 'Apia, which skipped Friday 2011-12-30: the next workday after Thursday is Saturday, if that is one',
    zone: 'Pacific/Apia',
    start: '2011-12-29T10:00-10:00',
    strategy: 'next_workday',
    listed: ['2011-12-29T10:30-10:00', '2011-12-31T10:00+14:00'],
    offered: ['2011-12-31T10:00+14:00'],
  },
  {
    says: 'Apia, day by day over the skipped one',
    zone: 'Pacific/Apia',
    start: '2011-12-29T10:00-10:00',
    strategy: 'next_available',
    fields: { horizonDays: 2 },
    listed: ['2011-12-29T12:00-10:00', '2011-12-31T12:00+14:00', '2012-01-01T12:00+14:00'],
    offered: ['2011-12-29T12:00-10:00', '2011-12-31T12:00+14:00'],
  },
];

describe('clocks and calendars', () => {
  it.each(EXAMPLES)('$says', ({ zone, start, strategy, fields, listed, offered }) => {
    expect(offers(zone, start, listed, { businessHours: ALWAYS, strategies: [strategy], ...fields })).toEqual(offered);
  });
});

describe('the reach of a question', () => {
  it.each([
    ['UTC', '2026-12-01T14:00', 0, '2026-12-01', '2026-12-01'],
    ['Europe/Berlin', '2026-12-01T14:00', 0, '2026-11-30', '2026-12-01'],
    ['Europe/Berlin', '2026-12-01T14:00', 14, '2026-11-30', '2026-12-15'],
    ['America/New_York', '2026-12-01T23:00', 1, '2026-12-01', '2026-12-03'],
    ['Pacific/Kiritimati', '2026-12-02T23:00', 0, '2026-12-01', '2026-12-02'],
    ['Pacific/Pago_Pago', '2026-12-01T23:00', 0, '2026-12-01', '2026-12-02'],
  ])('%s, %s, %i days further: %s to %s', (zone, start, horizonDays, from, until) => {
    const [first, last] = utcDays(from, until);
    expect(reach(question(start, zone, { horizonDays }))).toEqual({ from: first, until: last });
  });
});

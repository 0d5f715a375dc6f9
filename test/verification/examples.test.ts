/** Worked examples of the rules, in the words of the design. 2026-12-01 is a Tuesday; times are local. */
import { describe, expect, it } from 'vitest';
import type { PolicyFields } from '../../src/verification/policy.ts';
import type { Slot } from '../../src/verification/slot.ts';
import { epochMs } from '../../src/verification/time.ts';
import {
  at,
  decideOne,
  partOfCalendar,
  question,
  recording,
  slotsAt,
  utcDays,
  wholeCalendar,
  written,
} from './calendar.ts';

const ZONE = 'Europe/Berlin';
const NOW = at('2026-11-23T10:00', ZONE);

interface Example {
  readonly says: string;
  readonly start: string;
  readonly policy?: PolicyFields;
  readonly listed: readonly string[];
  /** `available`, `unavailable`, or each alternative as `strategy time`. */
  readonly answer: string | readonly string[];
  /** The last local day looked at; the first is always the requested one. */
  readonly until: string;
}

const EXAMPLES: readonly Example[] = [
  {
    says: 'a slot that starts exactly then is available',
    start: '2026-12-01T14:00',
    listed: ['2026-12-01T13:30', '2026-12-01T14:00'],
    answer: 'available',
    until: '2026-12-01',
  },
  {
    says: 'business hours do not matter for the requested slot',
    start: '2026-12-05T22:00',
    listed: ['2026-12-05T22:00'],
    answer: 'available',
    until: '2026-12-05',
  },
  {
    says: 'a slot that overlaps what the customer already has is not available',
    start: '2026-12-01T14:00',
    policy: { busy: [{ start: '2026-12-01T14:29:00+01:00', end: '2026-12-01T15:00:00+01:00' }] },
    listed: ['2026-12-01T13:30', '2026-12-01T14:00', '2026-12-01T14:30', '2026-12-01T15:00'],
    answer: ['same_day 2026-12-01T13:30', 'same_day 2026-12-01T15:00'],
    until: '2026-12-01',
  },
  {
    says: 'a slot that only touches what the customer already has is available',
    start: '2026-12-01T14:00',
    policy: {
      busy: [
        { start: '2026-12-01T14:30:00+01:00', end: '2026-12-01T15:00:00+01:00' },
        { start: '2026-12-01T13:00:00+01:00', end: '2026-12-01T14:00:00+01:00' },
      ],
    },
    listed: ['2026-12-01T14:00'],
    answer: 'available',
    until: '2026-12-01',
  },
  {
    says: 'same_day: within the window, its ends included; nearest first, ties to the earlier',
    start: '2026-12-01T14:00',
    policy: { maxAlternatives: 20, strategies: ['same_day'] },
    listed: ['2026-12-01T11:59', '2026-12-01T12:00', '2026-12-01T13:00', '2026-12-01T15:00', '2026-12-01T16:00'],
    answer: [
      'same_day 2026-12-01T13:00',
      'same_day 2026-12-01T15:00',
      'same_day 2026-12-01T12:00',
      'same_day 2026-12-01T16:00',
    ],
    until: '2026-12-01',
  },
  {
    says: 'same_day keeps to the requested local day and takes the nearest of many',
    start: '2026-12-01T23:30',
    policy: { businessHours: { start: '00:00', end: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }, strategies: ['same_day'] },
    listed: ['2026-12-01T21:30', '2026-12-01T22:00', '2026-12-01T22:30', '2026-12-02T00:00'],
    answer: ['same_day 2026-12-01T22:30', 'same_day 2026-12-01T22:00'],
    until: '2026-12-01',
  },
  {
    says: 'offers start at or after opening and before closing, whenever they end',
    start: '2026-12-01T17:00',
    policy: { maxAlternatives: 20, windowHours: 24, strategies: ['same_day'] },
    listed: ['2026-12-01T08:59', '2026-12-01T09:00', '2026-12-01T17:59', '2026-12-01T18:00'],
    answer: ['same_day 2026-12-01T17:59', 'same_day 2026-12-01T09:00'],
    until: '2026-12-01',
  },
  {
    says: '19:00 is offered 17:30 the same day',
    start: '2026-12-01T19:00',
    policy: { maxAlternatives: 1 },
    listed: ['2026-12-01T16:30', '2026-12-01T17:30', '2026-12-01T18:30', '2026-12-01T19:30'],
    answer: ['same_day 2026-12-01T17:30'],
    until: '2026-12-01',
  },
  {
    says: 'Saturday 14:00 is offered Monday 14:00',
    start: '2026-12-05T14:00',
    policy: { maxAlternatives: 1 },
    listed: ['2026-12-05T13:30', '2026-12-06T14:00', '2026-12-07T13:30', '2026-12-07T14:00'],
    answer: ['next_workday 2026-12-07T14:00'],
    until: '2026-12-07',
  },
  {
    says: 'next_workday: one slot, the nearest, ties to the earlier',
    start: '2026-12-04T14:00',
    policy: { strategies: ['next_workday'], maxAlternatives: 5 },
    listed: ['2026-12-07T13:30', '2026-12-07T13:45', '2026-12-07T14:15', '2026-12-07T14:30'],
    answer: ['next_workday 2026-12-07T13:45'],
    until: '2026-12-07',
  },
  {
    says: 'next_workday: at most the tolerance away, which is included',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_workday'] },
    listed: ['2026-12-02T13:29', '2026-12-02T14:30'],
    answer: ['next_workday 2026-12-02T14:30'],
    until: '2026-12-02',
  },
  {
    says: 'next_workday: nothing further than the tolerance',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_workday'] },
    listed: ['2026-12-02T13:29', '2026-12-02T14:31'],
    answer: 'unavailable',
    until: '2026-12-02',
  },
  {
    says: 'next_week: the same on the day a week later',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_week'] },
    listed: ['2026-12-07T14:00', '2026-12-08T14:30'],
    answer: ['next_week 2026-12-08T14:30'],
    until: '2026-12-08',
  },
  {
    says: 'next_week: a day off stays a day off, and is not looked at',
    start: '2026-12-05T14:00',
    policy: { strategies: ['next_week'] },
    listed: ['2026-12-12T14:00'],
    answer: 'unavailable',
    until: '2026-12-05',
  },
  {
    says: 'next_week: not past the horizon',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_week'], horizonDays: 6 },
    listed: ['2026-12-08T14:00'],
    answer: 'unavailable',
    until: '2026-12-01',
  },
  {
    says: 'next_workday: not past the horizon, which may end in a weekend',
    start: '2026-12-04T14:00',
    policy: { strategies: ['next_workday'], horizonDays: 2 },
    listed: ['2026-12-07T14:00'],
    answer: 'unavailable',
    until: '2026-12-04',
  },
  {
    says: 'next_available: day by day, one from each, the nearest by minutes of the day however far',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_available'], maxAlternatives: 3 },
    listed: [
      '2026-12-02T09:00',
      '2026-12-02T17:00',
      '2026-12-05T14:00',
      '2026-12-07T09:00',
      '2026-12-07T17:00',
      '2026-12-09T17:30',
    ],
    answer: ['next_available 2026-12-02T17:00', 'next_available 2026-12-07T17:00', 'next_available 2026-12-09T17:30'],
    until: '2026-12-09',
  },
  {
    says: 'next_available: the requested day is the first, and the horizon the last',
    start: '2026-12-01T14:00',
    policy: { strategies: ['next_available'], maxAlternatives: 3, horizonDays: 1 },
    listed: ['2026-12-01T09:00', '2026-12-02T09:00', '2026-12-03T14:00'],
    answer: ['next_available 2026-12-01T09:00', 'next_available 2026-12-02T09:00'],
    until: '2026-12-02',
  },
  {
    says: 'slots already found are passed over for the next nearest',
    start: '2026-12-01T14:00',
    policy: { maxAlternatives: 4, horizonDays: 1 },
    listed: ['2026-12-01T13:30', '2026-12-01T10:00', '2026-12-02T14:00', '2026-12-02T14:30'],
    answer: [
      'same_day 2026-12-01T13:30',
      'next_available 2026-12-01T10:00',
      'next_workday 2026-12-02T14:00',
      'next_available 2026-12-02T14:30',
    ],
    until: '2026-12-02',
  },
  {
    says: 'strategies stop as soon as there are enough',
    start: '2026-12-01T14:00',
    policy: { maxAlternatives: 2 },
    listed: ['2026-12-01T12:30', '2026-12-02T14:00', '2026-12-08T14:00'],
    answer: ['same_day 2026-12-01T12:30', 'next_workday 2026-12-02T14:00'],
    until: '2026-12-02',
  },
  {
    says: 'strategies run in the order of the policy, and only those',
    start: '2026-12-01T14:00',
    policy: { maxAlternatives: 1, strategies: ['next_week', 'same_day'] },
    listed: ['2026-12-01T13:30', '2026-12-08T14:00'],
    answer: ['next_week 2026-12-08T14:00'],
    until: '2026-12-08',
  },
  {
    says: 'without strategies only the requested slot is verified',
    start: '2026-12-01T14:00',
    policy: { strategies: [] },
    listed: ['2026-12-01T13:30'],
    answer: 'unavailable',
    until: '2026-12-01',
  },
  {
    says: 'a full calendar is searched to its last workday within the horizon',
    start: '2026-12-01T14:00',
    policy: { horizonDays: 12 },
    listed: [],
    answer: 'unavailable',
    until: '2026-12-11',
  },
  {
    says: 'across the end of a month and of a year',
    start: '2026-12-31T14:00',
    policy: { maxAlternatives: 2, horizonDays: 7 },
    listed: ['2027-01-01T14:00', '2027-01-07T14:00'],
    answer: ['next_workday 2027-01-01T14:00', 'next_week 2027-01-07T14:00'],
    until: '2027-01-07',
  },
  {
    says: 'across the 29th of February',
    start: '2028-02-28T14:00',
    policy: { strategies: ['next_workday', 'next_available'], horizonDays: 2 },
    listed: ['2028-02-29T14:00', '2028-03-01T14:00'],
    answer: ['next_workday 2028-02-29T14:00', 'next_available 2028-03-01T14:00'],
    until: '2028-03-01',
  },
];

describe('the rules', () => {
  it.each(EXAMPLES)('$says', ({ start, policy, listed, answer, until }) => {
    const decision = decideOne(question(start, ZONE, policy), NOW, wholeCalendar(slotsAt(ZONE, listed)));
    const found =
      decision.kind === 'alternatives'
        ? decision.alternatives.map(({ slot, strategy }) => `${strategy} ${written(slot.start, ZONE).slice(0, 16)}`)
        : decision.kind;
    expect(found).toEqual(answer);
    expect(decision).toMatchObject({ searched: { from: start.slice(0, 10), until } });
  });
});

describe('slots of odd lengths', () => {
  it('50 minutes off the hour: the requested slot, and offers around a request that fits none', () => {
    const slots = slotsAt(ZONE, ['2026-12-01T09:10', '2026-12-01T10:00', '2026-12-01T10:50', '2026-12-01T11:40'], 50);
    expect(decideOne(question('2026-12-01T10:50', ZONE), NOW, wholeCalendar(slots))).toMatchObject({
      kind: 'available',
      slot: { end: at('2026-12-01T11:40', ZONE) },
    });
    expect(decideOne(question('2026-12-01T10:30', ZONE), NOW, wholeCalendar(slots))).toMatchObject({
      kind: 'alternatives',
      requestedEnd: at('2026-12-01T11:20', ZONE),
      alternatives: [{ minutesFromRequested: 20 }, { minutesFromRequested: -30 }],
    });
  });

  it('a slot that runs past midnight UTC belongs to the day on which it starts, and its tail can be busy', () => {
    const zone = 'America/New_York';
    const slots = slotsAt(zone, ['2026-12-01T18:30'], 90);
    const open = { businessHours: { start: '09:00', end: '20:00', days: [2] } };
    const tailBusy = { ...open, busy: [{ start: '2026-12-02T00:30:00Z', end: '2026-12-02T00:45:00Z' }] };
    const asked = '2026-12-01T18:00';
    expect(decideOne(question(asked, zone, open), NOW, wholeCalendar(slots))).toMatchObject({
      alternatives: [{ slot: slots[0], minutesFromRequested: 30 }],
    });
    expect(decideOne(question(asked, zone, tailBusy), NOW, wholeCalendar(slots))).toMatchObject({
      kind: 'unavailable',
    });
  });
});

describe('seated slots', () => {
  const seated = (start: string, seatsRemaining: number): Slot => {
    const [slot] = slotsAt(ZONE, [start]);
    if (slot === undefined) throw new Error('no slot');
    return { ...slot, seatsRemaining };
  };

  it('pass on the seats that remain', () => {
    const slot = seated('2026-12-01T14:00', 3);
    expect(decideOne(question('2026-12-01T14:00', ZONE), NOW, wholeCalendar([slot]))).toMatchObject({
      kind: 'available',
      slot: { seatsRemaining: 3 },
    });
  });

  it('are neither available nor offered without a seat', () => {
    const slots = [seated('2026-12-01T13:30', 0), seated('2026-12-01T14:00', 0), seated('2026-12-01T14:30', 1)];
    const decision = decideOne(question('2026-12-01T14:00', ZONE), NOW, wholeCalendar(slots));
    expect(decision).toMatchObject({ alternatives: [{ slot: slots[2] }], requestedEnd: slots[1]?.end });
  });
});

describe('now', () => {
  const start = '2026-12-01T14:00';
  const requested = at(start, ZONE);
  const slots = slotsAt(ZONE, ['2026-12-01T13:00', '2026-12-01T13:30', start]);

  it('a requested time before it is refused, and nothing is read', () => {
    const { slotsOn, asked } = recording(wholeCalendar(slots));
    expect(decideOne(question(start, ZONE), epochMs(requested + 1), slotsOn)).toEqual({ kind: 'past' });
    expect(asked).toEqual([]);
  });

  it('a requested time exactly at it is not past', () => {
    expect(decideOne(question(start, ZONE), requested, wholeCalendar(slots))).toMatchObject({ kind: 'available' });
  });

  it('an offer starts after it, not at it', () => {
    const now = at('2026-12-01T13:00', ZONE);
    const decision = decideOne(question(start, ZONE), now, wholeCalendar(slots.slice(0, 2)));
    expect(decision).toMatchObject({ alternatives: [{ slot: slots[1] }] });
  });
});

describe('the requested end', () => {
  const ask = (durationMinutes: number | undefined, listed: readonly string[]) =>
    decideOne(
      { ...question('2026-12-01T14:00', ZONE), ...(durationMinutes === undefined ? {} : { durationMinutes }) },
      NOW,
      wholeCalendar(slotsAt(ZONE, listed, 45)),
    );

  it('is that of the listed slot, before the duration', () =>
    expect(ask(30, ['2026-12-01T14:00'])).toMatchObject({ requestedEnd: at('2026-12-01T14:45', ZONE) }));
  it('is the duration later, when the slot is not listed', () =>
    expect(ask(30, ['2026-12-01T13:00'])).toMatchObject({ requestedEnd: at('2026-12-01T14:30', ZONE) }));
  it('is the length of another slot later, without a duration', () =>
    expect(ask(undefined, ['2026-12-02T13:00'])).toMatchObject({ requestedEnd: at('2026-12-01T14:45', ZONE) }));
  it('is absent when nothing tells', () => expect(ask(undefined, [])).not.toHaveProperty('requestedEnd'));
});

describe('what it needs to know', () => {
  it('an available slot needs the UTC day of its start, and no other', () => {
    const slots = slotsAt('Pacific/Kiritimati', ['2026-12-02T09:00']);
    const { slotsOn, asked } = recording(partOfCalendar(slots, new Set(utcDays('2026-12-01'))));
    const decision = decideOne(question('2026-12-02T09:00', 'Pacific/Kiritimati'), NOW, slotsOn);
    expect(decision).toMatchObject({ kind: 'available', lookedAt: utcDays('2026-12-01') });
    expect(asked).toEqual(utcDays('2026-12-01'));
  });

  it('when that day is not known, it asks for it alone', () => {
    expect(decideOne(question('2026-12-01T14:00', ZONE), NOW, () => undefined)).toEqual({
      kind: 'incomplete',
      missing: utcDays('2026-12-01'),
      lookedAt: [],
    });
  });

  it('a local day in business hours may touch two UTC days: both are asked for at once', () => {
    const asked = question('2026-12-02T23:00', 'Pacific/Kiritimati', { windowHours: 14, strategies: ['same_day'] });
    const known = new Set(utcDays('2026-12-02'));
    expect(decideOne(asked, NOW, partOfCalendar([], known))).toMatchObject({
      kind: 'incomplete',
      missing: utcDays('2026-12-01'),
      lookedAt: utcDays('2026-12-02'),
    });
    const nextDay = question('2026-12-02T09:00', 'Pacific/Kiritimati', {
      strategies: ['next_available'],
      horizonDays: 1,
    });
    expect(decideOne(nextDay, NOW, partOfCalendar([], new Set(utcDays('2026-12-01'))))).toMatchObject({
      missing: utcDays('2026-12-02'),
    });
    const evening = question('2026-12-01T14:00', 'America/Los_Angeles', {
      businessHours: { start: '09:00', end: '20:00', days: [3] },
      strategies: ['next_workday'],
      toleranceMinutes: 720,
    });
    expect(decideOne(evening, NOW, partOfCalendar([], new Set(utcDays('2026-12-01'))))).toMatchObject({
      missing: utcDays('2026-12-02', '2026-12-03'),
    });
  });

  it('days off and days beyond business hours are not read; empty days are looked at', () => {
    const { slotsOn, asked } = recording(wholeCalendar([]));
    const decision = decideOne(question('2026-12-04T14:00', ZONE, { horizonDays: 4 }), NOW, slotsOn);
    expect(decision).toMatchObject({
      kind: 'unavailable',
      lookedAt: utcDays('2026-12-04', '2026-12-07', '2026-12-08'),
    });
    expect(asked).toEqual(utcDays('2026-12-04', '2026-12-07', '2026-12-08'));
  });
});

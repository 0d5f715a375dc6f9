/** What is called too soon or too far is so for certain, in every zone. */
import { expect, test } from 'vitest';
import { bookingBounds } from '../../src/availability/booking_bounds.ts';
import type { SlotRules } from '../../src/availability/slot_rules.ts';
import { epochMs } from '../../src/verification/time.ts';

const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));

const boundsOf = (window?: SlotRules['window']) => {
  const { earliest, latest } = bookingBounds(
    {
      ...{
        interval: 30,
        offset: 0,
        step: 30,
        length: 30,
        isLattice: true,
        firstSlotOnly: false,
        rollingWindow: 'none',
      },
      ...{ minimumNotice: 120, ...(window === undefined ? {} : { window }) },
    },
    NOW,
  );
  return [earliest, latest].map((instant) => instant && new Date(instant).toISOString().slice(0, 16));
};

test.each<[string, SlotRules['window'], string | undefined]>([
  ['no window', { kind: 'none' }, undefined],
  ['one of which nothing is known', undefined, undefined],
  [
    'bookable days, which Cal.com alone can count',
    { kind: 'rolling-window', days: 5, countsBusinessDays: false },
    undefined,
  ],
  [
    'dates, of which the last is over everywhere',
    { kind: 'range', from: '2026-11-01', until: '2026-12-01' },
    '2026-12-03T00:00',
  ],
  ['days from now', { kind: 'rolling', days: 5, countsBusinessDays: false }, '2026-11-30T06:00'],
  [
    'business days, with the weekends between',
    { kind: 'rolling', days: 5, countsBusinessDays: true },
    '2026-12-04T06:00',
  ],
])('%s', (_what, window, latest) => {
  expect(boundsOf(window)).toEqual(['2026-11-23T08:00', latest]);
});

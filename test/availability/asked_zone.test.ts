import { expect, test } from 'vitest';
import { askedZone, offsetOfAsked } from '../../src/availability/asked_zone.ts';
import { slotRulesOf } from '../../src/availability/slot_rules.ts';
import { zoneOffsets } from '../../src/availability/zone_offsets.ts';
import type { CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';
import { epochMs } from '../../src/verification/time.ts';
import { entryOf } from './catalogue_entry.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));
const rulesOf = (particulars: Partial<CatalogueEventType>) =>
  slotRulesOf({ eventTypeId: 1 }, entryOf(particulars), undefined);

test.each([
  { length: 60, zone: 'Europe/Berlin', asked: '' },
  { length: 60, zone: 'Asia/Kolkata', asked: 'Asia/Kolkata' },
  { length: 60, zone: 'America/St_Johns', asked: 'Asia/Kolkata' },
  { length: 60, zone: 'Asia/Kathmandu', asked: 'Asia/Kathmandu' },
  { length: 60, zone: 'Australia/Eucla', asked: 'Asia/Kathmandu' },
  { length: 60, zone: 'Pacific/Chatham', asked: 'Asia/Kathmandu' },
  { length: 30, zone: 'Asia/Kolkata', asked: '' },
  { length: 30, zone: 'Asia/Kathmandu', asked: 'Asia/Kathmandu' },
  { length: 45, zone: 'Asia/Kathmandu', asked: '' },
  { length: 20, zone: 'Asia/Kolkata', asked: 'Asia/Kolkata' },
  { length: 50, zone: 'Asia/Kathmandu', asked: 'Asia/Kathmandu' },
  { length: 50, zone: 'Asia/Kolkata', asked: '' },
  // Its clocks change by half an hour.
  { length: 60, zone: 'Australia/Lord_Howe', asked: 'Australia/Lord_Howe' },
  { length: 30, zone: 'Australia/Lord_Howe', asked: '' },
])('$length minutes are asked for in "$asked" for a caller in $zone', ({ length, zone, asked }) => {
  expect(askedZone(rulesOf({ length }), zone, NOW)).toBe(asked);
});

test.each([
  { firstSlotOnly: true },
  { window: { kind: 'rolling', days: 5, countsBusinessDays: true } },
  { window: { kind: 'rolling-window', days: 5, countsBusinessDays: false } },
] satisfies Partial<CatalogueEventType>[])(
  'what depends on the days of the zone is asked for in that zone: %o',
  (particulars) => {
    expect(askedZone(rulesOf(particulars), 'Europe/Berlin', NOW)).toBe('Europe/Berlin');
    expect(askedZone(rulesOf(particulars), 'UTC', NOW)).toBe('');
  },
);

test('an event type of which nothing is known is asked for in the zone of the caller', () => {
  expect(askedZone(undefined, 'Europe/Berlin', NOW)).toBe('Europe/Berlin');
});

test('whoever shares an answer reads the same minutes on the clock, up to whole intervals, all year', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 1, max: 480 }), (zone, length) => {
      const rules = rulesOf({ length });
      const asked = askedZone(rules, zone, NOW);
      if (asked === zone || rules === undefined) return;
      for (const offset of zoneOffsets(zone, NOW)) {
        expect(Math.abs((offset - offsetOfAsked(asked, NOW)) % rules.interval)).toBe(0);
      }
    }),
    { numRuns: 500 },
  );
});

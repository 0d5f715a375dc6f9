/** What a change does to the slots of an event type. */
import { expect, test } from 'vitest';
import type { CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';
import { CatalogueIndex } from '../../src/catalogue/catalogue_index.ts';
import { effectOf } from '../../src/changes/change_effect.ts';
import { SubjectChanges } from '../../src/changes/subject_changes.ts';
import type { ToldChange } from '../../src/changes/told_change.ts';
import type { ListedSlot } from '../../src/calcom/listed_slot.ts';
import { epochMs, HOUR_MS, MINUTE_MS, startOfUtcDay, type UtcDay, utcDay } from '../../src/verification/time.ts';
import { entryOf } from '../availability/catalogue_entry.ts';

const DAY = utcDay(20_781);
const at = (hour: number, day: UtcDay = DAY) => epochMs(startOfUtcDay(day) + hour * HOUR_MS);
const TOLD_AT = at(-24);

const anna = { userId: 1 };
const booked = (fields: Partial<ToldChange> = {}): ToldChange => ({
  at: TOLD_AT,
  knownFrom: epochMs(TOLD_AT + 3_000),
  eventTypeId: 101,
  hosts: [anna],
  unlikely: [],
  taken: [[at(10), at(11)]],
  isPending: false,
  doubted: [],
  timesMissing: false,
  isAbsence: false,
  isReassigned: false,
  ...fields,
});

const catalogue = (entries: readonly Partial<CatalogueEventType>[]) =>
  new CatalogueIndex({
    readAt: epochMs(0),
    teams: [],
    missing: [],
    eventTypes: entries.map((entry) => entryOf({ hosts: [anna], ...entry })),
  });

const changesOf = (
  change: ToldChange,
  id: number,
  entries: readonly Partial<CatalogueEventType>[],
  durationMinutes?: number,
) => {
  const effect = effectOf(change, { eventType: { eventTypeId: id }, durationMinutes }, catalogue(entries));
  const changes = new SubjectChanges();
  if (effect !== undefined) changes.add(effect);
  return changes;
};

/** The hours at which slots of such a length still stand, of those that begin on every half hour of a day. */
const standing = (
  changes: SubjectChanges,
  minutes: number,
  day: UtcDay = DAY,
  more: Partial<ListedSlot> = {},
  observedAt = TOLD_AT,
) => {
  const slots = Array.from({ length: 48 }, (_, half) => {
    const start = at(half / 2, day);
    return { start, end: epochMs(start + minutes * MINUTE_MS), ...more };
  });
  const left = new Set(changes.standing(day, { observedAt, slots }).map(({ start }) => start));
  return slots.filter(({ start }) => !left.has(start)).map(({ start }) => (start - at(0, day)) / HOUR_MS);
};

test('slots that overlap it are gone, those beside it stay, and none is gone to an answer that knows of it', () => {
  const changes = changesOf(booked(), 101, [{ id: 101 }]);
  expect(standing(changes, 30)).toEqual([10, 10.5]);
  expect(standing(changes, 60)).toEqual([9.5, 10, 10.5]);
  expect(standing(changes, 30, DAY, {}, epochMs(TOLD_AT + 2_999))).toEqual([10, 10.5]);
  expect(standing(changes, 30, DAY, {}, epochMs(TOLD_AT + 3_000))).toEqual([]);
  expect(changes.doubtedUntil(DAY, epochMs(TOLD_AT + 2_999))).toBe(TOLD_AT + 3_000);
  expect(changes.doubtedUntil(DAY, epochMs(TOLD_AT + 3_000))).toBeUndefined();
  expect(changes.doubtedUntil(utcDay(DAY + 1), TOLD_AT)).toBeUndefined();
  expect(changes.doubtedUntil(utcDay(DAY - 1), TOLD_AT)).toBeUndefined();
});

test('a slot that begins before midnight and runs into it is gone too', () => {
  const early = booked({ taken: [[at(1), at(2)]] });
  const changes = changesOf(early, 102, [{ id: 101 }, { id: 102, length: 180 }]);
  expect(standing(changes, 180, utcDay(DAY - 1))).toEqual([22.5, 23, 23.5]);
  expect(changes.doubtedUntil(utcDay(DAY - 1), TOLD_AT)).toBe(TOLD_AT + 3_000);
  // Asked for at another length, by that.
  expect(
    changesOf(early, 102, [{ id: 101 }, { id: 102, length: 30 }], 90).doubtedUntil(utcDay(DAY - 1), TOLD_AT),
  ).toBeDefined();
});

test('the buffers of the booked event type and of the one that is asked about are gone with it', () => {
  const entries = [
    { id: 101, beforeBuffer: 30, afterBuffer: 60 },
    { id: 102, beforeBuffer: 60, afterBuffer: 30 },
  ];
  // 30 of the booked one before it and 30 of the other after its slot; 60 and 60 on the other side.
  expect(standing(changesOf(booked(), 102, entries), 30)).toEqual([9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5]);
  const absence = booked({ isAbsence: true, eventTypeId: undefined as never });
  expect(standing(changesOf(absence, 102, entries), 30)).toEqual([10, 10.5]);
});

test('a pending booking takes no time, but in its own event type where that holds it', () => {
  const pending = booked({ isPending: true });
  const entries = [
    { id: 101, blocksUnconfirmed: true },
    { id: 102, blocksUnconfirmed: true },
  ];
  expect(standing(changesOf(pending, 101, entries), 30)).toEqual([10, 10.5]);
  for (const [id, of] of [
    [102, entries],
    [101, [{ id: 101 }]],
  ] as const) {
    const changes = changesOf(pending, id, of);
    expect(standing(changes, 30)).toEqual([]);
    expect(changes.doubtedUntil(DAY, TOLD_AT)).toBe(TOLD_AT + 3_000);
  }
});

test('a seat of a slot is one seat less, and the last one is the slot', () => {
  const changes = changesOf(booked(), 101, [{ id: 101, seats: 6, length: 60 }]);
  const seated = (seatsRemaining: number) => standing(changes, 60, DAY, { seatsTotal: 6, seatsRemaining });
  // The slots beside it overlap somebody's time.
  expect(seated(2)).toEqual([9.5, 10.5]);
  expect(seated(1)).toEqual([9.5, 10, 10.5]);
  const slot = { start: at(10), end: at(11), seatsTotal: 6, seatsRemaining: 2 };
  expect(changes.standing(DAY, { observedAt: TOLD_AT, slots: [slot] })).toEqual([{ ...slot, seatsRemaining: 1 }]);
  // Another event type of the host has lost the hour.
  const other = changesOf(booked(), 102, [
    { id: 101, seats: 6 },
    { id: 102, seats: 6 },
  ]);
  expect(standing(other, 60, DAY, { seatsTotal: 6, seatsRemaining: 2 })).toEqual([9.5, 10, 10.5]);
});

test('a time that is held counts without buffers and limits', () => {
  const held = booked({ isHold: true });
  const entries = [
    { id: 101, beforeBuffer: 30, afterBuffer: 60, bookingLimits: { month: 9 } },
    { id: 102, beforeBuffer: 60, afterBuffer: 30 },
  ];
  for (const id of [101, 102]) {
    expect(standing(changesOf(held, id, entries), 30)).toEqual([10, 10.5]);
    expect(changesOf(held, id, entries).doubtedUntil(utcDay(DAY + 2), TOLD_AT)).toBeUndefined();
  }
});

test('a place that is held is one seat less of its slot, and nothing else', () => {
  const held = booked({ isHold: true });
  const entries = [{ id: 101, seats: 6, length: 60 }, { id: 102 }];
  const seated = (seatsRemaining: number) =>
    standing(changesOf(held, 101, entries), 60, DAY, { seatsTotal: 6, seatsRemaining });
  expect(seated(2)).toEqual([]);
  expect(seated(1)).toEqual([10]);
  const slot = { start: at(10), end: at(11), seatsTotal: 6, seatsRemaining: 2 };
  const left = changesOf(held, 101, entries).standing(DAY, { observedAt: TOLD_AT, slots: [slot] });
  expect(left).toEqual([{ ...slot, seatsRemaining: 1 }]);
  // The same host can be booked for something else meanwhile.
  const other = changesOf(held, 102, entries);
  expect(standing(other, 30)).toEqual([]);
  expect(other.doubtedUntil(DAY, TOLD_AT)).toBeUndefined();
});

test.each([
  ['a day', { bookingLimits: { day: 2 } }, 1],
  ['a week', { durationLimits: { week: 120 } }, 7],
  ['a month', { bookingLimits: { month: 9 } }, 31],
  ['a year', { bookingLimits: { year: 9 } }, 300],
  ['bookable days', { window: { kind: 'rolling-window', days: 5, countsBusinessDays: false } }, 300],
] as const)('with a limit of %s, a booking touches all that it can close', (_what, entry, days) => {
  const changes = changesOf(booked(), 101, [{ id: 101, ...entry }]);
  for (const day of [DAY - days, DAY + days]) expect(changes.doubtedUntil(utcDay(day), TOLD_AT)).toBeDefined();
  // Nothing of the kind closes another event type.
  const other = changesOf(booked(), 102, [{ id: 101, ...entry }, { id: 102 }]);
  expect(other.doubtedUntil(utcDay(DAY + 1), TOLD_AT)).toBeUndefined();
});

test('of a moved booking whose old time is missing, its own event type is doubted altogether and no other one', () => {
  const entries = [{ id: 101 }, { id: 102 }];
  const moved = booked({ timesMissing: true });
  expect(changesOf(moved, 101, entries).doubtedUntil(utcDay(DAY + 50), TOLD_AT)).toBe(TOLD_AT + 3_000);
  expect(changesOf(moved, 102, entries).doubtedUntil(utcDay(DAY + 50), TOLD_AT)).toBeUndefined();
  const nothing = booked({ timesMissing: true, taken: [] });
  expect(changesOf(nothing, 102, entries).doubtedUntil(utcDay(DAY + 50), TOLD_AT)).toBe(TOLD_AT + 3_000);
});

test('the own time of a booking that is to be moved counts as free', () => {
  const changes = changesOf(booked({ uid: 'mine' }), 101, [{ id: 101 }]);
  const slots = [{ start: at(10), end: at(11) }];
  expect(changes.standing(DAY, { observedAt: TOLD_AT, slots }, 'mine')).toEqual(slots);
  expect(changes.standing(DAY, { observedAt: TOLD_AT, slots }, 'another')).toEqual([]);
});

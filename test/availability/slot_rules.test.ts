import { expect, test } from 'vitest';
import { slotRulesOf } from '../../src/availability/slot_rules.ts';
import { entryOf } from './catalogue_entry.ts';

const ID = { eventTypeId: 101 };

test.each([
  { length: 30, interval: 30, step: 30, isLattice: true },
  { length: 60, interval: 60, step: 60, isLattice: true },
  { length: 20, interval: 20, step: 20, isLattice: true },
  { length: 45, interval: 15, step: 45, isLattice: false },
  { length: 50, interval: 10, step: 50, isLattice: false },
  { length: 90, interval: 30, step: 90, isLattice: false },
  { length: 120, interval: 60, step: 120, isLattice: false },
  { length: 7, interval: 1, step: 7, isLattice: false },
  { length: 1, interval: 1, step: 1, isLattice: true },
])('$length minutes stand on multiples of $interval', ({ length, interval, step, isLattice }) => {
  expect(slotRulesOf(ID, entryOf({ length }), undefined)).toMatchObject({ interval, step, length, isLattice });
});

test('a slot interval is the step, whatever the length', () => {
  expect(slotRulesOf(ID, entryOf({ length: 60, slotInterval: 15 }), 45)).toMatchObject({
    interval: 15,
    step: 15,
    length: 45,
    isLattice: true,
  });
});

test('the asked duration is the step where there is no slot interval', () => {
  expect(slotRulesOf(ID, entryOf({ length: 30 }), 60)).toMatchObject({ interval: 60, step: 60, length: 60 });
});

test('an offset is added at every step, and leaves no lattice', () => {
  expect(slotRulesOf(ID, entryOf({ length: 30, offsetStart: 5 }), undefined)).toMatchObject({
    interval: 30,
    step: 35,
    isLattice: false,
  });
});

test('optimized slots follow the free stretches', () => {
  expect(slotRulesOf(ID, entryOf({ optimizedSlots: true }), undefined)).toMatchObject({ isLattice: false });
});

test('people have half hours and two hours of notice', () => {
  const people = { usernames: ['anna', 'bert'], organizationSlug: 'acme' };
  expect(slotRulesOf(people, undefined, undefined)).toMatchObject({ step: 30, isLattice: true, minimumNotice: 120 });
  expect(slotRulesOf(people, undefined, 45)).toMatchObject({ step: 45, isLattice: false });
});

test('nothing is known of what the catalogue does not have', () => {
  expect(slotRulesOf(ID, undefined, undefined)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { readOptions } from '../../bench/options.ts';

test('a run lasts ten minutes unless it is told otherwise', () => {
  expect(readOptions([])).toEqual({ quick: false, sustainedSeconds: 600, seed: 'slotproof', eventTypes: 20, only: [] });
  expect(readOptions(['--quick'])).toMatchObject({ quick: true, sustainedSeconds: 8 });
  expect(readOptions(['--duration', '4h', '--seed', 'other'])).toMatchObject({
    sustainedSeconds: 14_400,
    seed: 'other',
  });
  expect(readOptions(['--duration', '90'])).toMatchObject({ sustainedSeconds: 90 });
  expect(readOptions(['--only', 'normal,faults'])).toMatchObject({ only: ['normal', 'faults'] });
});

test('what cannot be meant is refused', () => {
  for (const duration of ['0', 'soon', '10 m', '-1', '1d']) {
    expect(() => readOptions([`--duration=${duration}`])).toThrow(/--duration must look like/);
  }
  for (const count of ['0', 'many', '-3']) {
    expect(() => readOptions([`--event-types=${count}`])).toThrow(/--event-types must be/);
  }
  expect(() => readOptions(['--quik'])).toThrow();
  expect(() => readOptions(['normal'])).toThrow();
});

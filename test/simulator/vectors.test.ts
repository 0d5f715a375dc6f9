// What Cal.com's own slot engine was recorded to answer is what the simulator answers, byte for byte.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differenceBetween } from '../../scripts/vectors/comparison.ts';
import { simulatorMeasure } from '../../scripts/vectors/simulator_measure.ts';
import { tallyOf } from '../../scripts/vectors/tally.ts';
import { readVectors } from '../../scripts/vectors/vector_file.ts';

const files = await readVectors(join(import.meta.dirname, '../fixtures/calcom-vectors'));

test('all 387 recorded answers are there', () => {
  expect(files.reduce((answers, { cases }) => answers + cases.length, 0)).toBe(387);
});

describe('the simulator answers as Cal.com did', () => {
  test.each(files)('$name', async (file) => {
    expect((await tallyOf(simulatorMeasure, [file])).differences).toEqual([]);
  });
});

describe('the comparison', () => {
  const day = { '2026-06-10': [{ start: 'a', bookingUid: 'x' }, { start: 'b' }] };

  test('sees another order of slots, of properties, and a day too many', () => {
    expect(differenceBetween(day, { ...day })).toBeUndefined();
    expect(differenceBetween(day, { '2026-06-10': [{ start: 'b' }, { start: 'a', bookingUid: 'x' }] })).toBeDefined();
    expect(differenceBetween(day, { '2026-06-10': [{ bookingUid: 'x', start: 'a' }, { start: 'b' }] })).toBeDefined();
    expect(differenceBetween(day, { ...day, '2026-06-11': [] })).toBeDefined();
    expect(differenceBetween(day, {})).toBeDefined();
  });

  test('takes any id for one that Cal.com invents, but not none', () => {
    const invented = { '2026-06-10': [{ start: 'a', bookingUid: '*' }] };
    expect(differenceBetween(invented, { '2026-06-10': [{ start: 'a', bookingUid: 'x' }] })).toBeUndefined();
    expect(differenceBetween(invented, { '2026-06-10': [{ start: 'a' }] })).toBeDefined();
  });
});

/** What the times of a question mean. 2026-12-01 is a Tuesday. */
import { expect, test } from 'vitest';
import { type AskedTimeFields, readAskedTime } from '../../src/contract/asked_time.ts';

const ZONE = 'Europe/Berlin';

/** The instants as UTC, `now` for the epoch. */
const read = (fields: AskedTimeFields, timeZone = ZONE) => {
  const reading = readAskedTime(fields, timeZone);
  if (!reading.ok) return reading.faults.map(({ pointer }) => pointer);
  const { seeks, ...instants } = reading.time;
  const texts = Object.entries(instants).map(([name, instant]) => [
    name,
    instant === 0 ? 'now' : new Date(Number(instant)).toISOString().slice(0, 16),
  ]);
  return { seeks, ...Object.fromEntries(texts) };
};

test.each<[string, AskedTimeFields, object]>([
  ['a time', { start: '2026-12-01T14:00' }, { seeks: undefined, requested: '2026-12-01T13:00' }],
  ['nothing', {}, { seeks: 'first-free', requested: 'now' }],
  ['a day', { start: '2026-12-01' }, { seeks: 'first-free', requested: '2026-11-30T23:00' }],
  [
    'a week',
    { from: '2026-12-07', until: '2026-12-11' },
    { seeks: 'first-free', requested: '2026-12-06T23:00', from: '2026-12-06T23:00', until: '2026-12-11T23:00' },
  ],
  [
    'some hours',
    { from: '2026-12-01T10:00', until: '2026-12-01T12:00:00+01:00' },
    { seeks: 'first-free', requested: '2026-12-01T09:00', from: '2026-12-01T09:00', until: '2026-12-01T11:00' },
  ],
  [
    'a time, and otherwise something before the weekend',
    { start: '2026-12-01T14:00', until: '2026-12-04' },
    { seeks: undefined, requested: '2026-12-01T13:00', until: '2026-12-04T23:00' },
  ],
  [
    'a day of 25 hours',
    { start: '2026-10-25', until: '2026-10-25' },
    { seeks: 'first-free', requested: '2026-10-24T22:00', until: '2026-10-25T23:00' },
  ],
])('%s', (_what, fields, time) => {
  expect(read(fields)).toEqual(time);
});

test('what is none is blamed by name', () => {
  expect(read({ start: 'tomorrow', from: '2026-02-30', until: '24:00' })).toEqual(['/start', '/from', '/until']);
  expect(read({ from: '2026-12-02', until: '2026-12-01' })).toEqual(['/until']);
  expect(read({ start: '2026-12-02', until: '2026-12-01T10:00' })).toEqual(['/until']);
});

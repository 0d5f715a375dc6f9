/** A booking of a recurring event type is a series: it is made, found and cancelled as a whole, and its first is moved. */
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../../src/simulator/random.ts';
import { epochMs } from '../../../src/verification/time.ts';
import { recordedWorld } from '../../simulator/recordings/recorded_world.ts';
import { startKilledWork } from './killed_work.ts';

const WEEKLY = 13;
const NEVER = { kill: 0, broken: 0, noTurn: 0, listed: 0, lost: 0 };
const START = '2026-11-24T10:00:00.000Z';
const LATER = epochMs(Date.parse('2026-11-25T13:00:00Z'));

const booked = async () => {
  const run = await startKilledWork(seededRandom('series'), NEVER, '2026-11-23T06:00:00Z', recordedWorld());
  onTestFinished(() => run.stop());
  const { records, order, book, inCalcom } = run;
  const { id } = await order(START, WEEKLY);
  await book(id);
  const bookingOf = async () => (await records.read(id))?.record.booking;
  const standing = async () => (await inCalcom()).filter(({ status }) => status === 'accepted');
  const ask = async (change: { kind: 'cancel' } | { kind: 'move'; start: typeof LATER }) =>
    await records.change(id, (record) => ({
      ...record,
      change: { number: 1, askedAt: run.clock(), state: 'queued', ...change },
    }));
  return { ...run, id, bookingOf, standing, ask };
};

test('is cancelled as a whole', async () => {
  const { id, ask, change, standing, bookingOf, records } = await booked();
  expect(await standing()).toHaveLength(3);
  expect((await bookingOf())?.start).toBe(Date.parse(START));
  await ask({ kind: 'cancel' });
  await change(id, 1);
  expect(await standing()).toEqual([]);
  expect((await records.read(id))?.record.state).toBe('cancelled');
});

test('whose first was moved by a call that broke off is found where it is, and cancelled as a whole after it', async () => {
  const { id, ask, change, standing, bookingOf, client, records } = await booked();
  const { uid = '' } = (await bookingOf()) ?? {};
  await client.move(uid, LATER)(new AbortController().signal);
  await ask({ kind: 'move', start: LATER });
  await change(id, 1);
  expect((await records.read(id))?.record.change?.state).toBe('done');
  expect((await bookingOf())?.start).toBe(LATER);
  expect((await standing()).map(({ start }) => start)).toContain(new Date(LATER).toISOString());

  await records.change(id, ({ change: _moved, ...record }) => record);
  await ask({ kind: 'cancel' });
  await change(id, 1);
  expect(await standing()).toEqual([]);
});

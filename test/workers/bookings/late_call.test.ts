/** A call that broke off may be carried out later: nothing is tried again, and nothing said, before that cannot be any more. */
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../../src/simulator/random.ts';
import { epochMs } from '../../../src/verification/time.ts';
import { metadataOf } from '../../../src/workers/bookings/look.ts';
import { startKilledWork } from './killed_work.ts';

const NEVER = { kill: 0, broken: 0, noTurn: 0, listed: 0, lost: 0 };
const SETTLE_MS = 45_000;

const start = async (eventTypeId: number) => {
  const run = await startKilledWork(seededRandom('late call'), NEVER, '2026-11-23T06:00:00Z');
  onTestFinished(() => run.stop());
  const [first = '', second = ''] = await run.slots(eventTypeId, 'start=2026-11-30&end=2026-12-18');
  const standing = async (id: string) =>
    (await run.inCalcom()).filter(({ metadata, status }) => metadata.slotproofBooking === id && status === 'accepted');
  return { ...run, standing, first, second: epochMs(Date.parse(second)) };
};

test('what is booked by a call that Redis has lost is found, though it kept an older call that came to nothing', async () => {
  const { records, order, book, client, clock, after, restart, slots, standing } = await start(108);
  // Both hosts of the round robin, in Berlin and in New York, are free: Cal.com gives this time twice.
  const time = '2026-12-02T15:00:00.000Z';
  const record = await order(time, 108);
  const { id } = record;
  await records.change(id, (now) => ({ ...now, call: { id: 'older', at: epochMs(clock() - SETTLE_MS) } }));
  await restart(id);
  after(20_000, () =>
    client.book({
      ...{ eventType: { eventTypeId: 108 }, start: record.start, metadata: metadataOf(record) },
      attendee: { name: 'Ada', email: 'ada@example.com', timeZone: 'UTC' },
    })(new AbortController().signal),
  );
  await book(id);
  expect(await standing(id)).toHaveLength(1);
  expect((await records.read(id))?.record.state).toBe('booked');
  expect(await slots(108, 'start=2026-12-02&end=2026-12-02')).toContain(time);
});

test('a move is not said to be refused while an earlier call may still move it', async () => {
  const { records, order, book, change, client, clock, after, standing, first, second } = await start(102);
  const { id } = await order(first, 102);
  const other = await order(new Date(second).toISOString(), 102);
  await book(id);
  await book(other.id);
  const uid = (await records.read(id))?.record.booking?.uid ?? '';
  const otherUid = (await records.read(other.id))?.record.booking?.uid ?? '';
  const { signal } = new AbortController();
  // The first call broke off. Cal.com carries it out as soon as the time is free.
  after(10_000, async () => {
    await client.cancel(otherUid, { reason: 'Ill' })(signal);
    await client.move(uid, second)(signal);
  });
  await records.change(id, (record) => ({
    ...record,
    call: { id: 'broke off', at: clock() },
    change: { number: 1, kind: 'move', start: second, askedAt: clock(), state: 'queued' },
  }));
  await change(id, 1);
  const record = (await records.read(id))?.record;
  expect(record?.change?.state).toBe('done');
  expect((await standing(id)).map((booking) => booking.uid)).toEqual([record?.booking?.uid]);
  expect(record?.booking?.start).toBe(second);
});

test('a crash says nothing of an earlier call that may still be carried out', async () => {
  const { records, order, book, change, client, clock, after, crash, standing, first, second } = await start(102);
  const { id } = await order(first, 102);
  await book(id);
  const uid = (await records.read(id))?.record.booking?.uid ?? '';
  // Refused where it was moved by then.
  after(20_000, () =>
    client
      .move(
        uid,
        second,
      )(new AbortController().signal)
      .catch(() => undefined),
  );
  await records.change(id, (record) => ({
    ...record,
    call: { id: 'broke off', at: clock() },
    change: { number: 1, kind: 'move', start: second, askedAt: clock(), state: 'queued' },
  }));
  await crash();
  await change(id, 1);
  const record = (await records.read(id))?.record;
  expect(record?.change?.state).toBe('done');
  expect((await standing(id)).map((booking) => booking.uid)).toEqual([record?.booking?.uid]);
});

test('a place that the key is not shown in lists is found by itself, and not told as given up', async () => {
  const { records, order, book, change, clock, crash, seeOwnOnly, client, second } = await start(104);
  const { id } = await order(new Date(second).toISOString(), 104);
  await book(id);
  expect((await records.read(id))?.record.state).toBe('booked');
  const { seatUid = '' } = (await records.read(id))?.record.booking ?? {};
  await seeOwnOnly();
  await records.change(id, (record) => ({
    ...record,
    change: { number: 1, kind: 'cancel', askedAt: clock(), state: 'queued' },
  }));
  // Nothing is carried out of the first call, and the second one gives it up.
  await crash();
  await change(id, 1);
  expect((await records.read(id))?.record).toMatchObject({ state: 'cancelled', change: { state: 'done' } });
  await expect(client.findPlace(seatUid)(new AbortController().signal)).rejects.toThrow('was not found');
});

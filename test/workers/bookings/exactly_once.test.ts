/** Bookings made are bookings answered, whatever ends at any moment: none twice, none lost. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { epochMs } from '../../../src/verification/time.ts';
import { seededRandom } from '../../../src/simulator/random.ts';
import { SEED } from '../../support/fast_check.ts';
import { startKilledWork } from './killed_work.ts';

const ORDERS = 150;
const CHANGED = 60;

/** A booking is cleared up a minute after Cal.com is back at the latest. */
const LONGEST_MS = 60_000;

let run: Awaited<ReturnType<typeof startKilledWork>>;
const random = seededRandom(`exactly once ${SEED}`);

/** Which cases these are. */
const DRAWN = `PROPERTY_SEED=${SEED}`;

const ODDS = { kill: 0.12, broken: 0.4, noTurn: 0.05, listed: 0.5, lost: 0.1 };

beforeAll(async () => {
  run = await startKilledWork(random, ODDS, '2026-11-23T06:00:00Z');
});
afterAll(() => run.stop());

test('thousands of kills: what is booked was answered so, once, and nothing stays unknown', async () => {
  // Round robin and seats too: there Cal.com would give the same time twice.
  const slots = new Map<number, readonly string[]>();
  for (const eventTypeId of [101, 108, 104])
    slots.set(eventTypeId, await run.slots(eventTypeId, 'start=2026-11-30&end=2026-12-08'));
  const ids: string[] = [];
  for (let index = 0; index < ORDERS; index++) {
    const eventTypeId = [101, 108, 104][index % 3] ?? 101;
    const some = slots.get(eventTypeId) ?? [];
    const { id } = await run.order(some[Math.floor(random() * some.length)] ?? '', eventTypeId);
    ids.push(id);
    // Now and then two workers have it: the first was thought to be dead.
    const ways = random() < 0.3 ? [run.book(id), run.book(id)] : [run.book(id)];
    const took = await Promise.all(ways);
    // Of two workers each moves the clock by what it waits itself.
    if (took.length === 1) expect(Math.max(...took)).toBeLessThan(LONGEST_MS);
  }
  const standing = await run.inCalcom();
  const made = Map.groupBy(
    standing.flatMap(placesOf).filter((id) => id !== undefined),
    (id) => id,
  );
  const ended = await Promise.all(ids.map(async (id) => (await run.records.read(id))?.record));
  const wrong = ended.flatMap((record) => {
    const times = made.get(record?.id ?? '')?.length ?? 0;
    return times === (record?.state === 'booked' ? 1 : 0) ? [] : [{ id: record?.id, state: record?.state, times }];
  });
  expect(wrong, DRAWN).toEqual([]);
  expect(ended.filter((record) => record?.state === 'queued' || record?.state === 'refused')).toEqual([]);
  expect(ended.map((record) => record?.state)).toEqual(expect.arrayContaining(['booked', 'taken']));
  expect(run.counts.kills).toBeGreaterThan(1_000);
  expect(run.counts.lateCalls).toBeGreaterThan(5);
  expect(run.counts.lostWrites).toBeGreaterThan(5);
});

/** Our ids in a booking: of a seated one each place has its own. */
const placesOf = (booking: object): readonly (string | undefined)[] => {
  const { status, metadata, attendees } = booking as {
    status: string;
    metadata?: { slotproofBooking?: string };
    attendees: { metadata?: { slotproofBooking?: string } }[];
  };
  if (status !== 'accepted' && status !== 'pending') return [];
  if (metadata !== undefined) return [metadata.slotproofBooking];
  return attendees.map((attendee) => attendee.metadata?.slotproofBooking);
};

test('moved and cancelled by workers that are killed: Cal.com has what was answered', async () => {
  // Two workers at once draw in an order of their own each time: what is drawn after them would be another case in every run.
  const random = seededRandom(`moved and cancelled ${SEED}`);
  const run = await startKilledWork(random, ODDS, '2026-11-23T06:00:00Z');
  onTestFinished(() => run.stop());
  const { records } = run;
  const pick = (some: readonly string[]): string => some[Math.floor(random() * some.length)] ?? '';
  const ids: string[] = [];
  for (let index = 0; index < CHANGED; index++) {
    // Seats have another way to be moved and cancelled, and a round robin would give a time twice.
    const eventTypeId = [102, 108, 104][index % 3] ?? 102;
    const slots = await run.slots(eventTypeId, 'start=2026-11-30&end=2026-12-18');
    const { id } = await run.order(pick(slots), eventTypeId);
    await run.book(id);
    ids.push(id);
    const record = (await records.read(id))?.record;
    const start = epochMs(Date.parse(pick(slots)));
    if (record?.state !== 'booked' || record.booking?.start === start) continue;
    const kind = random() < 0.5 ? ({ kind: 'cancel' } as const) : ({ kind: 'move', start } as const);
    const askedAt = run.clock();
    await records.change(id, (current) => ({ ...current, change: { number: 1, askedAt, state: 'queued', ...kind } }));
    await run.change(id, 1);
  }
  const standing = await run.inCalcom();
  const changes: (string | undefined)[] = [];
  for (const id of ids) {
    const record = (await records.read(id))?.record;
    changes.push(record?.change?.state);
    const own = standing.filter((booking) => placesOf(booking).includes(id));
    const booked = record?.state === 'booked' ? record.booking : undefined;
    expect(
      own.map(({ uid }) => uid),
      DRAWN,
    ).toEqual(booked === undefined ? [] : [booked.uid]);
    if (booked !== undefined) expect(own.map(({ start }) => Date.parse(start))).toEqual([booked.start]);
  }
  const ended = changes.filter((state) => state !== undefined);
  expect(ended.filter((state) => !/^(done|taken|failed)$/.test(state))).toEqual([]);
  expect(ended.filter((state) => state === 'done').length).toBeGreaterThan(ended.length / 2);
});

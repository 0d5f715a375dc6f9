import fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { encodeInstant } from '../../src/availability/segment_encoding.ts';
import { segmentsKey, segmentsName } from '../../src/availability/segment_key.ts';
import { type Invalidation, segmentsChanged, SegmentStore } from '../../src/availability/segment_store.ts';
import type { ListedSlot } from '../../src/calcom/listed_slot.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../../src/verification/time.ts';
import { startRedis } from '../support/redis_server.ts';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';

const NAME = segmentsName({ eventTypeId: 101 });
const T0 = Date.parse('2026-11-23T06:00:00Z');
const DAY = utcDayOf(T0 + DAY_MS);
const at = (seconds: number): EpochMs => epochMs(T0 + seconds * 1000);

const slot = (day: UtcDay, hour: number): ListedSlot => {
  const start = startOfUtcDay(day) + hour * 3_600_000;
  return { start: epochMs(start), end: epochMs(start + 1_800_000) };
};

const storeOf = async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  const store = new SegmentStore(client, DEFAULT_ACCOUNT, 86_400);
  /** Writes one slot at that hour, as observed so many seconds after T0. */
  const write = (seconds: number, hour: number) =>
    store.write(NAME, { from: DAY, until: DAY, observedAt: at(seconds), slots: [slot(DAY, hour)] });
  /** The hour of the slot and whether the day is doubted; undefined where nothing is cached. */
  const read = async () => {
    const segment = (await store.read(NAME, [DAY])).segments.get(DAY);
    if (segment === undefined) return undefined;
    const [first] = segment.slots;
    return { hour: new Date(first?.start ?? 0).getUTCHours(), doubted: segment.doubted };
  };
  return { client, store, write, read, url: redis.url };
};

test('an older answer never replaces a newer one', async () => {
  const { write, read } = await storeOf();
  expect(await write(10, 10)).toBe(1);
  expect(await write(5, 5)).toBe(0);
  expect(await read()).toEqual({ hour: 10, doubted: false });
  expect(await write(11, 11)).toBe(1);
  expect(await read()).toEqual({ hour: 11, doubted: false });
});

test('two answers that cross give the newer one, in whichever order they are written', async () => {
  const { client, write, read } = await storeOf();
  for (let round = 0; round < 50; round++) {
    await client.del(segmentsKey(DEFAULT_ACCOUNT, NAME));
    await Promise.all(round % 2 === 0 ? [write(1, 1), write(2, 2)] : [write(2, 2), write(1, 1)]);
    expect((await read())?.hour).toBe(2);
  }
});

test('a dropped day stays dropped for an answer that was asked for before the booking', async () => {
  const { store, write, read } = await storeOf();
  await write(0, 9);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(10))).toBe(1);
  expect(await read()).toBeUndefined();
  await write(9, 9);
  expect(await read()).toBeUndefined();
  await write(10, 10);
  expect(await read()).toEqual({ hour: 10, doubted: false });
});

test('a day that was dropped before anything of it was cached keeps an answer on its way out', async () => {
  const { store, write, read } = await storeOf();
  await store.invalidate(NAME, 'drop', [DAY], at(10));
  await write(9, 9);
  expect(await read()).toBeUndefined();
  await write(11, 11);
  expect(await read()).toEqual({ hour: 11, doubted: false });
});

test('a day that was doubted, cached or not, doubts an answer on its way and no later one', async () => {
  const { client, store, write, read } = await storeOf();
  for (const isCached of [true, false]) {
    await client.del(segmentsKey(DEFAULT_ACCOUNT, NAME));
    if (isCached) await write(0, 8);
    expect(await store.invalidate(NAME, 'doubt', [DAY], at(10))).toBe(isCached ? 1 : 0);
    expect(await read()).toEqual(isCached ? { hour: 8, doubted: true } : undefined);
    await write(9, 9);
    expect(await read()).toEqual({ hour: 9, doubted: true });
    await write(10, 10);
    expect(await read()).toEqual({ hour: 10, doubted: false });
  }
});

test('a late webhook leaves alone what was observed since, and repetitions change nothing', async () => {
  const { store, write, read } = await storeOf();
  await write(10, 10);
  for (const how of ['drop', 'doubt'] as const) expect(await store.invalidate(NAME, how, [DAY], at(5))).toBe(0);
  expect(await read()).toEqual({ hour: 10, doubted: false });
  expect(await store.invalidate(NAME, 'doubt', [DAY], at(20))).toBe(1);
  expect(await store.invalidate(NAME, 'doubt', [DAY], at(20))).toBe(0);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(20))).toBe(1);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(20))).toBe(0);
  // Out of order: a doubt that is newer than the drop holds back what is older than either.
  expect(await store.invalidate(NAME, 'doubt', [DAY], at(30))).toBe(1);
  await write(25, 9);
  expect(await read()).toBeUndefined();
  await write(30, 11);
  expect(await read()).toEqual({ hour: 11, doubted: false });
});

/** Half an hour at that hour of the day, as a booking takes it. */
const hourOf = (hour: number) => ({ start: slot(DAY, hour).start, end: slot(DAY, hour).end });

/** The hours of a day's slots, and what it was observed as. */
const keptOf = async (store: SegmentStore) => {
  const segment = (await store.read(NAME, [DAY])).segments.get(DAY);
  if (segment === undefined) return undefined;
  const { observedAt, doubted, dropped = false, slots } = segment;
  const hours = slots.map(({ start }) => new Date(start).getUTCHours());
  return { seconds: (observedAt - T0) / 1000, doubted, dropped, hours };
};

const writeHours = (store: SegmentStore, seconds: number, hours: readonly number[], more: Partial<ListedSlot> = {}) =>
  store.write(NAME, {
    from: DAY,
    until: DAY,
    observedAt: at(seconds),
    slots: hours.map((hour) => ({ ...slot(DAY, hour), ...more })),
  });

test.each([
  ['plain', {}],
  ['seated', { seatsTotal: 6, seatsRemaining: 2, bookingUid: 'x1-2!:~,[' }],
])('a dropped day keeps what was known of it, without the changed times: %s', async (_form, more) => {
  const { store } = await storeOf();
  await writeHours(store, 0, [8, 9, 10, 11], more);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(10), [hourOf(9)])).toBe(1);
  expect(await keptOf(store)).toEqual({ seconds: 0, doubted: true, dropped: true, hours: [8, 10, 11] });

  // Another booking, of before the first and told after it: the observation knows of neither.
  expect(await store.invalidate(NAME, 'drop', [DAY], at(5), [hourOf(11)])).toBe(1);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(5), [hourOf(11)])).toBe(0);
  expect(await keptOf(store)).toEqual({ seconds: 0, doubted: true, dropped: true, hours: [8, 10] });

  // A doubt leaves it dropped, and an answer older than any of it changes nothing.
  expect(await store.invalidate(NAME, 'doubt', [DAY], at(20))).toBe(1);
  for (const seconds of [4, 9, 19]) expect(await writeHours(store, seconds, [8, 9, 10, 11], more)).toBe(0);
  expect(await keptOf(store)).toEqual({ seconds: 0, doubted: true, dropped: true, hours: [8, 10] });

  // Told late of what the observation knows of.
  expect(await store.invalidate(NAME, 'drop', [DAY], at(0), [hourOf(8)])).toBe(0);

  expect(await writeHours(store, 20, [9, 12], more)).toBe(1);
  expect(await keptOf(store)).toEqual({ seconds: 20, doubted: false, dropped: false, hours: [9, 12] });
  const { segments } = await store.read(NAME, [DAY]);
  expect(segments.get(DAY)?.slots[0]).toEqual({ ...slot(DAY, 9), ...more });
});

test('a doubted day that is dropped keeps the younger of the two marks', async () => {
  const { store } = await storeOf();
  await writeHours(store, 0, [8, 9]);
  await store.invalidate(NAME, 'doubt', [DAY], at(20));
  expect(await store.invalidate(NAME, 'drop', [DAY], at(10), [hourOf(9)])).toBe(1);
  expect(await writeHours(store, 15, [8, 9])).toBe(0);
  expect(await keptOf(store)).toEqual({ seconds: 0, doubted: true, dropped: true, hours: [8] });
  expect(await writeHours(store, 20, [8])).toBe(1);
});

test('dropped for times that nobody knows, a day keeps nothing', async () => {
  const { client, store } = await storeOf();
  for (const first of [[], [hourOf(9)]]) {
    await client.del(segmentsKey(DEFAULT_ACCOUNT, NAME));
    await writeHours(store, 0, [8, 9]);
    await store.invalidate(NAME, 'drop', [DAY], at(5), first);
    expect(await store.invalidate(NAME, 'drop', [DAY], at(10), [])).toBe(1);
    expect(await client.hget(segmentsKey(DEFAULT_ACCOUNT, NAME), String(DAY))).toBe(
      `00000000~${encodeInstant(at(10))}:x`,
    );
    expect(await store.invalidate(NAME, 'drop', [DAY], at(11), [hourOf(9)])).toBe(1);
    expect(await keptOf(store)).toBeUndefined();
  }
});

test('times that meet are kept as one, and a day that is booked in too many places keeps nothing', async () => {
  const { client, store } = await storeOf();
  const key = segmentsKey(DEFAULT_ACCOUNT, NAME);
  await writeHours(store, 0, [7, 9]);
  const minutes = (from: number, until: number) => ({
    start: epochMs(startOfUtcDay(DAY) + from * 60_000),
    end: epochMs(startOfUtcDay(DAY) + until * 60_000),
  });
  let seconds = 0;
  const drop = (from: number, until: number) =>
    store.invalidate(NAME, 'drop', [DAY], at(++seconds), [minutes(from, until)]);
  const changed = async () => /:x(.*)!/.exec((await client.hget(key, String(DAY))) ?? '')?.[1];
  await drop(600, 630);
  await drop(540, 570);
  expect(await changed()).toBe('540-570,600-630');
  await drop(570, 600);
  expect(await changed()).toBe('540-630');
  await drop(550, 560);
  await drop(500, 700);
  expect(await changed()).toBe('500-700');
  for (let count = 1; count < 32; count++) await drop(700 + 10 * count, 705 + 10 * count);
  expect((await keptOf(store))?.hours).toEqual([7]);
  await drop(0, 5);
  expect(await keptOf(store)).toBeUndefined();
  expect(await writeHours(store, seconds - 1, [8])).toBe(0);
  expect(await writeHours(store, seconds, [8])).toBe(1);
});

test('what the version before this one left of a dropped day stays a mark', async () => {
  const { client, store } = await storeOf();
  const key = segmentsKey(DEFAULT_ACCOUNT, NAME);
  await client.hset(key, String(DAY), `00000000~${encodeInstant(at(10))}:x`);
  expect(await keptOf(store)).toBeUndefined();
  expect(await store.invalidate(NAME, 'drop', [DAY], at(10), [hourOf(9)])).toBe(0);
  expect(await writeHours(store, 9, [9])).toBe(0);
  expect(await store.invalidate(NAME, 'drop', [DAY], at(12), [hourOf(9)])).toBe(1);
  expect(await keptOf(store)).toBeUndefined();
  expect(await writeHours(store, 12, [9])).toBe(1);
});

/** One thing that happens to a day, at an instant in seconds; the order of happening is another than that of the instants. */
type Step =
  | { readonly kind: 'write'; readonly seconds: number; readonly hours: readonly number[]; readonly seated: boolean }
  | { readonly kind: Invalidation; readonly seconds: number; readonly hours: readonly number[] };

const anyHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 12 })
  .map((hours) => hours.sort((a, b) => a - b));
const seconds = fc.integer({ min: 1, max: 12 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), seconds, hours: anyHours, seated: fc.boolean() }),
  fc.record({
    kind: fc.constant('drop' as const),
    seconds,
    hours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('doubt' as const), seconds, hours: fc.constant([]) }),
);

test('in whatever order answers and webhooks come: nothing is listed that was changed since it was observed', async () => {
  const { client, store } = await storeOf();
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 10 }), fc.boolean(), async (steps, isCached) => {
      await client.del(segmentsKey(DEFAULT_ACCOUNT, NAME));
      const all: Step[] = [
        ...(isCached ? [{ kind: 'write', seconds: 0, hours: [3, 9, 15], seated: false } as const] : []),
        ...steps,
      ];
      // Sent at once, and done by Redis in this order.
      await Promise.all(
        all.map((step) =>
          step.kind === 'write'
            ? writeHours(store, step.seconds, step.hours, step.seated ? { seatsTotal: 3 } : {})
            : store.invalidate(NAME, step.kind, [DAY], at(step.seconds), step.hours.map(hourOf)),
        ),
      );
      const kept = await keptOf(store);
      if (kept === undefined) {
        expect(isCached).toBe(false);
        return;
      }
      const newer = all.filter(({ kind, seconds }) => kind !== 'write' && seconds > kept.seconds);
      const observed = all.find(({ kind, seconds }) => kind === 'write' && seconds === kept.seconds)?.hours ?? [];
      const changed = newer.flatMap(({ kind, hours }) => (kind === 'drop' ? hours : []));
      // Everything that was observed but for what was changed since, and marked as what became of it.
      expect(kept).toEqual({
        seconds: kept.seconds,
        doubted: newer.length > 0,
        dropped: changed.length > 0,
        hours: observed.filter((hour) => !changed.includes(hour)),
      });
      // An answer that knows of all of it stands for itself.
      const last = Math.max(...all.map((step) => step.seconds));
      expect(await writeHours(store, last + 1, [7])).toBe(1);
      expect(await keptOf(store)).toEqual({ seconds: last + 1, doubted: false, dropped: false, hours: [7] });
    }),
    { numRuns: 500 },
  );
});

test('every change is told, and what changes nothing is not', async () => {
  const { store, write, url } = await storeOf();
  const listener = new Redis(url);
  onTestFinished(() => listener.disconnect());
  const heard: string[] = [];
  await listener.subscribe(segmentsChanged(DEFAULT_ACCOUNT));
  listener.on('message', (_channel: string, message: string) => heard.push(message));
  await write(0, 9);
  await store.invalidate(NAME, 'doubt', [DAY], at(10));
  await store.invalidate(NAME, 'doubt', [DAY], at(10));
  await store.invalidate(NAME, 'drop', [DAY], at(10));
  await expect.poll(() => heard.length).toBe(3);
  expect(new Set(heard)).toEqual(new Set([NAME]));
});

test('a year of use does not grow an event type: past days go, and everything expires', async () => {
  const { client, store } = await storeOf();
  const key = segmentsKey(DEFAULT_ACCOUNT, NAME);
  let most = 0;
  for (let day = 0; day < 366; day++) {
    const observedAt = epochMs(T0 + day * DAY_MS);
    const today = utcDayOf(observedAt);
    const until = utcDay(today + 31);
    const slots = [slot(today, 23), slot(until, 9)];
    await store.invalidate(NAME, 'drop', [utcDay(today + 3)], observedAt);
    await store.invalidate(NAME, 'doubt', [utcDay(today + 5)], observedAt);
    await store.write(NAME, { from: today, until, observedAt, slots });
    most = Math.max(most, await client.hlen(key));
    expect(await client.ttl(key)).toBeGreaterThan(86_000);
  }
  // Beside the days stands how soon the first slot began.
  expect(most).toBe(33);
  expect(await client.keys('*')).toEqual([key]);
});

test('marks alone expire too', async () => {
  const { client, store } = await storeOf();
  await store.invalidate(NAME, 'drop', [DAY], at(0));
  expect(await client.ttl(segmentsKey(DEFAULT_ACCOUNT, NAME))).toBeGreaterThan(0);
});

import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { segmentsKey, segmentsName } from '../../src/availability/segment_key.ts';
import { SEGMENTS_CHANGED, SegmentStore } from '../../src/availability/segment_store.ts';
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
import { startRedis } from '../redis_server.ts';

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
  const store = new SegmentStore(client, 86_400);
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
    await client.del(segmentsKey(NAME));
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
    await client.del(segmentsKey(NAME));
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

test('every change is told, and what changes nothing is not', async () => {
  const { store, write, url } = await storeOf();
  const listener = new Redis(url);
  onTestFinished(() => listener.disconnect());
  const heard: string[] = [];
  await listener.subscribe(SEGMENTS_CHANGED);
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
  const key = segmentsKey(NAME);
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
  expect(most).toBe(32);
  expect(await client.keys('*')).toEqual([key]);
});

test('marks alone expire too', async () => {
  const { client, store } = await storeOf();
  await store.invalidate(NAME, 'drop', [DAY], at(0));
  expect(await client.ttl(segmentsKey(NAME))).toBeGreaterThan(0);
});

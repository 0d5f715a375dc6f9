import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { segmentsKey, segmentsName } from '../../src/availability/segment_key.ts';
import { segmentsChanged, SegmentStore } from '../../src/availability/segment_store.ts';
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
import { toldIn } from '../support/told.ts';
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
  const store = new SegmentStore(client, DEFAULT_ACCOUNT, 86_400, toldIn(client));
  /** Writes one slot at that hour, as observed so many seconds after T0. */
  const write = (seconds: number, hour: number) =>
    store.write(NAME, { from: DAY, until: DAY, observedAt: at(seconds), slots: [slot(DAY, hour)] });
  /** The hour of the slot; undefined where nothing is cached. */
  const read = async () => {
    const segment = (await store.read(NAME, [DAY])).segments.get(DAY);
    return segment && new Date(segment.slots[0]?.start ?? 0).getUTCHours();
  };
  return { client, store, write, read, url: redis.url };
};

test('an older answer never replaces a newer one', async () => {
  const { write, read } = await storeOf();
  expect(await write(10, 10)).toBe(1);
  expect(await write(5, 5)).toBe(0);
  expect(await read()).toBe(10);
  expect(await write(11, 11)).toBe(1);
  expect(await read()).toBe(11);
});

test('two answers that cross give the newer one, in whichever order they are written', async () => {
  const { client, write, read } = await storeOf();
  for (let round = 0; round < 50; round++) {
    await client.del(segmentsKey(DEFAULT_ACCOUNT, NAME));
    await Promise.all(round % 2 === 0 ? [write(1, 1), write(2, 2)] : [write(2, 2), write(1, 1)]);
    expect(await read()).toBe(2);
  }
});

test('every write is told', async () => {
  const { write, url } = await storeOf();
  const listener = new Redis(url);
  onTestFinished(() => listener.disconnect());
  const heard: string[] = [];
  await listener.subscribe(segmentsChanged(DEFAULT_ACCOUNT));
  listener.on('message', (_channel: string, message: string) => heard.push(message));
  await write(0, 9);
  await expect.poll(() => heard).toEqual([NAME]);
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
    await store.write(NAME, { from: today, until, observedAt, slots });
    most = Math.max(most, await client.hlen(key));
    expect(await client.ttl(key)).toBeGreaterThan(86_000);
  }
  // Beside the days stands how soon the first slot began.
  expect(most).toBe(33);
  expect(await client.keys('*')).toEqual([key]);
});

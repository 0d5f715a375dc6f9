/** What callers in several zones cost: calls for a month, and bytes in Redis, by the kind of event type. */
import type { Redis } from 'ioredis';
import { DEFAULT_ACCOUNT } from '../src/account/account.ts';
import { askedZone } from '../src/availability/asked_zone.ts';
import { encodeInstant, encodeSlots } from '../src/availability/segment_encoding.ts';
import { segmentsKey, segmentsName } from '../src/availability/segment_key.ts';
import type { SlotRules } from '../src/availability/slot_rules.ts';
import { createSlotsClient } from '../src/calcom/slots_client.ts';
import { demoAccount } from '../src/simulator/world/demo/demo_account.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { daysBetween, type EpochMs, utcDay, utcDayOf } from '../src/verification/time.ts';

const DAYS = 31;
const COPIES = 500;

/** The twelve begin with the three, and those with the one. */
const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/London', 'America/Los_Angeles', 'Asia/Tokyo'],
  ...['Asia/Kathmandu', 'Australia/Adelaide', 'America/St_Johns', 'Pacific/Auckland', 'America/Sao_Paulo', 'UTC'],
];

const HOURLY = { interval: 60, step: 60, length: 60 };
const GRID = { offset: 0, isLattice: true, firstSlotOnly: false, rollingWindow: 'none', minimumNotice: 120 } as const;
const KINDS: readonly (readonly [string, number, SlotRules | undefined])[] = [
  ['half hours', 30, { ...GRID, interval: 30, step: 30, length: 30 }],
  ['hours', 60, { ...GRID, ...HOURLY }],
  ['45 minutes', 45, { ...GRID, interval: 15, step: 45, length: 45, isLattice: false }],
  ['first slot only', 60, { ...GRID, ...HOURLY, firstSlotOnly: true }],
  ['not in the catalogue', 30, undefined],
];

/** One row for each kind of event type and number of zones. Every list is a month, fetched by one call. Empties the Redis. */
export const zoneRows = async (redis: Redis, now: EpochMs): Promise<readonly Record<string, string | number>[]> => {
  const rows: Record<string, string | number>[] = [];
  for (const [kind, length, rules] of KINDS) {
    const listOf = await openMonths(length, rules?.firstSlotOnly === true, now);
    for (const zones of [1, 3, ZONES.length]) {
      const asked = [...new Set(ZONES.slice(0, zones).map((zone) => askedZone(rules, zone, now)))];
      const months = await Promise.all(asked.map(async (zone) => [zone, await listOf.month(zone)] as const));
      const bytes = await bytesOf(redis, months);
      rows.push({ 'event type': kind, zones, 'calls for a month': asked.length, bytes });
    }
    await listOf.close();
  }
  return rows;
};

type Fields = readonly (string | Buffer)[];

/** The months of an event type of this length, whose host works on weekdays, as they are cached for each zone. */
const openMonths = async (length: number, firstSlotOnly: boolean, now: EpochMs) => {
  const world = demoAccount('zones');
  const [example] = world.eventTypes;
  if (example === undefined) throw new Error('the demo account has no event types');
  const eventTypes = [{ ...example, length, onlyShowFirstAvailableSlot: firstSlotOnly }];
  const simulator = createSimulator({ world: { ...world, eventTypes }, latency: 'none', clock: () => now });
  const { url } = await simulator.listen();
  const client = createSlotsClient({ apiUrl: url, apiVersion: '2024-09-04', timeoutMs: 10_000, clock: () => now });
  const [from, until] = [utcDayOf(now), utcDay(utcDayOf(now) + DAYS - 1)];
  return {
    month: async (zone: string): Promise<Fields> => {
      const range = { eventType: { eventTypeId: example.id }, from, until, ...(zone === '' ? {} : { timeZone: zone }) };
      const { slots } = await client.fetchSlots(range, AbortSignal.timeout(10_000));
      const byDay = Map.groupBy(slots, ({ start }) => utcDayOf(start));
      return daysBetween(from, until).flatMap((day) => [
        String(day),
        Buffer.concat([Buffer.from(`${encodeInstant(now)}:`), Buffer.from(encodeSlots(day, byDay.get(day) ?? []))]),
      ]);
    },
    close: () => simulator.close(),
  };
};

const bytesOf = async (redis: Redis, months: readonly (readonly [string, Fields])[]): Promise<number> => {
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  await redis.flushall();
  const before = await used();
  const pipeline = redis.pipeline();
  for (let copy = 0; copy < COPIES; copy++) {
    for (const [zone, fields] of months) {
      const key = segmentsKey(DEFAULT_ACCOUNT, segmentsName({ eventTypeId: 100_000 + copy }, undefined, zone));
      pipeline.hset(key, ...fields).expire(key, 86_400);
    }
  }
  await pipeline.exec();
  return Math.round(((await used()) - before) / COPIES);
};

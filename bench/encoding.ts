/**
 * What the cache costs in Redis: bytes for one event type and month, by encoding and calendar. Run it with
 * `node bench/encoding.ts`; it starts a Redis of its own and prints a table.
 *
 * Bytes are what `used_memory` grows by, divided by the keys: with the key, its expiry and all of Redis' own bookkeeping. Times are for
 * one month in this process, written and read, medians.
 *
 * A second table tells how many lists, and so how many calls and bytes, one event type costs whose callers sit in several zones.
 */
import { Redis } from 'ioredis';
import { decodeSegment, encodeInstant, encodeSlots } from '../src/availability/segment_encoding.ts';
import { segmentsKey, segmentsName } from '../src/availability/segment_key.ts';
import type { ListedSlot } from '../src/calcom/listed_slot.ts';
import { createSlotsClient } from '../src/calcom/slots_client.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import {
  DAY_MS,
  daysBetween,
  epochMs,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../src/verification/time.ts';
import { startRedis } from '../test/support/redis_server.ts';
import { DEFAULT_ACCOUNT } from '../src/account/account.ts';
import { median } from './load/percentile.ts';
import { zoneRows } from './zone_memory.ts';

const DAYS = 31;
const KEYS = 1_000;
const ROUNDS = 201;
const MINUTE_MS = 60_000;
const GRID_MINUTES = 5;
const NOW = epochMs(Date.parse('2026-11-23T00:00:00Z'));
const TODAY = utcDayOf(NOW);

interface Encoding {
  readonly name: string;
  readonly encode: (day: UtcDay, slots: readonly ListedSlot[]) => Buffer;
  readonly decode: (day: UtcDay, body: Buffer) => readonly ListedSlot[];
}

const minutesOf = (day: UtcDay, instant: number): number => (instant - startOfUtcDay(day)) / MINUTE_MS;
const slotAt = (day: UtcDay, minute: number, length: number): ListedSlot => {
  const start = startOfUtcDay(day) + minute * MINUTE_MS;
  return { start: epochMs(start), end: epochMs(start + length * MINUTE_MS) };
};
const lengthOf = (slots: readonly ListedSlot[]): number => {
  const [first] = slots;
  return first === undefined ? 0 : (first.end - first.start) / MINUTE_MS;
};

/** `<first>+<step>x<count>/<length>` for each stretch of evenly spaced slots. */
const runsOf = (day: UtcDay, slots: readonly ListedSlot[]): string => {
  const minutes = slots.map(({ start }) => minutesOf(day, start));
  const runs: string[] = [];
  for (let first = 0; first < minutes.length; ) {
    const step = (minutes[first + 1] ?? 0) - (minutes[first] ?? 0);
    let count = 1;
    while (minutes[first + count] === (minutes[first] ?? 0) + count * step) count++;
    runs.push(`${minutes[first]}+${Math.max(0, step)}x${count}/${lengthOf(slots)}`);
    first += count;
  }
  return runs.join(',');
};

const ENCODINGS: readonly Encoding[] = [
  {
    name: 'JSON',
    encode: (_day, slots) => Buffer.from(JSON.stringify(slots)),
    decode: (_day, body) => JSON.parse(body.toString()),
  },
  {
    name: 'packed minutes',
    encode: (day, slots) =>
      Buffer.from(Uint16Array.from([lengthOf(slots), ...slots.map(({ start }) => minutesOf(day, start))]).buffer),
    decode: (day, body) => {
      const length = body.readUInt16LE(0);
      return Array.from({ length: body.length / 2 - 1 }, (_, n) => slotAt(day, body.readUInt16LE(2 * n + 2), length));
    },
  },
  {
    name: `bitmap of ${GRID_MINUTES} minutes`,
    encode: (day, slots) => {
      const bytes = Buffer.alloc(2 + Math.ceil((24 * 60) / GRID_MINUTES / 8));
      bytes.writeUInt16LE(lengthOf(slots), 0);
      for (const { start } of slots) {
        const bit = minutesOf(day, start) / GRID_MINUTES;
        const at = 2 + (bit >> 3);
        bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7));
      }
      return bytes;
    },
    decode: (day, body) => {
      const length = body.readUInt16LE(0);
      const slots: ListedSlot[] = [];
      for (let bit = 0; bit < (body.length - 2) * 8; bit++) {
        if (((body[2 + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) slots.push(slotAt(day, bit * GRID_MINUTES, length));
      }
      return slots;
    },
  },
  {
    name: 'runs',
    encode: (day, slots) => Buffer.from(runsOf(day, slots)),
    decode: (day, body) =>
      body
        .toString()
        .split(',')
        .filter((run) => run !== '')
        .flatMap((run) => {
          const [first = 0, step = 0, count = 0, length = 0] = run.split(/[+x/]/).map(Number);
          return Array.from({ length: count }, (_, n) => slotAt(day, first + n * step, length));
        }),
  },
  {
    name: 'bitmap on its own grid (in use)',
    encode: (day, slots) => Buffer.from(encodeSlots(day, slots)),
    decode: (day, body) => decodeSegment(day, `${encodeInstant(NOW)}:${body.toString()}`)?.slots ?? [],
  },
];

type Month = ReadonlyMap<UtcDay, readonly ListedSlot[]>;

/** Slots as the simulator lists them, by day. */
const listed = async (query: { eventTypeId: number; durationMinutes?: number }): Promise<Month> => {
  const simulator = createSimulator({ latency: 'none', clock: () => NOW });
  const { url } = await simulator.listen(0);
  const client = createSlotsClient({ apiUrl: url, apiVersion: '2024-09-04', timeoutMs: 10_000, clock: () => NOW });
  const { eventTypeId, ...duration } = query;
  const range = { eventType: { eventTypeId }, ...duration, from: TODAY, until: utcDay(TODAY + DAYS - 1) };
  const { slots } = await client.fetchSlots(range, AbortSignal.timeout(10_000));
  await simulator.close();
  return monthOf(slots);
};

const monthOf = (slots: readonly ListedSlot[]): Month => {
  const byDay = Map.groupBy(slots, ({ start }) => utcDayOf(start));
  return new Map(daysBetween(TODAY, utcDay(TODAY + DAYS - 1)).map((day) => [day, byDay.get(day) ?? []]));
};

/** Every working day from 8 to 16, nothing booked. */
const open = (step: number, days: readonly number[], from = 8, until = 16): Month =>
  monthOf(
    daysBetween(TODAY, utcDay(TODAY + DAYS - 1))
      .filter((day) => days.includes(new Date(day * DAY_MS).getUTCDay()))
      .flatMap((day) =>
        Array.from({ length: ((until - from) * 60) / step }, (_, n) => slotAt(day, from * 60 + n * step, step)),
      ),
  );

/** Every slot is kept or not by a fixed draw. */
const halfBooked = (month: Month): Month => {
  let seed = 1;
  const draw = (): boolean => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 2 === 0;
  };
  return new Map([...month].map(([day, slots]) => [day, slots.filter(draw)]));
};

const WORKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

const calendars: readonly (readonly [string, Month])[] = [
  ['simulator, 30 min', await listed({ eventTypeId: 101 })],
  ['simulator, 50 min from 08:25', await listed({ eventTypeId: 103 })],
  ['simulator, 15 min', await listed({ eventTypeId: 107, durationMinutes: 15 })],
  ['open, 30 min', open(30, WORKDAYS)],
  ['half booked at random, 30 min', halfBooked(open(30, WORKDAYS))],
  ['half booked at random, 15 min', halfBooked(open(15, WORKDAYS))],
  ['full', monthOf([])],
  ['round the clock, half booked, 15 min', halfBooked(open(15, EVERY_DAY, 0, 24))],
];

const redis = await startRedis();
const client = new Redis(redis.url);
const usedMemory = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? Number.NaN);

const bytesOf = async (month: Month, encoding: Encoding): Promise<{ bytes: number; compact: boolean }> => {
  await client.flushall();
  const before = await usedMemory();
  const prefix = `${encodeInstant(NOW)}:`;
  const fields = [...month].flatMap(([day, slots]) => [
    String(day),
    Buffer.concat([Buffer.from(prefix), encoding.encode(day, slots)]),
  ]);
  for (let first = 0; first < KEYS; first += 100) {
    const pipeline = client.pipeline();
    for (let id = first; id < first + 100; id++) {
      const key = segmentsKey(DEFAULT_ACCOUNT, segmentsName({ eventTypeId: 100_000 + id }));
      pipeline.hset(key, ...fields).expire(key, 86_400);
    }
    await pipeline.exec();
  }
  const compact =
    (await client.object('ENCODING', segmentsKey(DEFAULT_ACCOUNT, segmentsName({ eventTypeId: 100_000 })))) ===
    'listpack';
  return { bytes: Math.round(((await usedMemory()) - before) / KEYS), compact };
};

const microseconds = (work: () => void): number => {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    work();
    return (performance.now() - before) * 1_000;
  });
  return Math.round(median(times));
};

const rows: Record<string, string | number>[] = [];
for (const [name, month] of calendars) {
  const slots = [...month.values()].reduce((sum, day) => sum + day.length, 0);
  for (const encoding of ENCODINGS) {
    const encoded = [...month].map(([day, listedSlots]) => [day, encoding.encode(day, listedSlots)] as const);
    for (const [day, body] of encoded) {
      const back = JSON.stringify(encoding.decode(day, body));
      if (back !== JSON.stringify(month.get(day))) throw new Error(`${encoding.name} does not keep ${name}`);
    }
    const { bytes, compact } = await bytesOf(month, encoding);
    rows.push({
      calendar: name,
      slots,
      encoding: encoding.name,
      bytes,
      listpack: compact ? 'yes' : 'no',
      'write µs': microseconds(() => {
        for (const [day, listedSlots] of month) encoding.encode(day, listedSlots);
      }),
      'read µs': microseconds(() => {
        for (const [day, body] of encoded) encoding.decode(day, body);
      }),
    });
  }
}
console.table(rows);
console.table(await zoneRows(client, NOW));
client.disconnect();
await redis.stop();

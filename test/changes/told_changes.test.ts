/**
 * Random lives of a calendar: bookings and cancellations, webhooks that come late, doubled, out of order or never, answers of Cal.com's that lag and
 * cross, processes that hear of changes and processes that do not. At every step it is compared with what Cal.com held.
 */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';
import { segmentsName } from '../../src/availability/segment_key.ts';
import { SegmentStore } from '../../src/availability/segment_store.ts';
import type { AvailabilityChange } from '../../src/calcom/webhook/availability_change.ts';
import { readWebhook } from '../../src/calcom/webhook/read_webhook.ts';
import type { CatalogueDocument } from '../../src/catalogue/catalogue_document.ts';
import { CatalogueIndex } from '../../src/catalogue/catalogue_index.ts';
import { ToldChanges } from '../../src/changes/told_changes.ts';
import { toldOf } from '../../src/changes/told_of.ts';
import { type EpochMs, epochMs, HOUR_MS, startOfUtcDay, utcDay } from '../../src/verification/time.ts';
import { entryOf } from '../availability/catalogue_entry.ts';
import { startRedis } from '../support/redis_server.ts';
import { toldIn } from '../support/told.ts';

const DAY = utcDay(20_781);
const T0 = epochMs(startOfUtcDay(DAY) - 24 * HOUR_MS);
const LAG_MS = 3_000;
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const slotAt = (hour: number, length = 1) => ({
  start: epochMs(startOfUtcDay(DAY) + hour * HOUR_MS),
  end: epochMs(startOfUtcDay(DAY) + (hour + length) * HOUR_MS),
});

const document: CatalogueDocument = {
  readAt: T0,
  teams: [],
  missing: [],
  eventTypes: [
    entryOf({ id: 101, length: 60, hosts: [{ userId: 1 }] }),
    entryOf({ id: 102, slug: 'two-hours', length: 120, hosts: [{ userId: 1 }] }),
  ],
};
const index = new CatalogueIndex(document);
const catalogue = {
  find: index.find.bind(index),
  hostOf: index.hostOf.bind(index),
  document: () => document,
};
const EVENT_TYPES = [
  { name: segmentsName({ eventTypeId: 101 }), length: 1 },
  { name: segmentsName({ eventTypeId: 102 }), length: 2 },
] as const;

/** A moment in the life of the calendar, and how long it is until the next one. Times are in milliseconds. */
type Step = { readonly wait: number } & (
  | { readonly kind: 'book'; readonly hour: number; readonly told: readonly number[] }
  | { readonly kind: 'cancel'; readonly answered: number; readonly told: boolean }
  | { readonly kind: 'fetch'; readonly of: 0 | 1; readonly lag: number; readonly takes: number }
);

// Few values, so that what matters happens close together often.
const wait = fc.constantFrom(0, 500, 1_000, 2_000, 3_000);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  // Told never, once, or twice, after so long.
  fc.record({
    kind: fc.constant('book' as const),
    hour: fc.constantFrom(9, 10),
    told: fc.array(fc.constantFrom(0, 100, 2_500, 9_000), { maxLength: 2 }),
    wait,
  }),
  fc.record({
    kind: fc.constant('cancel' as const),
    answered: fc.constantFrom(0, 200, 1_900),
    told: fc.boolean(),
    wait,
  }),
  fc.record({
    kind: fc.constant('fetch' as const),
    of: fc.constantFrom(0 as const, 1 as const),
    lag: fc.constantFrom(0, 1_500, LAG_MS - 1),
    takes: fc.constantFrom(0, 400, 4_000),
    wait,
  }),
);

/** What happens at an instant. */
interface Happening {
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

const change = (triggerEvent: string, at: number, hourOfDay: number): AvailabilityChange => {
  const { start, end } = slotAt(hourOfDay);
  const payload = {
    uid: `${hourOfDay}`,
    eventTypeId: 101,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    organizer: { id: 1 },
  };
  const webhook = readWebhook(JSON.stringify({ triggerEvent, createdAt: new Date(at).toISOString(), payload }));
  if (webhook.kind !== 'change') throw new Error('It is a change.');
  return webhook;
};

test('nothing is offered that was booked and told, and a day that counts as known is as Cal.com has it', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  const listener = new Redis(redis.url);
  onTestFinished(() => {
    client.disconnect();
    listener.disconnect();
  });

  const live = async (steps: readonly Step[]): Promise<void> => {
    await client.flushall();
    let now = T0;
    const clock = (): EpochMs => now;
    // The process that Cal.com tells, and one that reads what the other has kept.
    const processes = [toldIn(client, catalogue, clock), toldIn(client, catalogue, clock)].map((told) => ({
      told,
      store: new SegmentStore(client, DEFAULT_ACCOUNT, 86_400, told),
    }));
    const [first] = processes;
    if (first === undefined) throw new Error('There are two.');

    const upcoming: Happening[] = [];
    /** What Cal.com held, since when. */
    const history: { readonly since: number; readonly booked: ReadonlySet<number> }[] = [
      { since: 0, booked: new Set() },
    ];
    const bookedAt = (instant: number): ReadonlySet<number> =>
      history.findLast(({ since }) => since <= instant)?.booked ?? new Set();
    const hold = (booked: Iterable<number>): void => void history.push({ since: now, booked: new Set(booked) });
    /** Bookings that we were told of, and that Cal.com still has. */
    const told = new Set<number>();
    /** When each hour was last changed without our being told. */
    const untold = new Map<number, number>();
    /** When the last booking of each hour was made. */
    const madeLast = new Map<number, number>();
    /** Hours that Cal.com is about to free. */
    const announced = new Set<number>();
    const firstReceipts = new Map<string, EpochMs>();

    const tell = async (trigger: string, madeAt: number, hourOfDay: number): Promise<void> => {
      const receipt = `${trigger} ${madeAt} ${hourOfDay}`;
      const firstReceived = firstReceipts.get(receipt) ?? now;
      firstReceipts.set(receipt, firstReceived);
      await first.told.tell(toldOf(change(trigger, madeAt, hourOfDay), catalogue, { now, firstReceived }, LAG_MS));
    };

    const act = (step: Step): void => {
      const madeAt = now;
      if (step.kind === 'book') {
        if (bookedAt(now).has(step.hour)) return;
        hold([...bookedAt(now), step.hour]);
        madeLast.set(step.hour, madeAt);
        untold.set(step.hour, now);
        for (const after of step.told) {
          upcoming.push({
            at: now + after,
            act: async () => {
              await tell('BOOKING_CREATED', madeAt, step.hour);
              // It may have been cancelled since, and the hour booked by somebody else.
              if (bookedAt(now).has(step.hour) && madeLast.get(step.hour) === madeAt) told.add(step.hour);
              if (untold.get(step.hour) === madeAt) untold.delete(step.hour);
            },
          });
        }
      } else if (step.kind === 'cancel') {
        const [hour] = [...bookedAt(now)].filter((one) => !announced.has(one));
        if (hour === undefined) return;
        // Cal.com tells first, and does it when it has its answer.
        const cancel = async () => {
          hold([...bookedAt(now)].filter((one) => one !== hour));
          told.delete(hour);
          announced.delete(hour);
          if (!step.told) untold.set(hour, now);
        };
        announced.add(hour);
        if (step.told) upcoming.push({ at: now, act: () => tell('BOOKING_CANCELLED', madeAt, hour) });
        upcoming.push({ at: now + step.answered, act: cancel });
      } else {
        const { name, length } = EVENT_TYPES[step.of];
        const booked = bookedAt(now - step.lag);
        const slots = hours
          .filter(
            (start) => start + length <= 24 && ![...Array(length).keys()].some((more) => booked.has(start + more)),
          )
          .map((start) => slotAt(start, length));
        const observedAt = now;
        upcoming.push({
          at: now + step.takes,
          act: async () => void (await first.store.write(name, { from: DAY, until: DAY, observedAt, slots })),
        });
      }
    };

    const look = async (): Promise<void> => {
      for (const { store } of processes) {
        for (const { name, length } of EVENT_TYPES) {
          const { segments, changes } = await store.read(name, [DAY]);
          const segment = segments.get(DAY);
          if (segment === undefined) continue;
          expect(segment.observedAt).toBeLessThanOrEqual(now);
          const offered = new Set(
            changes.standing(DAY, segment).map(({ start }) => (start - startOfUtcDay(DAY)) / HOUR_MS),
          );
          const isDoubted = changes.doubtedUntil(DAY, segment.observedAt) !== undefined;
          for (const start of hours.filter((one) => one + length <= 24)) {
            const span = [...Array(length).keys()].map((more) => start + more);
            if (span.some((one) => told.has(one))) expect(offered.has(start)).toBe(false);
            // What nobody has told, nobody knows; and what is only announced is not done.
            if (isDoubted || span.some((one) => untold.has(one) || announced.has(one))) continue;
            const isFree = !span.some((one) => bookedAt(now).has(one));
            expect([start, offered.has(start)]).toEqual([start, isFree]);
          }
        }
      }
    };

    const until = async (instant: number): Promise<void> => {
      for (;;) {
        const next = upcoming.filter(({ at }) => at <= instant).sort((one, other) => one.at - other.at)[0];
        if (next === undefined) break;
        upcoming.splice(upcoming.indexOf(next), 1);
        now = epochMs(Math.max(now, next.at));
        await next.act();
        await look();
      }
      now = epochMs(instant);
    };

    for (const step of steps) {
      act(step);
      await until(now + step.wait);
      await look();
    }
    await until(now + 20_000);
  };
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 20 }), live), { numRuns: 300 });
});

test('a process that begins later, or was told nothing, knows all of it with its first read', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  const clock = () => T0;
  const first = toldIn(client, catalogue, clock);
  // More than one page.
  for (let number = 0; number < 1_203; number++) {
    await first.tell(
      toldOf(change('BOOKING_CREATED', T0, number % 24), catalogue, { now: T0, firstReceived: T0 }, LAG_MS),
    );
  }
  const later = new SegmentStore(
    client,
    DEFAULT_ACCOUNT,
    86_400,
    new ToldChanges(client, DEFAULT_ACCOUNT, 86_400, catalogue, clock),
  );
  const { changes } = await later.read(EVENT_TYPES[0].name, [DAY]);
  expect(changes.standing(DAY, { observedAt: T0, slots: hours.map((one) => slotAt(one)) })).toEqual([]);
  expect(await client.ttl('slotproof:{default:changes}:told')).toBeGreaterThan(86_000);
});

test('what another version has written is passed over', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  const told = toldIn(client, catalogue, () => T0);
  for (const text of ['{', '{}', '[]']) await client.xadd('slotproof:{default:changes}:told', '*', 'change', text);
  await told.tell(toldOf(change('BOOKING_CREATED', T0, 9), catalogue, { now: T0, firstReceived: T0 }, LAG_MS));
  await told.catchUp();
  const changes = told.of('id:101', () => ({ eventType: { eventTypeId: 101 } }));
  expect(changes.standing(DAY, { observedAt: T0, slots: [slotAt(9), slotAt(10)] })).toEqual([slotAt(10)]);
});

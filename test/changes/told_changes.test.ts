/**
 * Random lives of a calendar: bookings and cancellations, webhooks that come late, doubled, out of order or never, times in which nobody hears them,
 * looks at the bookings feed, answers of Cal.com's that lag and cross, processes that hear of changes and processes that do not. At every step it is
 * compared with what Cal.com held.
 */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';
import { segmentsName } from '../../src/availability/segment_key.ts';
import { SegmentStore } from '../../src/availability/segment_store.ts';
import { changeOfBooking } from '../../src/calcom/booking_change.ts';
import type { AccountBooking } from '../../src/calcom/bookings_body.ts';
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
import { fc } from '../support/fast_check.ts';

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
  | { readonly kind: 'look'; readonly takes: number }
  | { readonly kind: 'outage'; readonly lasts: number }
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
  fc.record({ kind: fc.constant('look' as const), takes: fc.constantFrom(0, 1_500), wait }),
  fc.record({ kind: fc.constant('outage' as const), lasts: fc.constantFrom(0, 1_000, 6_000), wait }),
);

/** The look does not list it as cancelled. */
const CANCELLED_IN_THE_MILLISECOND_OF_A_LOOK: readonly Step[] = [
  { kind: 'book', hour: 9, told: [], wait: 0 },
  { kind: 'look', takes: 0, wait: 3_000 },
  { kind: 'fetch', of: 0, lag: 0, takes: 0, wait: 0 },
  { kind: 'look', takes: 1_500, wait: 0 },
  { kind: 'cancel', answered: 0, told: false, wait: 2_000 },
];

/** A booking as the feed lists it. */
interface Booking {
  readonly uid: string;
  readonly hour: number;
  readonly updatedAt: EpochMs;
  readonly isCancelled: boolean;
}

/** What happens at an instant. */
interface Happening {
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

const change = (triggerEvent: string, at: number, { uid, hour }: Pick<Booking, 'uid' | 'hour'>): AvailabilityChange => {
  const { start, end } = slotAt(hour);
  const payload = {
    uid,
    eventTypeId: 101,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    organizer: { id: 1 },
  };
  const webhook = readWebhook(JSON.stringify({ triggerEvent, createdAt: new Date(at).toISOString(), payload }));
  if (webhook.kind !== 'change') throw new Error('It is a change.');
  return webhook;
};

const listed = ({ uid, hour, updatedAt, isCancelled }: Booking): AccountBooking => {
  const { start, end } = slotAt(hour);
  const status = isCancelled ? 'cancelled' : 'accepted';
  const hosts = [{ id: 1, name: undefined, email: undefined, username: undefined }];
  return { ...NOTHING_LISTED, uid, status, start, end, updatedAt, eventTypeId: 101, hosts };
};

const NOTHING_LISTED = {
  createdAt: undefined,
  metadata: {},
  rescheduledFromUid: undefined,
  rescheduledToUid: undefined,
  recurringBookingUid: undefined,
  seatUid: undefined,
  eventType: undefined,
  attendees: [],
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
    /** What Cal.com held, since when: the uid of each hour's booking. */
    const history: { readonly since: number; readonly booked: ReadonlyMap<number, string> }[] = [
      { since: 0, booked: new Map() },
    ];
    const bookedAt = (instant: number): ReadonlyMap<number, string> =>
      history.findLast(({ since }) => since <= instant)?.booked ?? new Map();
    /** The feed: each booking once, as it is now. */
    const feed = new Map<string, Booking>();
    const hold = (booked: Iterable<readonly [hour: number, uid: string]>, changed: Booking): void => {
      history.push({ since: now, booked: new Map(booked) });
      feed.set(changed.uid, changed);
    };
    /** Bookings that we were told of, and that Cal.com still has. */
    const told = new Set<number>();
    /** When each hour was last changed without our being told. */
    const untold = new Map<number, number>();
    /** Hours that Cal.com is about to free. */
    const announced = new Set<number>();
    const firstReceipts = new Map<string, EpochMs>();
    /** Until then nobody hears webhooks. */
    let deafUntil = 0;
    /** When the last outage was over, and when the last look began that has told all that it found. */
    let outageAt = 0;
    let lookedAt = 0;
    let bookings = 0;

    /** @returns whether anybody heard it */
    const tell = async (trigger: string, madeAt: number, booking: Pick<Booking, 'uid' | 'hour'>): Promise<boolean> => {
      if (now < deafUntil) return false;
      const receipt = `${trigger} ${booking.uid}`;
      const firstReceived = firstReceipts.get(receipt) ?? now;
      firstReceipts.set(receipt, firstReceived);
      await first.told.tell(toldOf(change(trigger, madeAt, booking), catalogue, { now, firstReceived }, LAG_MS));
      return true;
    };

    /** What Cal.com tells when it is asked, and what the worker makes of it. */
    const applyLook = async (beganAt: EpochMs, found: readonly Booking[]): Promise<void> => {
      for (const booking of found) {
        const listedNow = changeOfBooking(listed(booking));
        if (first.told.hasTold(listedNow, epochMs(booking.updatedAt - 10_000))) continue;
        await first.told.tell(toldOf(listedNow, catalogue, { now, firstReceived: now }, LAG_MS));
      }
      await first.told.tellLook(beganAt);
      lookedAt = Math.max(lookedAt, beganAt);
      for (const { hour, uid, isCancelled, updatedAt } of found) {
        // What changed in the very millisecond of the look, after it, is not in what it found.
        if ((untold.get(hour) ?? Infinity) <= updatedAt) untold.delete(hour);
        if (!isCancelled && bookedAt(now).get(hour) === uid) told.add(hour);
      }
    };

    const act = (step: Step): void => {
      const madeAt = now;
      if (step.kind === 'book') {
        if (bookedAt(now).has(step.hour)) return;
        bookings += 1;
        const booking: Booking = { uid: `b${bookings}`, hour: step.hour, updatedAt: now, isCancelled: false };
        hold([...bookedAt(now), [step.hour, booking.uid]], booking);
        untold.set(step.hour, now);
        for (const after of step.told) {
          upcoming.push({
            at: now + after,
            act: async () => {
              if (!(await tell('BOOKING_CREATED', madeAt, booking))) return;
              // It may have been cancelled since, and the hour booked by somebody else.
              if (bookedAt(now).get(step.hour) === booking.uid) told.add(step.hour);
              if (untold.get(step.hour) === madeAt) untold.delete(step.hour);
            },
          });
        }
      } else if (step.kind === 'cancel') {
        const [cancelled] = [...bookedAt(now)].filter(([one]) => !announced.has(one));
        if (cancelled === undefined) return;
        const [hour, uid] = cancelled;
        let isHeard = false;
        // Cal.com tells first, and does it when it has its answer.
        const cancel = async () => {
          const left = [...bookedAt(now)].filter(([one]) => one !== hour);
          hold(left, { uid, hour, updatedAt: now, isCancelled: true });
          told.delete(hour);
          announced.delete(hour);
          if (!isHeard) untold.set(hour, now);
        };
        announced.add(hour);
        if (step.told) {
          upcoming.push({
            at: now,
            act: async () => {
              isHeard = await tell('BOOKING_CANCELLED', madeAt, { uid, hour });
            },
          });
        }
        upcoming.push({ at: now + step.answered, act: cancel });
      } else if (step.kind === 'look') {
        const [beganAt, found] = [now, [...feed.values()]];
        upcoming.push({ at: now + step.takes, act: () => applyLook(beganAt, found) });
      } else if (step.kind === 'outage') {
        deafUntil = Math.max(deafUntil, now + step.lasts);
        // Whoever hears webhooks again says so first.
        upcoming.push({
          at: now + step.lasts,
          act: async () => {
            await first.told.tellOutage(now);
            outageAt = now;
          },
        });
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
          // Nobody knows what was told meanwhile, until somebody has looked.
          if (outageAt > lookedAt && segment.observedAt < outageAt) expect(isDoubted).toBe(true);
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
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 20 }), live), {
    numRuns: 300,
    examples: [[CANCELLED_IN_THE_MILLISECOND_OF_A_LOOK]],
  });
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
      toldOf(
        change('BOOKING_CREATED', T0, { uid: `b${number}`, hour: number % 24 }),
        catalogue,
        { now: T0, firstReceived: T0 },
        LAG_MS,
      ),
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
  await told.tell(
    toldOf(change('BOOKING_CREATED', T0, { uid: 'b1', hour: 9 }), catalogue, { now: T0, firstReceived: T0 }, LAG_MS),
  );
  await told.catchUp();
  const changes = told.of('id:101', () => ({ eventType: { eventTypeId: 101 } }));
  expect(changes.standing(DAY, { observedAt: T0, slots: [slotAt(9), slotAt(10)] })).toEqual([slotAt(10)]);
});

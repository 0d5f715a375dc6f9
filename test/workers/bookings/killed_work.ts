/**
 * Bookings against the simulator, by workers that are killed: each thing that the work does may be the last of its process, before it is done or
 * after. The records lie in a real Redis, Cal.com is asked over HTTP, and time passes only where the work waits for it.
 */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import { accountKey } from '../../../src/account/account_key.ts';
import type { BookingRecord } from '../../../src/booking/booking_record.ts';
import { BookingRecords } from '../../../src/booking/booking_records.ts';
import { PersonalData } from '../../../src/booking/personal_data.ts';
import type { AccountCall } from '../../../src/calcom/account_call.ts';
import { type BookingsClient, createBookingsClient } from '../../../src/calcom/bookings_client.ts';
import { CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from '../../../src/calcom/errors.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { type EpochMs, epochMs } from '../../../src/verification/time.ts';
import { advanceBooking } from '../../../src/workers/bookings/book.ts';
import { advanceChange } from '../../../src/workers/bookings/change.ts';
import type { BookingWork, Step } from '../../../src/workers/bookings/work.ts';
import { startRedis } from '../../support/redis_server.ts';

const SETTLE_MS = 45_000;

/** A process ends here. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** From 0 to 1. */
export type Random = () => number;

/** How often what happens. */
export interface Odds {
  /** That a process ends at a thing that it does. */
  readonly kill: number;
  /** That a call that changes something breaks off: it was carried out, will be, or never is, each as often; or Cal.com crashes at it. */
  readonly broken: number;
  /** That Cal.com is not asked, or answers 429. */
  readonly noTurn: number;
  /** That Cal.com lists a time that it does not give. */
  readonly listed: number;
  /** That Redis loses its last write of a record when a process ends. */
  readonly lost: number;
}

/** A booking as it stands in Cal.com. */
export interface Standing {
  readonly uid: string;
  readonly status: string;
  readonly start: string;
  readonly metadata: { readonly slotproofBooking?: string };
}

/** Everything for a run. @param world of the simulator; the demonstration's unless told */
export const startKilledWork = async (random: Random, odds: Odds, start: string, world?: World) => {
  let now = epochMs(Date.parse(start));
  const clock = (): EpochMs => now;
  const server = await startRedis();
  const redis = new Redis(server.url);
  const simulator = createSimulator({
    clock,
    latency: 'none',
    slotsCacheMs: 0,
    ...(world === undefined ? {} : { world }),
    rateLimit: { limit: Number.MAX_SAFE_INTEGER },
  });
  const { url: apiUrl } = await simulator.listen();
  const client = createBookingsClient({ apiUrl, apiKey: 'cal_test_key', timeoutMs: 10_000 });
  const records = new BookingRecords(redis, DEFAULT_ACCOUNT, clock);
  const personal = new PersonalData(redis, DEFAULT_ACCOUNT, 3_600);
  const counts = { kills: 0, lostWrites: 0, brokenCalls: 0, lateCalls: 0, cleared: 0, ended: 0, tellings: 0 };
  /** When Cal.com last failed, or a process ended. */
  let faultAt = now;
  /** What Cal.com will have carried out by some instant. */
  let late: { readonly at: number; readonly run: () => Promise<unknown> }[] = [];

  const never = new AbortController().signal;
  const mayDie = (): void => {
    if (random() >= odds.kill) return;
    counts.kills += 1;
    faultAt = now;
    throw new Killed('killed');
  };
  /** Something that is done, or not, or of which nobody hears. */
  const mortal = async <T>(does: () => Promise<T>): Promise<T> => {
    mayDie();
    const done = await does();
    mayDie();
    return done;
  };
  const changing =
    <T>(call: AccountCall<T>): AccountCall<T> =>
    async (signal) => {
      mayDie();
      if (random() < odds.noTurn) throw new CalcomThrottled(1_000);
      if (random() >= odds.broken) return await mortal(() => call(signal));
      counts.brokenCalls += 1;
      faultAt = now;
      const fate = random();
      if (fate < 1 / 3) await call(never).catch(() => undefined);
      else if (fate < 2 / 3) {
        counts.lateCalls += 1;
        late.push({ at: now + random() * (SETTLE_MS - 1_000), run: () => call(never).catch(() => undefined) });
      }
      mayDie();
      // What is over may have been carried out as well, only not later.
      const isOver = (fate < 1 / 3 || fate >= 2 / 3) && random() < 1 / 3;
      throw new CalcomUnavailable(isOver ? 'server_error' : 'timeout', 'broken', undefined, isOver);
    };
  const mortalClient: BookingsClient = {
    book: (content) => changing(client.book(content)),
    move: (...asked) => changing(client.move(...asked)),
    cancel: (...asked) => changing(client.cancel(...asked)),
    find: client.find,
    findPlace: client.findPlace,
    around: client.around,
  };
  const work: BookingWork = {
    records: {
      read: (id) => mortal(() => records.read(id)),
      change: (id, next) => mortal(() => records.change(id, next)),
    },
    personal: {
      read: (id) => mortal(() => personal.read(id)),
      readReason: (...asked) => mortal(() => personal.readReason(...asked)),
      letGo: (id) => mortal(() => personal.letGo(id)),
    },
    client: mortalClient,
    makeCall: async (call) => {
      if (random() < odds.noTurn) throw random() < 0.5 ? new CircuitOpen(500) : new TurnTooFar(500);
      return await mortal(() => call(never));
    },
    isHeld: () => mortal(async () => false),
    makeKnown: () =>
      mortal(async () => {
        counts.tellings += 1;
      }),
    alternatives: () => mortal(async () => ({ isListed: random() < odds.listed })),
    clock,
    settleMs: SETTLE_MS,
    told: {
      ended: () => {
        counts.ended += 1;
      },
      cleared: () => {
        counts.cleared += 1;
      },
    },
  };

  const pass = async (ms: number): Promise<void> => {
    now = epochMs(now + ms);
    const due = late.filter(({ at }) => at <= now);
    late = late.filter(({ at }) => at > now);
    for (const { run } of due) await run();
  };

  /** Redis comes back as another server, which has an earlier text of a record. */
  const restart = async (id: string, text: string): Promise<void> => {
    const record: object = JSON.parse(text);
    await redis.set(keyOf(id), JSON.stringify({ ...record, server: 'the one before' }));
  };

  const loseWrite = async (id: string, before: string | null): Promise<void> => {
    if (before === null || random() >= odds.lost) return;
    counts.lostWrites += 1;
    await restart(id, before);
  };

  const keyOf = (id: string): string => accountKey(DEFAULT_ACCOUNT, id, 'booking');

  /** Works on something until it has ended, by one process after another. @returns how long after the last fault that was, in milliseconds */
  const untilEnded = async (id: string, advance: () => Promise<Step>): Promise<number> => {
    const began = now;
    faultAt = now;
    for (;;) {
      const before = await redis.get(keyOf(id));
      try {
        const step = await advance();
        if (step.kind === 'ended') return now - Math.max(began, faultAt);
        await pass(step.ms);
      } catch (error) {
        if (!(error instanceof Killed)) await pass(5_000);
        else await loseWrite(id, before);
      }
    }
  };

  const control = async (path: string, json: unknown): Promise<void> => {
    await fetch(`${apiUrl}/control/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  };

  return {
    counts,
    records,
    clock,
    /** Does something once so many milliseconds have passed. */
    after: (ms: number, run: () => Promise<unknown>): void => {
      late.push({ at: now + ms, run });
    },
    /** Redis comes back as another server, which has a record as it is, and may have lost what came after it. */
    restart: async (id: string): Promise<void> => await restart(id, (await redis.get(keyOf(id))) ?? '{}'),
    /** Cal.com, asked by somebody else. */
    client,
    /** Cal.com lists only what the key's owner hosts or attends. */
    seeOwnOnly: () => control('account', { seesOwnOnly: true }),
    /** Cal.com crashes at the next call that changes something, and carries nothing out. */
    crash: () => control('faults', [{ kind: 'error', status: 500, bare: true, operation: 'bookings', count: 1 }]),
    /** Asks for a booking. */
    order: async (at: string, eventTypeId = 101): Promise<BookingRecord> => {
      const id = randomUUID();
      await personal.keep(id, {
        eventType: { eventTypeId },
        attendee: { name: 'Ada', email: `${id}@example.com`, timeZone: 'UTC' },
        metadata: {},
        policy: {
          ...{ maxAlternatives: 2, windowHours: 2, toleranceMinutes: 30, horizonDays: 14, busy: [] },
          ...{ businessHours: 'calendar' as const, spread: 'none' as const, strategies: [] },
        },
      });
      return await records.create({
        ...{ id, owner: 'anyone', requestId: id, segments: `id:${eventTypeId}`, eventTypeId, timeZone: 'UTC' },
        ...{ start: epochMs(Date.parse(at)), sameKey: id, sameMs: 600_000, createdAt: now, state: 'queued' },
      });
    },
    book: (id: string) => untilEnded(id, () => advanceBooking(work, id)),
    change: (id: string, number: number) => untilEnded(id, () => advanceChange(work, id, number)),
    slots: async (eventTypeId: number, days: string): Promise<readonly string[]> => {
      const headers = { 'cal-api-version': '2024-09-04' };
      const response = await fetch(`${apiUrl}/v2/slots?eventTypeId=${eventTypeId}&${days}`, { headers });
      const { data } = (await response.json()) as { data: Record<string, { start: string }[]> };
      return Object.values(data).flatMap((day) => day.map((slot) => slot.start));
    },
    /** All that Cal.com has, once everything late has been carried out. */
    inCalcom: async (): Promise<readonly Standing[]> => {
      await pass(SETTLE_MS);
      const headers = { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' };
      const found: Standing[] = [];
      for (let skip = 0; ; skip += 250) {
        const response = await fetch(`${apiUrl}/v2/bookings?take=250&skip=${skip}`, { headers });
        const { data } = (await response.json()) as { data: Standing[] };
        found.push(...data);
        if (data.length < 250) return found;
      }
    },
    stop: async (): Promise<void> => {
      redis.disconnect();
      await simulator.close();
      await server.stop();
    },
  };
};

/**
 * Four real processes, a real Redis and a simulator that counts as Cal.com counts, in windows short enough to see several.
 * One 429 here is a fault.
 */
import { Redis } from 'ioredis';
import { expect, it, onTestFinished, vi } from 'vitest';
import { credentialTag } from '../../src/calcom/credential_tag.ts';
import { type RedisOptions, type RedisServer, startRedis } from '../support/redis_server.ts';
import { type Cal, startCal } from './cal.ts';
import { startFleet } from './fleet.ts';
import { FLEET_CREDENTIAL } from './fleet_credential.ts';

const WINDOW = { limit: 40, windowMs: 6_000, blockMs: 6_000 };
/** Fast enough for the window to be spent early in it, so that work is always waiting for the next. */
const WINDOWED = { limit: WINDOW.limit, windowMs: WINDOW.windowMs, callsPerSecond: 40 };
const WAIT = { timeout: 50_000, interval: 25 };

const ownRedis = async (options?: RedisOptions): Promise<RedisServer> => {
  const server = await startRedis(options);
  onTestFinished(() => server.stop());
  return server;
};

const untilCalls = async (cal: Cal, least: number) => {
  await vi.waitFor(async () => expect((await cal.calls()).totals.calls).toBeGreaterThanOrEqual(least), WAIT);
  return cal.calls();
};

it('uses at least 90 % of every window but for what it leaves to others, and never sees a 429', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  const leftToOthers = await listenForWindows(redis.url);
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const { calls, totals } = await untilCalls(cal, 3 * WINDOW.limit + 1);
  expect(totals.tooManyRequests).toBe(0);

  // By Cal.com's counting: a window begins with the first call after the one before it has ended.
  const windows: { start: number; calls: number }[] = [];
  for (const { at } of calls) {
    const last = windows.at(-1);
    if (last && at < last.start + WINDOW.windowMs) last.calls += 1;
    else windows.push({ start: at, calls: 1 });
  }
  for (const { start, calls: used } of windows.slice(0, -1)) {
    expect(used + leftToOthers(start)).toBeGreaterThanOrEqual(0.9 * WINDOW.limit);
  }
});

/**
 * Listens to what the gates tell one another of their windows. Calls that a busy machine lets arrive in another order than they began in
 * look like another program's, to which a gate leaves its calls and a twentieth of the limit at most besides (`lua/take.lua`).
 * @returns how many calls were left to others in the window that began at an instant
 */
const listenForWindows = async (url: string): Promise<(start: number) => number> => {
  const subscriber = new Redis(url);
  // Before its server stops: hooks of a test run last first.
  onTestFinished(() => subscriber.disconnect());
  const foreign = new Map<number, number>();
  subscriber.on('message', (_channel, message: string) => {
    const [id, , , others] = message.split(' ').map(Number);
    if (id !== undefined && others !== undefined) foreign.set(id, others);
  });
  await subscriber.subscribe(`slotproof:${credentialTag(FLEET_CREDENTIAL)}:window`);
  return (start) => {
    // A gate learns of a window by the answer to its first call.
    const [, others = 0] = [...foreign].find(([id]) => id >= start && id < start + WINDOW.windowMs) ?? [];
    return others + Math.min(others, Math.ceil(WINDOW.limit / 20));
  };
};

it('never begins more calls in a second than it is told', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ latency: { minMs: 100, maxMs: 300 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, callsPerSecond: 10 });
  const { totals } = await untilCalls(cal, 60);
  expect(totals.maxPerSecond).toBeLessThanOrEqual(10);
  expect(totals.tooManyRequests).toBe(0);
});

it('lets no second allowance through when Redis loses its data, is killed, or goes back in time', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  const fleet = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const connection = new Redis(redis.url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.disconnect());
  // In the middle of a window, and again when it is spent.
  await untilCalls(cal, WINDOW.limit / 2);
  await connection.flushall();
  await untilCalls(cal, WINDOW.limit - 2);
  await connection.flushall();
  await untilCalls(cal, WINDOW.limit * 1.25);
  const [state = ''] = await connection.keys('*:state');
  const before = await connection.hgetall(state);
  await untilCalls(cal, WINDOW.limit * 1.5);
  await connection.multi().del(state).hset(state, before).exec();
  await untilCalls(cal, WINDOW.limit * 1.75);
  await redis.kill();
  await redis.restart();
  const { totals } = await untilCalls(cal, WINDOW.limit * 3);
  expect(totals.tooManyRequests).toBe(0);
  expect(fleet.lines().filter(({ end }) => end === 'answered').length).toBeGreaterThan(WINDOW.limit * 2);
});

it('survives the death of workers in the middle of their calls', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 200, maxMs: 400 } });
  const first = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  await untilCalls(cal, WINDOW.limit / 2);
  await Promise.all(first.processes.map((process) => process.kill()));
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const { totals } = await untilCalls(cal, WINDOW.limit * 2);
  expect(totals.tooManyRequests).toBe(0);
});

it('believes the headers when another program uses the same key', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED, callsPerSecond: 10 });
  const other = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${FLEET_CREDENTIAL}`, 'cal-api-version': '2024-08-13' };
    const response = await fetch(`${cal.url}/v2/bookings`, { method: 'POST', headers });
    return Number(response.headers.get('x-ratelimit-remaining-default'));
  };
  let theirs = 0;
  for (const least of [5, WINDOW.limit / 2 + 10, WINDOW.limit + 10]) {
    await untilCalls(cal, least);
    // It takes what it can get and is polite at the end: a program that goes over itself blocks everyone.
    do theirs += 1;
    while ((await other()) > WINDOW.limit / 3);
  }
  expect(theirs).toBeGreaterThan(10);
  const { totals } = await untilCalls(cal, WINDOW.limit * 2);
  expect(totals.tooManyRequests).toBe(0);
});

it('pauses all processes after a 429 until its reset', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED, callsPerSecond: 10 });
  await untilCalls(cal, 5);
  await cal.setFaults({ kind: 'too_many_requests', count: 1 });
  const struck = async () => (await cal.calls()).calls.findIndex(({ fault }) => fault === 'too_many_requests');
  await vi.waitFor(async () => expect(await struck()).toBeGreaterThan(0), WAIT);
  const index = await struck();
  const at = (await cal.calls()).calls[index]?.at ?? 0;
  // What had begun before the 429 was known still arrives; after that nobody calls until the block has ended.
  const { calls, totals } = await untilCalls(cal, index + 10);
  const later = calls.slice(index + 1).filter((call) => call.at > at + WINDOW.blockMs / 2);
  expect(later[0]?.at).toBeGreaterThanOrEqual(at + WINDOW.blockMs);
  expect(calls.length - index - 1 - later.length).toBeLessThanOrEqual(4);
  expect(totals.tooManyRequests).toBe(1);
});

it('makes three failing calls and then one a cool-down, whichever process makes it, until one succeeds', async () => {
  const cooldownMs = 2_000;
  const redis = await ownRedis();
  const cal = await startCal({ latency: { minMs: 50, maxMs: 150 } });
  await cal.setFaults({ kind: 'error', status: 500 });
  const fleet = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, cooldownMs });
  const { calls } = await untilCalls(cal, 6);
  const [, , third, ...probes] = calls;
  let before = third?.at ?? 0;
  for (const { at } of probes) {
    expect(at - before).toBeGreaterThanOrEqual(cooldownMs);
    before = at;
  }
  await cal.setFaults();
  await vi.waitFor(() => expect(fleet.lines().filter(({ end }) => end === 'answered').length).toBeGreaterThan(5), WAIT);
  const transitions = fleet.lines().flatMap(({ circuit }) => circuit ?? []);
  const openings = transitions.filter((to) => to === 'open').length;
  expect(transitions.filter((to) => to === 'half-open').length).toBe(openings);
  expect(transitions.filter((to) => to === 'closed').length).toBe(1);
});

/** Queues and cache in a Redis each: what lies where, and what goes on while either is away. */
import { createHmac } from 'node:crypto';
import { Redis } from 'ioredis';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RedisServer } from '../support/redis_server.ts';
import { eventually, type InProcessSystem, type Reply, send, startSystem } from '../support/system.ts';
import { startReceiver } from '../workers/callbacks/receiver.ts';

const SECRET = 'a secret of the webhook';
const ASK = { start: '2026-11-24T09:30', timeZone: 'UTC' };
const VERSION = { 'cal-api-version': '2024-09-04' };

/** What may lie in the cache's Redis, and nowhere else. The rest may not lie there. */
const OF_CACHE = [
  /^slotproof:\{default:(id|user|team|users):[^}]*\}:(days(:.+)?|organizers|offers)$/,
  /^slotproof:\{default:changes\}:(told|looks|heard)$/,
  /^slotproof:\{default:usage\}:/,
  /^slotproof:\{default:catalogue\}:document$/,
  /^slotproof:\{default:[\w-]{43}\}:webhook$/,
];

/** Looked at in both. */
const OF_BOTH = /^slotproof:\{default:health\}:written$/;

let system: InProcessSystem;
beforeEach(async () => {
  system = await startSystem({
    redis: { aof: true },
    cacheRedis: { aof: true },
    env: {
      CALCOM_WEBHOOK_SECRET: SECRET,
      CALLBACK_SECRET: `whsec_${Buffer.from('a secret of thirty-two bytes ok!').toString('base64')}`,
      CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
    },
  });
});

/** A client beside the system's, which is gone with the test. */
const clientOf = ({ url }: RedisServer): Redis => {
  const client = new Redis(url);
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
};

const keysOf = async (client: Redis): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const some of client.scanStream({ count: 1_000 })) keys.push(...some);
  return keys.filter((key) => !OF_BOTH.test(key)).sort();
};

/** Tells of a booking of an event type from 09:30 to 10:00. */
const hook = (eventTypeId: number): Promise<Reply> => {
  const body = JSON.stringify({
    triggerEvent: 'BOOKING_CREATED',
    createdAt: new Date(system.now()).toISOString(),
    payload: {
      uid: `booking-${eventTypeId}`,
      eventTypeId,
      startTime: '2026-11-24T09:30:00Z',
      endTime: '2026-11-24T10:00:00Z',
      length: 30,
      organizer: { username: 'anna', email: 'anna@example.com', timeZone: 'Europe/Berlin' },
    },
  });
  const headers = { 'x-cal-signature-256': createHmac('sha256', SECRET).update(body).digest('hex') };
  return send(`${system.urls[0]}/v1/calcom/webhooks`, { method: 'POST', headers, body });
};

const ORDER = {
  ...{ eventTypeId: 101, start: '2026-12-01T13:00:00Z', timeZone: 'UTC' },
  attendee: { name: 'Zoe', email: 'zoe@example.com' },
};

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  send(`${system.urls[0]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const metric = async (name: string): Promise<string | undefined> =>
  new RegExp(`^${name} (.*)$`, 'm').exec((await system.get('/metrics')).text)?.[1];

const untilReady = () => eventually(async () => (await system.get('/readyz')).status === 200);

const untilCompleted = (location: string): Promise<Reply> =>
  eventually(async () => {
    const reply = await system.get(location).catch(() => undefined);
    return reply?.body.status === 'completed' && reply;
  });

test('each lies where it belongs, and is told there alone', async () => {
  const receiver = await startReceiver();
  const [queues, cache] = [clientOf(system.redis), clientOf(system.cacheRedis)];
  const missed = await system.verify({ ...ASK, eventTypeId: 101 }, { 'idempotency-key': 'one' });
  expect(missed.body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  expect((await system.verify({ ...ASK, eventTypeId: 101, timeZone: 'Asia/Kathmandu' })).status).toBe(200);
  const accepted = await system.verify({ ...ASK, eventTypeId: 102, callbackUrl: receiver.url });
  expect(accepted.status).toBe(202);
  await receiver.untilCame(1);
  const cached = await system.verify({ ...ASK, eventTypeId: 101 });
  expect(cached.headers.get('cache-status')).toMatch(/; hit/);
  expect(cached.body).toMatchObject({ outcome: 'available' });
  expect((await hook(101)).body).toMatchObject({ status: 'applied' });
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).body).not.toMatchObject({ outcome: 'available' });
  expect((await post('/v1/bookings', ORDER)).status).toBe(201);
  const free = await system.verify({ eventTypeId: 102, start: '2026-12-03', timeZone: 'UTC' });
  const [{ start } = { start: '' }] = free.body.alternatives as { start: string }[];
  expect((await post('/v1/holds', { eventTypeId: 102, start, timeZone: 'UTC' })).status).toBe(201);
  expect((await system.get('/v2/event-types/101', { ...VERSION, 'cal-api-version': '2024-06-14' })).status).toBe(200);
  // What was noted is told every two seconds.
  await eventually(async () => (await keysOf(cache)).some((key) => key.endsWith(':offers')));

  const [ofQueues, ofCache] = await Promise.all([keysOf(queues), keysOf(cache)]);
  const belongs = (key: string): boolean => OF_CACHE.some((pattern) => pattern.test(key));
  expect(ofCache.filter((key) => !belongs(key))).toEqual([]);
  expect(ofQueues.filter(belongs)).toEqual([]);
  for (const pattern of OF_CACHE) expect(ofCache.join('\n')).toMatch(new RegExp(pattern, 'm'));
  const text = ofQueues.join('\n');
  for (const part of [/^\{slotproof\}:ranges:/m, /\}:idempotency$/m, /\{calcom-/m, /\{default:calcom-calls\}/m]) {
    expect(text).toMatch(part);
  }
  for (const part of [/\}:booking$/m, /\}:personal$/m, /\}:booking-claim$/m, /\{default:bookings\}:holds$/m]) {
    expect(text).toMatch(part);
  }
  expect((await cache.pubsub('CHANNELS', '*')).toSorted()).toEqual([
    expect.stringContaining('catalogue'),
    expect.stringContaining('changes-told'),
    expect.stringContaining('segments-changed'),
  ]);
  expect(String(await queues.pubsub('CHANNELS', '*'))).not.toMatch(/catalogue|changes-told|segments-changed/);
});

test("the cache's Redis away: what is known is answered, what can wait is accepted, and all of it is told", async () => {
  const receiver = await startReceiver();
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).status).toBe(200);
  // What a worker has written this process knows once it has read it.
  const read = await system.verify({ ...ASK, eventTypeId: 101 });
  expect(read.headers.get('cache-status')).toMatch(/; hit/);
  system.pass(60_000);
  await system.cacheRedis.kill();
  // What it remembers counts until it hears that the connection is gone.
  await eventually(async () => {
    const known = await system.verify({ ...ASK, eventTypeId: 101 });
    expect(known.status).toBe(200);
    return known.body.freshness === 'stale-if-error';
  });
  const cold = await system.verify({ ...ASK, eventTypeId: 102 });
  expect([cold.status, cold.body.type]).toEqual([503, 'urn:slotproof:problem:redis-unavailable']);
  const later = await system.verify({ ...ASK, eventTypeId: 102 }, { prefer: 'respond-async' });
  expect(later.status).toBe(202);
  const several = { ...ASK, eventTypes: [{ eventTypeId: 103 }, { eventTypeId: 105 }], callbackUrl: receiver.url };
  const called = await system.verify(several);
  expect(called.status).toBe(202);
  // Whoever demands newer days than are known gets them as soon as they can be fetched.
  const newer = await system.verify({ ...ASK, eventTypeId: 101, maxAge: 0 }, { prefer: 'respond-async' });
  expect(newer.status).toBe(202);
  const booking = await post('/v1/bookings', ORDER, { prefer: 'respond-async' });
  expect(booking.status).toBe(202);
  // It could not be kept, so it is not taken.
  expect((await hook(101)).status).toBe(503);
  const ready = await system.get('/readyz');
  expect([ready.status, ready.body.detail]).toEqual([503, 'CACHE_REDIS_URL: Redis does not answer.']);
  expect((await system.get('/admin/figures')).body).toMatchObject({
    redis: 'up',
    redisFault: 'CACHE_REDIS_URL: Redis does not answer',
  });
  expect([await metric('slotproof_redis_up'), await metric('slotproof_cache_redis_up')]).toEqual(['1', '0']);

  await system.cacheRedis.restart();
  await untilReady();
  for (const { headers } of [later, called, newer]) await untilCompleted(headers.get('location') ?? '');
  await receiver.untilCame(1);
  await eventually(async () => (await system.get(booking.headers.get('location') ?? '')).body.status === 'booked');
  expect((await system.verify({ ...ASK, eventTypeId: 101, start: ORDER.start })).body).not.toMatchObject({
    outcome: 'available',
  });
  expect((await hook(101)).status).toBe(200);
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).body).not.toMatchObject({ outcome: 'available' });
  expect(await metric('slotproof_cache_redis_up')).toBe('1');
});

test("the cache's Redis full: nothing that is accepted or done is lost by that", async () => {
  const [queues, cache] = [clientOf(system.redis), clientOf(system.cacheRedis)];
  const free = { ...ASK, eventTypeId: 101, start: ORDER.start };
  expect((await system.verify(free)).body).toMatchObject({ outcome: 'available' });
  await cache.config('SET', 'maxmemory', '1');
  const cached = await system.verify(free);
  expect([cached.status, cached.headers.get('cache-status')]).toEqual([200, expect.stringMatching(/; hit/)]);
  const accepted = await system.verify({ ...ASK, eventTypeId: 102 }, { prefer: 'respond-async' });
  expect(accepted.status).toBe(202);
  expect((await hook(101)).status).toBe(503);
  const { attendee, ...slot } = ORDER;
  const body = { eventTypeId: slot.eventTypeId, start: slot.start, attendee: { ...attendee, timeZone: 'UTC' } };
  const passing = post('/v2/bookings', body, { 'cal-api-version': '2024-08-13' });
  const ready = await system.get('/readyz');
  expect([ready.status, ready.body.detail]).toEqual([503, 'CACHE_REDIS_URL: Redis is full: its maxmemory is reached.']);
  // The range was tried, and rests.
  await eventually(async () => (await queues.exists('{slotproof}:ranges:limiter')) === 1);
  await cache.config('SET', 'maxmemory', '0');
  expect((await passing).status).toBe(201);
  expect((await system.verify(free)).body).not.toMatchObject({ outcome: 'available' });
  await untilCompleted(accepted.headers.get('location') ?? '');
});

test("the queues' Redis away: cached answers and webhooks go on", async () => {
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).body).toMatchObject({ outcome: 'available' });
  system.pass(60_000);
  await system.redis.kill();
  const cached = await system.verify({ ...ASK, eventTypeId: 101 });
  expect([cached.status, cached.body]).toMatchObject([200, { freshness: 'fresh', outcome: 'available' }]);
  expect(cached.headers.get('cache-status')).toMatch(/; hit/);
  // Nobody counts what it may cost, so the cached answer has to do.
  const byHabit = await system.verify({ ...ASK, eventTypeId: 101 }, { 'cache-control': 'no-cache' });
  expect(byHabit.headers.get('cache-status')).toMatch(/; hit/);
  const slots = await system.get('/v2/slots?eventTypeId=101&start=2026-11-24&end=2026-11-24', VERSION);
  expect([slots.status, slots.headers.get('cache-status')]).toEqual([200, expect.stringMatching(/; hit/)]);
  expect((await hook(101)).body).toMatchObject({ status: 'applied' });
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).body).not.toMatchObject({ outcome: 'available' });
  expect((await system.verify({ ...ASK, eventTypeId: 102 })).status).toBe(503);
  expect((await system.verify({ ...ASK, eventTypeId: 102 }, { prefer: 'respond-async' })).status).toBe(503);
  const ready = await system.get('/readyz');
  expect([ready.status, ready.body.detail]).toEqual([503, 'REDIS_URL: Redis does not answer.']);
  expect([await metric('slotproof_redis_up'), await metric('slotproof_cache_redis_up')]).toEqual(['0', '1']);

  await system.redis.restart();
  await untilReady();
  await eventually(async () => (await system.verify({ ...ASK, eventTypeId: 102 })).status === 200);
});

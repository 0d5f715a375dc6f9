/** Webhooks that register themselves, with real Redis, workers and HTTP. */
import { createHmac } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import { Registrations } from '../../../src/registration/registrations.ts';
import { disconnect } from '../../../src/registration/disconnect.ts';
import { createWebhooksClient } from '../../../src/calcom/webhooks_client.ts';
import type { RegistrationOutcome } from '../../../src/queues/registration/job.ts';
import { queueRegistration } from '../../../src/queues/registration/producer.ts';
import { createRegistrationQueue } from '../../../src/queues/registration/queue.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { startWorkers } from '../../../src/workers/workers.ts';
import { keptPort } from '../../support/kept_port.ts';
import { ask, book, firstFree } from '../../api/calcom_webhooks/hooked_system.ts';
import { eventually, send, type SystemOptions, startSystem } from '../../support/system.ts';

const KEY = 'cal_test_key';

const start = async (options: SystemOptions = {}) => {
  const port = await keptPort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const system = await startSystem({ ...options, env: { PORT: String(port), PUBLIC_URL: publicUrl, ...options.env } });
  const redis = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  const queue = createRegistrationQueue(redis);
  onTestFinished(async () => {
    await queue.close();
    redis.disconnect();
  });
  const calcom = (method: string, path: string, body?: unknown) =>
    send(`${system.calcomUrl}/v2/${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, 'cal-api-version': '2024-08-13' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const rounds = (count: number): Promise<readonly RegistrationOutcome[]> =>
    eventually(async () => {
      const jobs = await queue.getJobs('completed', 0, -1, true);
      return jobs.length >= count && jobs.map(({ returnvalue }) => returnvalue);
    });
  let asked = 0;
  return {
    ...system,
    publicUrl,
    queue,
    client: redis,
    calcom,
    rounds,
    /** One more round, after so many. */
    round: async (count: number) => {
      asked += 1;
      await queueRegistration(queue, DEFAULT_ACCOUNT, `test ${asked}`);
      return (await rounds(count)).at(-1);
    },
    listed: async (path: string) =>
      (await calcom('GET', path)).body.data as {
        id: string;
        active: boolean;
        subscriberUrl: string;
        triggers: string[];
        secret: string;
      }[],
  };
};

/** Somebody who works from nine to five. */
const HOST = {
  name: 'Anna',
  timeZone: 'Europe/Berlin',
  schedule: [{ days: [1, 2, 3, 4, 5], opensAtMinute: 540, closesAtMinute: 1_020 }],
};

/** Whoever has no organization. */
const ALONE = { account: { withheld: ['me' as const] } };

test('a person gets one, and each team event type; a second start and a second round change nothing', async () => {
  const system = await start({ simulator: ALONE });
  const [first] = await system.rounds(1);
  expect(first).toMatchObject({
    kind: 'ensured',
    made: ['person', 'team:502/event-type:108'],
    mended: [],
    removed: [],
    // The owner of the key is in no such team.
    refused: ['team:503/event-type:112', 'team:503/event-type:199'],
  });
  const [own] = await system.listed('webhooks');
  expect(own).toMatchObject({ active: true, subscriberUrl: `${system.publicUrl}/v1/calcom/webhooks` });
  // This Cal.com refuses some that others have, and the rest is registered without them.
  expect(own?.triggers).toEqual(
    expect.arrayContaining(['BOOKING_CREATED', 'BOOKING_CANCELLED', 'OOO_CREATED', 'BOOKING_PAYMENT_INITIATED']),
  );
  expect(own?.triggers).toContain('BOOKING_PAID');
  expect(own?.secret.length).toBeGreaterThanOrEqual(32);
  expect(await system.round(2)).toMatchObject({
    kind: 'ensured',
    made: [],
    mended: [],
    kept: ['person', 'team:502/event-type:108'],
  });
  expect(await system.listed('webhooks')).toHaveLength(1);
});

test('what is booked is heard by the webhook that was registered, with no secret in the settings', async () => {
  const system = await start({ simulator: ALONE, env: { CALCOM_LAG_SECONDS: '0' } });
  await system.rounds(1);
  await ask(system, { eventTypeId: 101 });
  const free = await firstFree(system);
  const outcome = async () => (await system.verify({ eventTypeId: 101, start: free, timeZone: 'UTC' })).body.outcome;
  expect(await outcome()).toBe('available');
  system.pass(1_000);
  await book(system, free);
  expect(await outcome()).not.toBe('available');
});

test('what is booked of a colleague’s copy of a managed event type is heard too', async () => {
  const anna = { ...HOST, id: 1, username: 'anna', email: 'anna@example.com' };
  const bob = { ...HOST, id: 2, name: 'Bob', username: 'bob', email: 'bob@example.com' };
  const one = { slug: 'call', title: 'Call', length: 30 };
  const eventTypes = [
    { ...one, id: 101, hosts: [anna, bob], teamSlug: 'support', scheduling: 'collective' as const },
    { ...one, id: 200, slug: 'managed', hosts: [], teamSlug: 'support', scheduling: 'managed' as const },
    { ...one, id: 201, slug: 'managed', hosts: [bob], parentId: 200 },
  ];
  const system = await start({
    simulator: { ...ALONE, world: { hosts: [anna, bob], eventTypes, standing: [] } },
    env: { CALCOM_LAG_SECONDS: '0' },
  });
  const [first] = await system.rounds(1);
  expect(first).toMatchObject({
    kind: 'ensured',
    made: ['person', expect.stringMatching(/:101$/), expect.stringMatching(/:200$/)],
  });
  await ask(system, { eventTypeId: 101 });
  const free = await firstFree(system);
  const outcome = async () => (await system.verify({ eventTypeId: 101, start: free, timeZone: 'UTC' })).body.outcome;
  expect(await outcome()).toBe('available');
  system.pass(1_000);
  await book(system, free, 201);
  expect(await outcome()).not.toBe('available');
});

test('one that was deleted, switched off or robbed of its triggers behind our back is mended', async () => {
  const system = await start({ simulator: ALONE });
  await system.rounds(1);
  const id = async () => (await system.listed('webhooks'))[0]?.id ?? '';
  await system.calcom('PATCH', `webhooks/${await id()}`, { active: false, triggers: ['BOOKING_PAID'] });
  expect(await system.round(2)).toMatchObject({ mended: ['person'] });
  expect((await system.listed('webhooks'))[0]).toMatchObject({
    active: true,
    triggers: expect.arrayContaining(['BOOKING_CREATED']),
  });
  await system.calcom('DELETE', `webhooks/${await id()}`);
  expect(await system.round(3)).toMatchObject({ made: ['person'] });
  expect(await system.listed('webhooks')).toHaveLength(1);
});

test('one of our URL that somebody made by hand gets a secret that we know', async () => {
  const system = await start({ simulator: ALONE, workers: 0 });
  const url = `${system.publicUrl}/v1/calcom/webhooks`;
  await system.calcom('POST', 'webhooks', {
    active: false,
    subscriberUrl: url,
    triggers: ['BOOKING_PAID'],
    secret: 'unknown',
  });
  const workers = await startWorkers(system.config, createLogger('worker', 'silent'), system.now);
  onTestFinished(() => workers.close());
  const [first] = await system.rounds(1);
  expect(first).toMatchObject({ mended: ['person'] });
  const [own] = await system.listed('webhooks');
  expect(own).toMatchObject({ active: true });
  expect(own?.secret).not.toBe('unknown');
});

test('where the key administers an organization, one webhook covers everything', async () => {
  // Of a world that names no organization, all are in one.
  const anna = { ...HOST, id: 1, username: 'anna', email: 'anna@example.com' };
  const eventTypes = [
    { id: 101, slug: 'intro', title: 'Introduction', hosts: [anna], length: 30 },
    {
      id: 102,
      slug: 'call',
      title: 'Call',
      hosts: [anna],
      length: 30,
      teamSlug: 'support',
      scheduling: 'collective' as const,
    },
  ];
  const system = await start({ simulator: { world: { hosts: [anna], eventTypes, standing: [] } } });
  const [first] = await system.rounds(1);
  expect(first).toMatchObject({ made: ['organization:501'], refused: [] });
  expect(await system.listed('webhooks')).toEqual([]);
  expect(await system.listed('organizations/501/webhooks')).toHaveLength(1);
});

test('where it only belongs to one, what is refused is done one by one', async () => {
  const system = await start();
  const [first] = await system.rounds(1);
  expect(first).toMatchObject({
    made: ['person', 'team:502/event-type:108'],
    refused: ['organization:501', 'team:503/event-type:112', 'team:503/event-type:199'],
  });
});

test('no secret lies in Redis as it is, and all are gone after a disconnect', async () => {
  const system = await start({ simulator: ALONE });
  await system.rounds(1);
  const [own] = await system.listed('webhooks');
  const stored = JSON.stringify(await system.client.hgetall('slotproof:{default:registration}:webhooks'));
  expect(stored).not.toContain(own?.secret);
  const registrations = new Registrations(system.client, DEFAULT_ACCOUNT, KEY);
  expect((await registrations.all()).map(({ secret }) => secret)).toContain(own?.secret);
  // With another key nobody can read them.
  const others = await new Registrations(system.client, DEFAULT_ACCOUNT, 'another key').all();
  expect(others.map(({ secret }) => secret)).toEqual(others.map(() => undefined));

  const client = createWebhooksClient({ apiUrl: system.calcomUrl, apiKey: KEY, timeoutMs: 10_000 });
  const makeCall: Parameters<typeof disconnect>[0]['makeCall'] = (call) => call(AbortSignal.timeout(10_000));
  expect(await disconnect({ client, registrations, makeCall })).toBe(2);
  expect(await system.listed('webhooks')).toEqual([]);
  expect(await registrations.all()).toEqual([]);
});

test('a budget that is spent puts the rest off, and a scope that is refused is said once and stops nothing', async () => {
  const poor = await start({ simulator: ALONE, env: { WARM_CALLS_PER_HOUR: '4' } });
  // One webhook is made; the next round comes before there is budget again.
  expect((await poor.rounds(1))[0]).toEqual({ kind: 'left', why: 'budget-spent' });
  expect(await poor.listed('webhooks')).toHaveLength(1);

  const refused = await start({ simulator: ALONE, workers: 0 });
  await refused.control('PUT', 'faults', [{ kind: 'error', status: 403, operation: 'all', count: 1 }]);
  const workers = await startWorkers(refused.config, createLogger('worker', 'silent'), refused.now);
  onTestFinished(() => workers.close());
  expect((await refused.rounds(1))[0]).toMatchObject({
    kind: 'ensured',
    refused: ['person', 'team:503/event-type:112', 'team:503/event-type:199'],
    made: ['team:502/event-type:108'],
  });
});

test('several secrets are accepted at once', async () => {
  const system = await startSystem({ workers: 0, env: { CALCOM_WEBHOOK_SECRET: 'the old one, the new one' } });
  const body = JSON.stringify({ triggerEvent: 'PING' });
  const statusOf = async (secret: string) =>
    (
      await send(`${system.urls[0]}/v1/calcom/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-cal-signature-256': createHmac('sha256', secret).update(body).digest('hex'),
        },
        body,
      })
    ).status;
  expect([await statusOf('the old one'), await statusOf('the new one'), await statusOf('a third')]).toEqual([
    200, 200, 401,
  ]);
});

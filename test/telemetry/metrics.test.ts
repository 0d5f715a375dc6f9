/** What Prometheus sees: real api and workers, read back through `/metrics`. */
import { expect, test } from 'vitest';
import { keptPort } from '../support/kept_port.ts';
import { eventually, type InProcessSystem, send, startSystem } from '../support/system.ts';
import { startReceiver } from '../workers/callbacks/receiver.ts';

const BODY = { eventTypeId: 101, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' };

/** The value of a series, by its name and labels in any order; undefined when it is not there. */
const figure = (text: string, name: string, labels: Record<string, string> = {}): number | undefined => {
  for (const line of text.split('\n')) {
    const [, found, given = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (found !== name) continue;
    const has = Object.entries(labels).every(([label, wanted]) => given.includes(`${label}="${wanted}"`));
    if (has) return Number(value);
  }
  return undefined;
};

const start = async (
  env: Record<string, string> = {},
): Promise<InProcessSystem & { workerMetrics(): Promise<string> }> => {
  const port = await keptPort();
  const system = await startSystem({ env: { METRICS_PORT: String(port), ...env } });
  return { ...system, workerMetrics: async () => (await send(`http://127.0.0.1:${port}/metrics`)).text };
};

test('verifications are counted by what the cache had, and calls by their reason', async () => {
  const system = await start();
  await system.verify(BODY);
  await system.verify(BODY);
  await system.verify(BODY);
  system.pass(1_000_000);
  await system.verify(BODY);
  const { text, headers } = await system.get('/metrics');
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const verifications = (cache: string) =>
    figure(text, 'slotproof_verifications_total', { cache, result: 'available' });
  expect([verifications('miss'), verifications('fresh'), verifications('stale')]).toEqual([1, 2, 1]);
  expect(
    figure(text, 'slotproof_http_request_duration_seconds_count', { route: '/v1/verifications', status: '2xx' }),
  ).toBe(4);
  expect(figure(text, 'slotproof_circuit_state', { state: 'closed' })).toBe(1);
  expect(figure(text, 'slotproof_calcom_calls_last_hour', { reason: 'caller' })).toBe(1);
  expect(figure(text, 'slotproof_queue_jobs', { queue: 'ranges', state: 'failed' })).toBe(0);
  expect(figure(text, 'slotproof_queue_jobs', { queue: 'warming', state: 'delayed' })).toBe(1);
  expect(figure(text, 'slotproof_callback_oldest_undelivered_seconds')).toBe(0);
  expect(figure(text, 'slotproof_redis_up')).toBe(1);
  expect(figure(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);

  const worker = await system.workerMetrics();
  expect(figure(worker, 'slotproof_calcom_calls_total', { reason: 'caller', outcome: 'answered' })).toBe(1);
  expect(
    figure(worker, 'slotproof_job_duration_seconds_count', { queue: 'ranges', outcome: 'completed' }),
  ).toBeGreaterThanOrEqual(1);
  expect(figure(worker, 'slotproof_job_duration_seconds_count', { queue: 'verifications', outcome: 'completed' })).toBe(
    1,
  );
});

test('no label ever holds what a caller made up', async () => {
  const system = await start();
  await system.verify({ ...BODY, eventTypeId: 987_654 });
  await system.get('/v1/verifications/made-up-id');
  await system.get('/made/up/path?secret=1');
  await fetch(`${system.urls[0]}/v1/verifications`, { method: 'PURGE' });
  const texts = `${(await system.get('/metrics')).text}${await system.workerMetrics()}`;
  expect(texts).not.toMatch(/987654|made-up|made\/up|secret|PURGE/);
  expect(texts).toContain('route="/v1/verifications/{id}",status="4xx"');
  expect(texts).toContain('route="other",status="4xx"');
});

test('failing calls, the open circuit and failed verifications show', async () => {
  const system = await start({ CALCOM_TIMEOUT_MS: '500' });
  await system.control('PUT', 'faults', [{ kind: 'reset' }]);
  expect((await system.verify(BODY)).status).toBe(503);
  const { text } = await system.get('/metrics');
  expect(figure(text, 'slotproof_circuit_state', { state: 'open' })).toBe(1);
  expect(figure(text, 'slotproof_verifications_total', { cache: 'miss', result: 'failed' })).toBe(1);
  const worker = await system.workerMetrics();
  expect(figure(worker, 'slotproof_calcom_calls_total', { reason: 'caller', outcome: 'failed' })).toBe(3);
});

test('listings of slots are counted by what the cache did for them', async () => {
  const system = await start();
  const list = (eventTypeId: number) =>
    system.get(`/v2/slots?eventTypeId=${eventTypeId}&start=2026-12-01&end=2026-12-02`, {
      'cal-api-version': '2024-09-04',
    });
  for (const eventTypeId of [101, 101, 999_999]) await list(eventTypeId);
  const { text } = await system.get('/metrics');
  const listings = (cache: string) => figure(text, 'slotproof_slot_listings_total', { cache });
  expect([listings('miss'), listings('hit'), listings('failed')]).toEqual([1, 1, 1]);
});

test('a callback that is not delivered shows, with its age', async () => {
  const system = await start({ CALLBACK_SECRET: `whsec_${'a'.repeat(44)}`, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' });
  const receiver = await startReceiver((response) => response.writeHead(500).end());
  await system.verify({ ...BODY, callbackUrl: receiver.url });
  const text = await eventually(async () => {
    const reply = await system.get('/metrics');
    return figure(reply.text, 'slotproof_queue_jobs', { queue: 'callbacks', state: 'delayed' }) === 1 && reply.text;
  });
  expect(figure(text, 'slotproof_callback_oldest_undelivered_seconds')).toBeGreaterThan(0);
  expect(figure(text, 'slotproof_verifications_total', { cache: 'miss', result: 'accepted' })).toBe(1);
  const worker = await system.workerMetrics();
  expect(figure(worker, 'slotproof_callback_deliveries_total', { outcome: 'retried' })).toBe(1);
});

test('without Redis the figures of the process are there, and none of the fleet is', async () => {
  const system = await start();
  await system.redis.kill();
  const { status, text } = await system.get('/metrics');
  expect(status).toBe(200);
  expect(figure(text, 'slotproof_redis_up')).toBe(0);
  for (const name of ['circuit_state', 'queue_jobs', 'calcom_blocked_seconds', 'callback_oldest_undelivered_seconds']) {
    expect(figure(text, `slotproof_${name}`), name).toBeUndefined();
  }
  await system.redis.restart();
});

test('the api tells its figures to those with a key, as it shows the queues', async () => {
  const system = await start({ API_KEYS: 'a-key-of-sixteen-characters' });
  expect((await system.get('/metrics')).status).toBe(401);
  const headers = { authorization: 'Bearer a-key-of-sixteen-characters' };
  expect((await system.get('/metrics', headers)).status).toBe(200);
});

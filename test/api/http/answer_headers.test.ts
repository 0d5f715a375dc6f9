import { expect, test } from 'vitest';
import { type Reply, send, startSystem } from '../../support/system.ts';

const KEY = 'the-key-of-the-headers-test';
const ASK = { eventTypeId: 101, start: '2026-11-24T19:00', timeZone: 'Europe/Berlin' };

const EXPECTED = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-request-id': 'call-42',
};

test('whatever comes of a request, its answer has the headers of data and the id once each', async () => {
  const system = await startSystem({ env: { API_KEYS: KEY } });
  const headers = { authorization: `Bearer ${KEY}`, 'x-request-id': 'call-42' };
  const url = `${system.urls[0]}/v1/verifications`;
  const other = (method: string, path = '') => send(url + path, { method, headers });
  const ways: readonly (readonly [status: number, ask: () => Promise<Pick<Reply, 'status' | 'headers'>>])[] = [
    [202, () => system.verify(ASK, { ...headers, prefer: 'respond-async' })],
    [200, () => system.verify(ASK, headers)],
    // Decided by the cache.
    [200, () => system.verify(ASK, headers)],
    [422, () => system.verify({ ...ASK, start: '2026-11-20T19:00' }, headers)],
    [422, () => system.verify({ ...ASK, start: 'soon' }, headers)],
    [422, () => system.verify(ASK, { ...headers, 'idempotency-key': 'x'.repeat(256) })],
    [404, () => system.verify({ ...ASK, eventTypeId: 99_999 }, headers)],
    [400, () => system.verify('{', headers)],
    [413, () => system.verify(`"${'x'.repeat(17_000)}"`, headers)],
    [415, () => system.verify('{}', { ...headers, 'content-type': 'text/plain' })],
    [401, () => system.verify(ASK, { 'x-request-id': 'call-42' })],
    [405, () => other('PUT')],
    [405, () => other('OPTIONS')],
    [405, () => fetch(url, { method: 'HEAD', headers })],
    [404, () => other('GET', '/none')],
    [400, () => other('POST', '/%ff')],
    [405, () => other('POST', '/none')],
    [
      200,
      () =>
        send(`${system.urls[0]}/admin/verifications`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(ASK),
        }),
    ],
    [
      422,
      () =>
        send(`${system.urls[0]}/admin/verifications`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: '{}',
        }),
    ],
    [404, () => system.get('/v1/nothing', headers)],
    [200, () => system.get('/healthz', headers)],
    [403, () => system.get('/v2/webhooks', headers)],
  ];
  for (const [status, ask] of ways) {
    const reply = await ask();
    expect(reply.status, String(ask)).toBe(status);
    for (const [name, value] of Object.entries(EXPECTED)) expect(reply.headers.get(name), String(ask)).toBe(value);
    const isCounted = status !== 401 && !String(ask).includes('/healthz');
    expect(reply.headers.get('ratelimit-policy'), String(ask)).toBe(isCounted ? '6000;w=60' : null);
    expect(reply.headers.get('ratelimit'), String(ask)).toEqual(
      isCounted ? expect.stringMatching(/^limit=6000, remaining=59\d\d, reset=\d+$/) : null,
    );
  }
});

test('what an answer from the cache tells of itself', async () => {
  const system = await startSystem();
  await system.verify(ASK);
  system.pass(61_000);
  const { status, headers, text } = await system.verify(ASK);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  expect(headers.get('age')).toBe('61');
  expect(headers.get('cache-status')).toBe('Slotproof; hit; ttl=839');
  expect(headers.get('slotproof-calcom-calls')).toBe('0');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('etag')).toBeNull();
});

test('the rate limit is told with an answer from the cache', async () => {
  const system = await startSystem({ env: { API_KEYS: KEY, API_KEY_REQUESTS_PER_MINUTE: '10' } });
  const headers = { authorization: `Bearer ${KEY}` };
  await system.verify(ASK, headers);
  const reply = await system.verify(ASK, headers);
  expect(reply.headers.get('cache-status')).toMatch(/hit/);
  expect(reply.headers.get('ratelimit')).toMatch(/^limit=10, remaining=8, /);
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
});

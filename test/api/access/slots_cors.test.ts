/** Pages of other origins: what browsers are told of `/v2/slots`. That it is told in Cal.com's words, slots_recorded.test.ts shows. */
import { expect, test } from 'vitest';
import { keptPort } from '../../support/kept_port.ts';
import { startSystem } from '../../support/system.ts';

const KEY = 'a-key-of-sixteen-characters';
const PAGE = 'https://app.example.com';
const PATH = '/v2/slots?eventTypeId=101&start=2026-12-01&end=2026-12-01';
const VERSION = { 'cal-api-version': '2024-09-04' };

const keyed = async (env: Record<string, string> = {}) => {
  const system = await startSystem({ env: { API_KEYS: KEY, PORT: String(await keptPort()), ...env } });
  return {
    preflight: (path = PATH, origin = PAGE) =>
      fetch(`${system.urls[0]}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      }),
    ask: (headers: Record<string, string> = {}, path = PATH) =>
      system.get(path, { ...VERSION, origin: PAGE, authorization: `Bearer ${KEY}`, ...headers }),
  };
};

const allowed = ({ headers }: { headers: Headers }): string | null => headers.get('access-control-allow-origin');

test('a preflight needs no key and counts against none', async () => {
  const { preflight, ask } = await keyed({ API_KEY_REQUESTS_PER_MINUTE: '2' });
  for (let count = 0; count < 5; count++) {
    const reply = await preflight();
    expect([reply.status, allowed(reply), reply.headers.get('access-control-max-age')]).toEqual([204, '*', '86400']);
  }
  const first = await ask();
  expect([first.status, allowed(first), first.headers.get('ratelimit')]).toEqual([
    200,
    '*',
    expect.stringContaining('remaining=1'),
  ]);
});

test('a page reads refusals too', async () => {
  const { ask } = await keyed({ API_KEY_REQUESTS_PER_MINUTE: '1' });
  for (const [headers, path, status] of [
    [{ authorization: 'Bearer none' }, PATH, 401],
    [{}, '/api/v2/slots', 400],
    [{}, PATH, 429],
  ] as const) {
    const reply = await ask(headers, path);
    expect([reply.status, allowed(reply)]).toEqual([status, '*']);
  }
});

test('with origins set, others are told nothing, and caches are told that it depends', async () => {
  const { preflight, ask } = await keyed({ CORS_ORIGINS: `https://first.example,${PAGE}` });
  expect(allowed(await preflight())).toBe(PAGE);
  expect(allowed(await preflight(PATH, 'https://evil.example'))).toBeNull();
  const reply = await ask();
  expect([allowed(reply), reply.headers.get('vary')]).toEqual([PAGE, 'Origin']);
  expect(allowed(await ask({ origin: 'https://evil.example' }))).toBeNull();
});

test('no other operation is for other pages', async () => {
  const { preflight, ask } = await keyed();
  for (const path of ['/v1/verifications', '/v1/warming', '/healthz', '/metrics', '/admin']) {
    expect([path, allowed(await preflight(path)), allowed(await ask({}, path))]).toEqual([path, null, null]);
  }
});

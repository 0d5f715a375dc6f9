import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BODY, type RunningService, runningService } from '../../support/running_service.ts';

const KEYS = ['first-key-of-the-test', 'second-key-of-the-test'] as const;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`anyone:${key}`).toString('base64')}` });

describe('with API keys', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await runningService({ settings: { API_KEYS: KEYS.join(',') } });
  });
  afterAll(() => service.close());

  test.each([
    ['no key', {}],
    ['another key', bearer('third-key-of-the-test')],
    ['a part of a key', bearer(KEYS[0].slice(0, -1))],
    ['a key and more', bearer(`${KEYS[0]}x`)],
    ['no scheme', { authorization: KEYS[0] }],
    ['a key as a browser sends it', basic(KEYS[0])],
    ['a very long key', bearer('x'.repeat(10_000))],
  ])('%s is refused, and told what is missing', async (_case, headers) => {
    const response = await service.verify(BODY, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="Slotproof"');
    expect(await response.json()).toMatchObject({ type: 'urn:slotproof:problem:unauthorized', status: 401 });
  });

  test.each(KEYS)('each key opens the door', async (key) => {
    expect((await service.verify(BODY, bearer(key))).status).toBe(200);
    expect((await service.verify(BODY, { authorization: `bearer ${key}` })).status).toBe(200);
  });

  test('a verification cannot be read with another key than asked for it', async () => {
    const accepted = await service.verify(
      { ...BODY, eventTypeId: 102 },
      { ...bearer(KEYS[0]), prefer: 'respond-async' },
    );
    expect(accepted.status).toBe(202);
    const path = accepted.headers.get('location') ?? '';
    expect((await service.request('GET', path, { headers: bearer(KEYS[0]) })).status).toBe(200);
    const other = await service.request('GET', path, { headers: bearer(KEYS[1]) });
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ type: 'urn:slotproof:problem:verification-not-found' });
  });

  test.each(['/healthz', '/readyz'])('%s needs no key', async (path) => {
    expect((await service.request('GET', path)).status).toBe(200);
  });

  test('what does not exist is not told to those without a key', async () => {
    expect((await service.request('GET', '/nothing/here')).status).toBe(401);
    expect((await service.request('GET', '/nothing/here', { headers: bearer(KEYS[0]) })).status).toBe(404);
  });

  test('Bull Board asks a browser for the key as its password, and takes a bearer token too', async () => {
    const asked = await service.request('GET', '/admin/queues');
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toContain('Basic realm="Slotproof"');
    expect((await service.request('GET', '/admin/queues', { headers: basic('wrong-key-of-the-test') })).status).toBe(
      401,
    );
    for (const headers of [basic(KEYS[1]), bearer(KEYS[1])]) {
      const board = await service.request('GET', '/admin/queues', { headers });
      expect(board.status).toBe(200);
      expect(await board.text()).toContain('<title>');
    }
    expect((await service.request('GET', '/admin/queues/api/queues')).status).toBe(401);
  });

  test('no key is ever logged, nor kept as it is with a job', async () => {
    const accepted = await service.verify(
      { ...BODY, eventTypeId: 103 },
      { ...bearer(KEYS[0]), prefer: 'respond-async' },
    );
    expect(accepted.status).toBe(202);
    const jobs = await service.request('GET', '/admin/queues/api/queues?activeQueue=verifications', {
      headers: bearer(KEYS[0]),
    });
    const text = await jobs.text();
    expect(text).toContain('owner');
    for (const key of KEYS) {
      expect(text).not.toContain(key);
      expect(service.log()).not.toContain(key);
    }
  });

  test.each([
    ['PUT', '/v1/verifications', 'POST'],
    ['GET', '/v1/verifications', 'POST'],
    ['DELETE', '/v1/verifications/some', 'GET, HEAD'],
  ])('%s %s is told which methods there are', async (method, path, allowed) => {
    const response = await service.request(method, path, { headers: bearer(KEYS[0]) });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    expect(await response.json()).toMatchObject({ type: 'urn:slotproof:problem:method-not-allowed' });
  });

  test('no answer names the software, and all carry the security headers', async () => {
    for (const path of ['/healthz', '/v1/verifications/unknown', '/nothing']) {
      const { headers } = await service.request('GET', path, { headers: bearer(KEYS[0]) });
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
    const { headers } = await service.request('GET', '/admin/queues', { headers: bearer(KEYS[0]) });
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});

describe('the limit of a key', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await runningService({ settings: { API_KEYS: KEYS.join(','), API_KEY_REQUESTS_PER_MINUTE: '3' } });
  });
  afterAll(() => service.close());

  test("is told, is kept, and is nobody else's", async () => {
    for (const left of [2, 1, 0]) {
      const response = await service.verify(BODY, bearer(KEYS[0]));
      expect(response.status).toBe(200);
      expect(response.headers.get('ratelimit')).toMatch(new RegExp(`^limit=3, remaining=${left}, reset=\\d+$`));
      expect(response.headers.get('ratelimit-policy')).toBe('3;w=60');
    }
    const refused = await service.verify(BODY, bearer(KEYS[0]));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({ type: 'urn:slotproof:problem:too-many-requests', status: 429 });
    expect((await service.verify(BODY, bearer(KEYS[1]))).status).toBe(200);
  });
});

test('without API keys everyone may ask, as often as they like', async () => {
  const service = await runningService({ settings: { API_KEY_REQUESTS_PER_MINUTE: '1' } });
  try {
    for (let times = 0; times < 3; times++) {
      const response = await service.verify(BODY);
      expect(response.status).toBe(200);
      expect(response.headers.get('ratelimit')).toBeNull();
    }
  } finally {
    await service.close();
  }
});

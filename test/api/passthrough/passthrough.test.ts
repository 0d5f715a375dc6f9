/** What goes on to Cal.com goes on as it came, and comes back as Cal.com answered it. */
import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, send, startSystem } from '../../support/system.ts';
import { type Arrived, startUpstream } from './upstream.ts';

const KEY = 'a-key-of-sixteen-characters';
const ACCOUNTS_KEY = 'cal_live_the_accounts_key';
const CALLERS_KEY = 'cal_live_a_callers_own_key';
const BOOKINGS = { 'cal-api-version': '2024-08-13', 'content-type': 'application/json' };

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** A system before an upstream. */
const before = async (answer: Parameters<typeof startUpstream>[0], env: Record<string, string> = {}) => {
  const upstream = await startUpstream(answer);
  const system = await startSystem({
    env: {
      CALCOM_API_URL: upstream.url,
      CALCOM_API_KEY: ACCOUNTS_KEY,
      CALCOM_RATE_LIMIT_PER_MINUTE: '10000',
      CALCOM_CALLS_PER_SECOND: '1000',
      API_KEYS: KEY,
      ...env,
    },
  });
  const [url = ''] = system.urls;
  return { upstream, system, url };
};

/** By the bytes, without what fetch reads into them. */
const raw = async (url: string, method: string, headers: Record<string, string>, body?: Buffer) => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  httpRequest(url, { method, headers }, resolve).on('error', reject).end(body);
  const response = await promise;
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    status: response.statusCode,
    headers: response.headers,
    raw: response.rawHeaders,
    body: Buffer.concat(chunks),
  };
};

const json =
  (body: unknown, status = 200): Parameters<typeof startUpstream>[0] =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

test('status, headers and bytes come back as they were sent, and nothing that holds for one connection', async () => {
  const bytes = randomBytes(70_000);
  const { upstream, url } = await before((_request, response) => {
    response
      .writeHead(207, [
        ...['Content-Type', 'application/octet-stream', 'Content-Encoding', 'br', 'X-Twice', 'one', 'X-Twice', 'two'],
        ...[
          'X-Request-Id',
          'of-calcom',
          'ETag',
          '"e"',
          'X-RateLimit-Remaining-Default',
          '7',
          'X-RateLimit-Limit-Default',
        ],
        ...['120', 'X-RateLimit-Reset-Default', '60', 'Connection', 'X-Only-Here', 'X-Only-Here', 'gone', 'Keep-Alive'],
        ...[
          'timeout=5',
          'Access-Control-Allow-Origin',
          'https://theirs.example',
          'Content-Security-Policy',
          "default-src 'self'",
        ],
      ])
      .end(bytes);
  });
  const path = '/v2/event-types/101?a=1&a=2&b%5B%5D=%C3%A4&c=+%20&d';
  const reply = await raw(`${url}/api${path}`, 'GET', {
    ...bearer(KEY),
    'cal-api-version': '2024-06-14',
    accept: 'application/json',
    'accept-encoding': 'br',
    'accept-language': 'de',
    'if-none-match': '"e"',
    cookie: 'session=1',
    te: 'trailers',
    'x-cal-client-id': 'somebody-elses',
    'x-forwarded-for': '203.0.113.7',
  });
  expect(reply.status).toBe(207);
  expect(reply.body.equals(bytes)).toBe(true);
  expect(reply.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-encoding': 'br',
    'x-request-id': 'of-calcom',
    'x-ratelimit-remaining-default': '7',
    'content-security-policy': "default-src 'self'",
    'access-control-allow-origin': '*',
    etag: '"e"',
  });
  expect(reply.raw.filter((_, at, all) => all[at - 1] === 'X-Twice')).toEqual(['one', 'two']);
  expect(reply.headers).not.toHaveProperty('x-only-here');
  const [arrived] = upstream.arrived;
  expect(arrived?.url).toBe(path);
  expect(arrived?.headers).toEqual({
    host: new URL(upstream.url).host,
    connection: 'keep-alive',
    authorization: `Bearer ${ACCOUNTS_KEY}`,
    'cal-api-version': '2024-06-14',
    accept: 'application/json',
    'accept-encoding': 'br',
    'accept-language': 'de',
    'if-none-match': '"e"',
    via: '1.1 slotproof',
  });
});

test('a body of a megabyte goes on byte for byte, and a greater one not at all', async () => {
  const { upstream, url } = await before((_request, response) => void response.writeHead(204).end());
  const body = randomBytes(1024 * 1024);
  const headers = { ...bearer(CALLERS_KEY), 'content-type': 'application/x-anything', 'content-encoding': 'gzip' };
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const length = { 'content-length': String(body.length) };
    expect((await raw(`${url}/v2/anything`, method, { ...headers, ...length }, body)).status).toBe(204);
  }
  expect((await raw(`${url}/v2/anything`, 'POST', headers)).status).toBe(204);
  expect(upstream.arrived.map(({ method, body: bytes }) => [method, bytes.equals(body) || bytes.length])).toEqual([
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, true]),
    ['POST', 0],
  ]);
  expect(upstream.arrived[0]?.headers).toMatchObject({
    'content-type': 'application/x-anything',
    'content-encoding': 'gzip',
  });
  const refused = await send(`${url}/v2/anything`, { method: 'POST', headers, body: Buffer.alloc(1024 * 1024 + 1) });
  expect([refused.status, refused.body.error]).toMatchObject([413, { code: 'PayloadTooLargeException' }]);
  expect(upstream.arrived).toHaveLength(5);
});

test('HEAD and 304 come back without a body', async () => {
  const { url } = await before(({ method }, response) => {
    if (method === 'HEAD') response.writeHead(200, { 'content-length': '1234', etag: '"e"' }).end();
    else response.writeHead(304, { etag: '"e"' }).end();
  });
  const head = await raw(`${url}/v2/me`, 'HEAD', bearer(KEY));
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '1234', 0]);
  const unchanged = await raw(`${url}/v2/me`, 'GET', bearer(KEY));
  expect([unchanged.status, unchanged.headers.etag, unchanged.body.length]).toEqual([304, '"e"', 0]);
});

test('who asks decides as whom Cal.com is asked, and what may be asked', async () => {
  const { upstream, url } = await before(json({ status: 'success', data: [] }));
  const ask = async (method: string, path: string, headers: Record<string, string>) =>
    (await send(`${url}${path}`, { method, headers })).status;
  expect(await ask('GET', '/v2/me', {})).toBe(401);
  expect(await ask('GET', '/v2/me', bearer('a-key-of-ours-mistyped'))).toBe(401);
  expect(await ask('GET', '/v2/webhooks', bearer(KEY))).toBe(403);
  expect(await ask('PATCH', '/v2/me', bearer(KEY))).toBe(403);
  expect(upstream.arrived).toEqual([]);
  expect(await ask('GET', '/v2/me', bearer(KEY))).toBe(200);
  expect(await ask('PATCH', '/v2/me', bearer(ACCOUNTS_KEY))).toBe(200);
  expect(await ask('PATCH', '/v2/me', bearer(CALLERS_KEY))).toBe(200);
  expect(await ask('GET', '/v2/webhooks', { authorization: CALLERS_KEY })).toBe(200);
  expect(await ask('GET', '/v2/oauth-clients', { 'x-cal-client-id': 'c', 'x-cal-secret-key': 's' })).toBe(200);
  const seen = ({ headers }: Arrived) => headers.authorization ?? headers['x-cal-secret-key'];
  expect(upstream.arrived.map(seen)).toEqual([
    `Bearer ${ACCOUNTS_KEY}`,
    `Bearer ${ACCOUNTS_KEY}`,
    `Bearer ${CALLERS_KEY}`,
    CALLERS_KEY,
    's',
  ]);
});

test('a setting widens what a key of ours may do, narrows it, and shuts out keys of Cal.com', async () => {
  const { url } = await before(json({}), { PASSTHROUGH_ALLOWS: 'everything', PASSTHROUGH_CALCOM_KEYS: 'false' });
  expect((await send(`${url}/v2/webhooks`, { headers: bearer(KEY) })).status).toBe(200);
  expect((await send(`${url}/v2/webhooks`, { headers: bearer(CALLERS_KEY) })).status).toBe(401);
  const other = await before(json({}), { PASSTHROUGH_ALLOWS: 'nothing' });
  const refused = await send(`${other.url}/v2/me`, { headers: bearer(KEY) });
  expect([refused.status, refused.body]).toMatchObject([
    403,
    { status: 'error', path: '/v2/me', error: { code: 'ForbiddenException' } },
  ]);
});

test('one key spends no more than its share of the calls', async () => {
  const { upstream, url } = await before(json({}), { CALCOM_RATE_LIMIT_PER_MINUTE: '8', PASSTHROUGH_PERCENT: '50' });
  const statuses: number[] = [];
  for (let count = 0; count < 5; count++) statuses.push((await send(`${url}/v2/me`, { headers: bearer(KEY) })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
  expect(upstream.arrived).toHaveLength(4);
});

test('what Cal.com refuses and cannot do comes back as it says it', async () => {
  // A 429 blocks what comes after it.
  const statuses = [400, 401, 403, 404, 422, 500, 503, 429];
  const { upstream, url } = await before(({ url: path }, response) =>
    json({ of: 'calcom' }, Number(path.split('=')[1]))({} as Arrived, response),
  );
  for (const status of statuses) {
    const reply = await send(`${url}/v2/bookings?status=${status}`, {
      method: 'POST',
      headers: { ...BOOKINGS, ...bearer(CALLERS_KEY) },
      body: '{}',
    });
    expect([reply.status, reply.body]).toEqual([status, { of: 'calcom' }]);
  }
  expect(upstream.arrived).toHaveLength(statuses.length);
});

test('at the deadline there is an error of Cal.com’s shape, and what was not sent by then never is', async () => {
  const rate = {
    'x-ratelimit-limit-default': '9',
    'x-ratelimit-remaining-default': '0',
    'x-ratelimit-reset-default': '5',
  };
  const { upstream, url } = await before(
    ({ method }, response) => void (method === 'GET' && response.writeHead(429, rate).end()),
    { PASSTHROUGH_DEADLINE_MS: '1500' },
  );
  const post = () =>
    send(`${url}/v2/bookings`, { method: 'POST', headers: { ...BOOKINGS, ...bearer(KEY) }, body: '{}' });
  const sent = await post();
  expect([sent.status, sent.body]).toMatchObject([
    504,
    { status: 'error', error: { code: 'GatewayTimeoutException' } },
  ]);
  expect(sent.text).toContain('look before you send it again');
  const read = (count: number) =>
    eventually(async () => {
      await send(`${url}/v2/me`, { headers: bearer(KEY) });
      return upstream.arrived.length >= count;
    });
  // It blocks the key for longer than the deadline.
  await read(2);
  const unsent = await post();
  expect([429, 504]).toContain(unsent.status);
  expect(unsent.text).not.toContain('look before you send it again');
  // Until the block is over, and whatever was to be sent after it has been.
  await read(3);
  expect(upstream.arrived.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('while Redis is away, what may have been done is never told to be asked again', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const { system, url } = await before(() => resolve(), { PASSTHROUGH_DEADLINE_MS: '1500' });
  onTestFinished(() => system.redis.restart());
  const ask = (method: string) =>
    send(`${url}/v2/bookings`, { method, headers: { ...BOOKINGS, ...bearer(ACCOUNTS_KEY) } });
  const booking = ask('POST');
  await asked;
  await system.redis.kill();
  expect([(await booking).status, (await booking).text]).toEqual([502, expect.stringContaining('look before you')]);
  // Nothing of this one has got as far as a worker.
  const unsent = await ask('POST');
  expect([unsent.status, unsent.text]).toEqual([503, expect.not.stringContaining('look before you')]);
});

test('nothing of a request is to be read in Redis while it is under way, and nothing at all afterwards', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { upstream, system, url } = await before(async (_request, response) => {
    await promise;
    json({ data: { email: 'answered@example.com' } })({} as Arrived, response);
  });
  const redis = new Redis(system.redis.url);
  onTestFinished(() => redis.disconnect());
  const asking = send(`${url}/v2/bookings/a-secret-uid/cancel?attendeeEmail=asked@example.com`, {
    method: 'POST',
    headers: { ...BOOKINGS, ...bearer(CALLERS_KEY) },
    body: JSON.stringify({ attendee: { email: 'asked@example.com', name: 'Somebody' } }),
  });
  await eventually(async () => upstream.arrived.length > 0);
  const all = async () => {
    const keys = await redis.keys('*');
    const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    return { keys, text: Buffer.concat(dumps.map((dump) => dump ?? Buffer.alloc(0))).toString('latin1') };
  };
  const during = await all();
  expect(during.keys.some((key) => key.includes('passed-request'))).toBe(true);
  resolve();
  expect((await asking).status).toBe(200);
  const after = await all();
  for (const { keys, text } of [during, after]) {
    for (const secret of ['asked@example.com', 'answered@example.com', 'Somebody', 'a-secret-uid', CALLERS_KEY]) {
      expect(text).not.toContain(secret);
      expect(keys.join()).not.toContain(secret);
    }
  }
  expect(after.keys.filter((key) => /passed-|passthrough:[0-9a-f]{8}-/.test(key))).toEqual([]);
});

test('a page of another origin may ask anything that a program may', async () => {
  const { url } = await before(json({}), { CORS_ORIGINS: 'https://app.example' });
  const preflight = await fetch(`${url}/v2/bookings`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example',
  ]);
  const reply = await send(`${url}/v2/me`, { headers: { ...bearer(KEY), origin: 'https://app.example' } });
  expect(reply.headers.get('access-control-allow-origin')).toBe('https://app.example');
});

test('whoever comes with a key of Cal.com leaves places for those who have one of ours', async () => {
  const hanging: (() => void)[] = [];
  const { upstream, url } = await before(
    ({ headers }, response) => {
      const end = () => json({})({} as Arrived, response);
      if (headers.authorization === `Bearer ${CALLERS_KEY}`) hanging.push(end);
      else end();
    },
    { WORKER_CONCURRENCY: '2' },
  );
  const ask = (key: string) => send(`${url}/v2/me`, { headers: bearer(key) });
  const theirs = [ask(CALLERS_KEY), ask(CALLERS_KEY)];
  await eventually(async () => hanging.length === 1);
  expect((await ask(KEY)).status).toBe(200);
  expect(upstream.arrived).toHaveLength(2);
  await eventually(async () => {
    hanging.shift()?.();
    return upstream.arrived.length === 3;
  });
  hanging.shift()?.();
  expect((await Promise.all(theirs)).map(({ status }) => status)).toEqual([200, 200]);
});

test('without keys, no page of just any origin may ask, by whatever name it calls this machine', async () => {
  const { upstream, url } = await before(json({}), { API_KEYS: '', CORS_ORIGINS: 'https://app.example' });
  const port = new URL(url).port;
  const ask = async (headers: Record<string, string>) => (await raw(`${url}/v2/bookings`, 'GET', headers)).status;
  expect(await ask({})).toBe(200);
  expect(await ask({ host: `localhost:${port}` })).toBe(200);
  expect(await ask({ origin: 'https://app.example' })).toBe(200);
  expect(await ask({ origin: 'https://evil.example' })).toBe(403);
  expect(await ask({ origin: 'null' })).toBe(403);
  expect(await ask({ host: `evil.example:${port}` })).toBe(403);
  expect(await ask({ host: `evil.example:${port}`, ...bearer(CALLERS_KEY) })).toBe(200);
  expect(upstream.arrived).toHaveLength(4);
});

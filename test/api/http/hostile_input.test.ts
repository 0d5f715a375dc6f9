// Whatever is sent, as bytes over a socket, is answered: never by a fault of ours, nor with a look inside.

import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BODY, type RunningService, runningService } from '../../support/running_service.ts';
import { fc } from '../../support/fast_check.ts';

const RUNS = 2_000;
const KEY = 'the-key-of-the-hostile-test';
const FIELDS = [
  'eventTypeId',
  'eventTypeSlug',
  'username',
  'teamSlug',
  'usernames',
  'organizationSlug',
  'start',
  'timeZone',
  'duration',
  'maxAlternatives',
  'windowHours',
  'toleranceMinutes',
  'horizonDays',
  'businessHours',
  'strategies',
  'busy',
  'maxAge',
  'callbackUrl',
  '__proto__',
  'constructor',
];

let service: RunningService;
beforeAll(async () => {
  service = await runningService({
    logLevel: 'error',
    settings: {
      API_KEYS: KEY,
      API_KEY_REQUESTS_PER_MINUTE: '1000000',
      CALCOM_WEBHOOK_SECRET: 'secret',
      CALLBACK_SECRET: `whsec_${Buffer.from('a secret of the tests, 24 bytes and more').toString('base64')}`,
    },
  });
});
afterAll(() => service.close());

interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Everything that the server says before it closes the connection. */
const say = async ({ method, path, headers, body }: Hostile): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let said = '';
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    said += chunk;
  });
  // A server may stop listening to nonsense while it is still being sent.
  socket.on('error', () => {});
  socket.on('close', () => resolve(said));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: slotproof.example',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return await promise;
};

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '../../etc/passwd',
    '%',
    '%ff',
    '{x}',
    "' OR 1=1 --",
    '2026-12-01T14:00',
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:59Z',
    'Europe/Berlin',
    'https://example.com/',
  ),
);
const oddValue = fc.oneof(
  oddText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 1e308, 2 ** 31, 101, null, true, [], {}),
);

/** A good body with some of its fields replaced, so that what lies behind the first check is reached too. */
const bentBody = fc
  .tuple(fc.integer({ min: 100, max: 120 }), fc.array(fc.tuple(fc.constantFrom(...FIELDS), oddValue), { maxLength: 3 }))
  .map(([eventTypeId, changes]) => JSON.stringify({ ...BODY, eventTypeId, ...Object.fromEntries(changes) }));

const anyBody = fc.oneof(
  { weight: 5, arbitrary: bentBody },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 1, arbitrary: oddText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '[',
      '{"a":',
      '[[[['.repeat(4_000),
      `"${'x'.repeat(20_000)}"`,
      '{"__proto__":1}',
      '1e999',
    ),
  },
);

const headerText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  fc.constantFrom(
    'wait=1',
    'wait=99999999999',
    'wait=-1',
    'respond-async,,,;;=',
    'max-age=x',
    'no-cache',
    'gzip',
    'chunked',
    'x'.repeat(8_000),
  ),
);
const anyHeader = fc.tuple(
  fc.constantFrom(
    'Prefer',
    'Idempotency-Key',
    'Cache-Control',
    'X-Request-Id',
    'Content-Encoding',
    'Content-Type',
    'Accept',
    'Cookie',
    'X-Forwarded-For',
    'X-HTTP-Method-Override',
    'If-None-Match',
    'Range',
    'Expect',
    'X-Cal-Signature-256',
    'cal-api-version',
    'Authorization',
    'Transfer-Encoding',
    'Upgrade',
  ),
  headerText,
);

const pathText = fc.string({ unit: fc.constantFrom(...'abc01%/.?&=#;:@[]{}~\\*+-_'), maxLength: 40 });
const anyPath = fc.oneof(
  { weight: 8, arbitrary: fc.constant('/v1/verifications') },
  { weight: 2, arbitrary: pathText.map((text) => `/v1/verifications/${text}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('eventTypeId', 'start', 'end', 'timeZone', 'duration', 'usernames', 'x'), oddText)
      .map(
        ([name, value]) =>
          `/v2/slots?eventTypeId=101&start=2026-12-01&end=2026-12-02&${name}=${encodeURIComponent(value.toWellFormed())}`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/v1/calcom/webhooks',
      '/v1/warming',
      '/admin/queues',
      '/metrics',
      '/docs',
      '/openapi.json',
    ),
  },
  { weight: 2, arbitrary: pathText.map((text) => `/${text}`) },
);

const hostile: fc.Arbitrary<Hostile> = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant('POST') },
    { weight: 4, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND') },
  ),
  path: anyPath,
  headers: fc
    .tuple(fc.boolean(), fc.array(anyHeader, { maxLength: 3 }))
    .map(([usual, more]) => [
      ['Authorization', `Bearer ${KEY}`] as const,
      ...(usual ? [['Content-Type', 'application/json'] as const, ['Prefer', 'respond-async'] as const] : []),
      ...more,
    ]),
  body: anyBody,
});

const INSIDE = /node_modules|\.ts:\d|\n\s+at |node:internal|ReplyError|SyntaxError|TypeError/;

/** Which statuses came, to see that the requests reach what they are aimed at. */
const statuses = new Set<number>();

const bombard = (numRuns: number, seed: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(hostile, async (request) => {
      const said = await say(request);
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(said)?.[1]);
      statuses.add(status);
      expect(status, said.slice(0, 200)).toBeGreaterThanOrEqual(200);
      expect(status, said.slice(0, 2_000)).toBeLessThan(500);
      expect(said).not.toContain(KEY);
      if (status >= 400) expect(said).not.toMatch(INSIDE);
    }),
    { numRuns, seed, endOnFailure: true },
  );

const heapAfterCollection = (): number => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
};

test(`${RUNS} hostile requests: no fault of ours, no look inside, no memory kept`, async () => {
  await bombard(RUNS / 2, 1);
  const before = heapAfterCollection();
  await bombard(RUNS / 2, 2);
  const kept = heapAfterCollection() - before;
  expect(kept).toBeLessThan(20 * 1024 * 1024);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 400, 401, 404, 413, 415, 422]));
  expect(service.log()).toBe('');
  expect((await service.verify(BODY, { authorization: `Bearer ${KEY}` })).status).toBe(200);
});

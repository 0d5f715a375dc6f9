/** What a 4xx of Cal.com's means, by its code and message: Cal.com is a server of the test's own. */
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { type InProcessSystem, type Reply, startSystem } from '../../support/system.ts';
import { listenHere } from '../../support/listen_here.ts';

type Answer = readonly [status: number, body: object | string];

const error = (status: number, code: string, message: string): Answer => [
  status,
  { status: 'error', timestamp: '2026-11-23T06:00:00.000Z', path: '/v2/slots', error: { code, message } },
];
const KEY_REFUSED = error(401, 'UnauthorizedException', 'CustomThrottlerGuard - Invalid API Key');
const NOT_DYNAMIC = error(401, 'TRPCError', 'Some of the users in this group do not allow dynamic booking');
const NO_ROUTE = error(404, 'NotFoundException', 'Cannot GET /v2/slots?eventTypeId=101');
const PAGE: Answer = [404, '<html><body>default backend - 404</body></html>'];
const UNREADABLE = error(400, 'BadRequestException', 'A calendar could not be read.');
const EMPTY: Answer = [200, { status: 'success', data: {} }];

/** The system in front of such a server. */
const answeredBy = async (...first: Answer[]) => {
  let answers = first;
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? EMPTY;
    const isPage = typeof body === 'string';
    response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json' });
    response.end(isPage ? body : JSON.stringify(body));
  });
  const url = `http://127.0.0.1:${await listenHere(server)}`;
  const system = await startSystem({ env: { CALCOM_API_URL: url } });
  return {
    system,
    calls: () => calls,
    answerWith: (...next: Answer[]) => {
      answers = next;
    },
  };
};

const WHEN = { start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };
const ask = (system: InProcessSystem, named: object = { eventTypeId: 101 }): Promise<Reply> =>
  system.verify({ ...WHEN, ...named });
const list = (system: InProcessSystem, query = 'eventTypeId=101'): Promise<Reply> =>
  system.get(`/v2/slots?${query}&start=2026-11-24&end=2026-11-24`, { 'cal-api-version': '2024-09-04' });
const faultOf = async (system: InProcessSystem): Promise<unknown> =>
  ((await system.get('/readyz')).body.calcom as Record<string, unknown>).configurationFault;
const problemOf = ({ status, body }: Reply) => [status, String(body.type).split(':').at(-1), body.detail];

test('a person who does not allow dynamic events is no matter of our key: the question is refused in words, once', async () => {
  const { system, calls } = await answeredBy(NOT_DYNAMIC);
  const people = { usernames: ['anna', 'nodyn'], organizationSlug: 'acme' };
  for (let times = 0; times < 2; times++) {
    expect(problemOf(await ask(system, people))).toEqual([
      422,
      'refused-by-calcom',
      'Some of the users in this group do not allow dynamic booking',
    ]);
  }
  const listed = await list(system, 'usernames=anna,nodyn&organizationSlug=acme');
  expect([listed.status, listed.body.error]).toMatchObject([401, { code: 'TRPCError' }]);
  expect(calls()).toBe(1);
  expect(await faultOf(system)).toBeNull();
});

test('a key that is not accepted is told to the operator until it is, and old days are answered meanwhile', async () => {
  const { system, calls, answerWith } = await answeredBy(EMPTY);
  expect((await ask(system)).status).toBe(200);
  system.pass(3_601_000);
  answerWith(KEY_REFUSED);
  expect((await ask(system)).body).toMatchObject({ freshness: 'stale-if-error' });
  expect((await list(system)).headers.get('cache-status')).toMatch(/stale-if-error/);
  const cold = await ask(system, { eventTypeId: 102 });
  expect(problemOf(cold)).toEqual([503, 'calcom-unavailable', expect.stringContaining('API key')]);
  expect((await list(system, 'eventTypeId=102')).status).toBe(503);
  expect(calls()).toBe(5);
  expect(await faultOf(system)).toMatchObject({
    kind: 'key',
    code: 'UnauthorizedException',
    message: 'CustomThrottlerGuard - Invalid API Key',
  });
  expect((await system.get('/metrics')).text).toContain('slotproof_calcom_configuration_fault{kind="key"} 1');
  const figures = (await system.get('/admin/figures')).body.fleet;
  expect(figures).toMatchObject({ configurationFault: { kind: 'key' } });

  answerWith(EMPTY);
  expect((await ask(system, { eventTypeId: 102 })).status).toBe(200);
  expect(await faultOf(system)).toBeNull();
  expect((await system.get('/metrics')).text).toContain('slotproof_calcom_configuration_fault{kind="key"} 0');
});

test.each([
  ['a router’s', NO_ROUTE],
  ['a proxy’s', PAGE],
])('%s 404 is a wrong address and no missing event type', async (_whose, answer) => {
  const { system } = await answeredBy(answer);
  expect(problemOf(await ask(system)).slice(0, 2)).toEqual([503, 'calcom-unavailable']);
  expect(await faultOf(system)).toMatchObject({ kind: 'address' });
  expect((await system.get('/readyz')).status).toBe(200);
});

test('Cal.com’s own 404 is an event type that is not there, and is remembered', async () => {
  const { system, calls } = await answeredBy(error(404, 'NotFoundException', 'User with username zzz not found'));
  const named = { username: 'zzz', eventTypeSlug: 'intro' };
  for (let times = 0; times < 2; times++) {
    expect(problemOf(await ask(system, named))).toEqual([
      404,
      'event-type-not-found',
      'User with username zzz not found',
    ]);
  }
  expect(calls()).toBe(1);
  expect(await faultOf(system)).toBeNull();
});

test('a 400 is tried again, refuses the question when it persists, and is never remembered', async () => {
  const { system, calls, answerWith } = await answeredBy(UNREADABLE, EMPTY);
  expect((await ask(system)).status).toBe(200);
  expect(calls()).toBe(2);

  answerWith(UNREADABLE);
  expect(problemOf(await ask(system, { eventTypeId: 102 }))).toEqual([
    422,
    'refused-by-calcom',
    'A calendar could not be read.',
  ]);
  expect(calls()).toBe(5);
  const listed = await list(system, 'eventTypeId=102');
  expect([listed.status, listed.body.error]).toMatchObject([400, { code: 'BadRequestException' }]);
  expect(calls()).toBe(8);
  system.pass(3_601_000);
  expect((await ask(system)).body).toMatchObject({ freshness: 'stale-if-error' });
  answerWith(EMPTY);
  expect((await ask(system, { eventTypeId: 102 })).status).toBe(200);
});

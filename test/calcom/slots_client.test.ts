import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { CalcomRefused, CalcomThrottled, CalcomUnavailable } from '../../src/calcom/errors.ts';
import { causeOf } from '../../src/calcom/refusal.ts';
import { createSlotsClient, type SlotsRange } from '../../src/calcom/slots_client.ts';
import { DAY_MS, epochMs, startOfUtcDay, utcDay, utcDayOf } from '../../src/verification/time.ts';
import { type GivenFault, startCal } from './cal.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { listenHere } from '../support/listen_here.ts';

const KEY = 'cal_secret_of_the_account';
const today = utcDayOf(Date.now());
const range: SlotsRange = { eventType: { eventTypeId: 101 }, from: utcDay(today + 1), until: utcDay(today + 14) };
const never = new AbortController().signal;

const clientFor = (
  apiUrl: string,
  { timeoutMs = 20_000, apiKey = KEY }: { timeoutMs?: number; apiKey?: string } = {},
) => createSlotsClient({ apiUrl, apiKey, apiVersion: '2024-09-04', timeoutMs, clock: () => epochMs(Date.now()) });

/** A server whose answers a test writes itself. */
const serve = async (listener: Parameters<typeof createServer>[1]): Promise<{ url: string; server: Server }> => {
  const server = createServer(listener as never);
  return { url: `http://127.0.0.1:${await listenHere(server)}`, server };
};

const answerWith = (data: unknown) =>
  serve((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data }));
  });

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );

describe('an answer', () => {
  it('holds the slots of the days asked for, ascending, with their ends', async () => {
    const cal = await startCal();
    const before = Date.now();
    const { slots, observedAt, allowance } = await clientFor(cal.url).fetchSlots(range, never);

    expect(slots.length).toBeGreaterThan(20);
    expect(slots.map(({ start }) => start)).toEqual(slots.map(({ start }) => start).toSorted((a, b) => a - b));
    for (const { start, end } of slots) {
      expect(end - start).toBe(30 * 60_000);
      expect(start).toBeGreaterThanOrEqual(startOfUtcDay(range.from));
      expect(start).toBeLessThan(startOfUtcDay(range.until) + DAY_MS);
    }
    expect(observedAt).toBeGreaterThanOrEqual(before);
    expect(allowance).toEqual({ limit: 120, remaining: 119, resetSeconds: 60 });
    const [call] = (await cal.calls()).calls;
    const query = new URLSearchParams(call?.query);
    expect(query.get('format')).toBe('range');
    expect(query.has('timeZone')).toBe(false);
  });

  it.each([
    ['a user and a slug', { eventTypeSlug: 'planning', username: 'olga', organizationSlug: 'acme' }],
    ['a team and a slug', { eventTypeSlug: 'support-call', teamSlug: 'support' }],
    ['several people', { usernames: ['olga', 'pavel'], organizationSlug: 'acme' }],
  ])('comes for %s', async (_, eventType) => {
    const cal = await startCal();
    const { slots } = await clientFor(cal.url).fetchSlots({ ...range, eventType }, never);
    expect(slots.length).toBeGreaterThan(0);
  });

  it('can be for some hosts of a round robin only', async () => {
    const urls: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      urls.push(request.url);
      response.setHeader('content-type', 'application/json').end('{"data":{},"status":"success"}');
    });
    await clientFor(url).fetchSlots({ ...range, rrHostSubsetIds: [7, 12] }, never);
    expect(new URL(urls[0] ?? '', url).searchParams.get('rrHostSubsetIds')).toBe('7,12');
  });

  it('asks for thirty minutes of people where nobody asked for a length', async () => {
    const cal = await startCal();
    const client = clientFor(cal.url);
    const people = { usernames: ['olga', 'pavel'], organizationSlug: 'acme' };
    await client.fetchSlots({ ...range, eventType: people }, never);
    await client.fetchSlots({ ...range, eventType: people, durationMinutes: 60 }, never);
    await client.fetchSlots(range, never);
    const durations = (await cal.calls()).calls.map(({ query }) => new URLSearchParams(query).get('duration'));
    expect(durations).toEqual(['30', '60', null]);
  });

  it('says what is left of the seats, and heeds the duration', async () => {
    const cal = await startCal();
    const client = clientFor(cal.url);
    const workshop = await client.fetchSlots({ ...range, eventType: { eventTypeId: 104 } }, never);
    for (const { seatsTotal, seatsRemaining = 0, seatsBooked = 0 } of workshop.slots) {
      expect([seatsTotal, seatsRemaining + seatsBooked]).toEqual([6, 6]);
    }
    const short = await client.fetchSlots({ ...range, eventType: { eventTypeId: 107 }, durationMinutes: 15 }, never);
    expect(short.slots.every(({ start, end }) => end - start === 15 * 60_000)).toBe(true);
  });

  it('is empty for a full calendar', async () => {
    const cal = await startCal();
    const { slots } = await clientFor(cal.url).fetchSlots({ ...range, eventType: { eventTypeId: 105 } }, never);
    expect(slots).toEqual([]);
  });

  it('has no doubles, nothing beyond the range, and may hold fields that nobody knows yet', async () => {
    const day = new Date(startOfUtcDay(range.from)).toISOString().slice(0, 10);
    const slot = { start: `${day}T09:00:00.000Z`, end: `${day}T09:30:00.000Z`, room: 'new' };
    const sameInstant = { start: `${day}T11:00:00.000+02:00`, end: `${day}T11:30:00.000+02:00` };
    const beyond = { start: '2020-01-01T09:00:00Z', end: '2020-01-01T10:00:00Z' };
    const { url } = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({ status: 'success', data: { [day]: [slot, sameInstant, beyond] }, version: 3 }));
    });
    const { slots, allowance } = await clientFor(url).fetchSlots(range, never);
    expect(slots).toEqual([{ start: Date.parse(slot.start), end: Date.parse(slot.end) }]);
    expect(allowance).toBeUndefined();
  });

  it('is used without its odd slots, which are counted', async () => {
    const day = new Date(startOfUtcDay(range.from)).toISOString().slice(0, 10);
    const good = { start: `${day}T09:00:00.000Z`, end: `${day}T09:30:00.000Z`, seatsRemaining: null };
    const { url } = await answerWith({
      [day]: [
        { ...good, start: `${day}T09:30:00.000Z` },
        { ...good, start: `${day}T10:00:00.000Z` },
        { ...good, seatsRemaining: -1, seatsTotal: 2, seatsBooked: 3 },
        { ...good, seatsBooked: -1 },
        { start: `${day}T11:00:00.000`, end: good.end },
        { start: 'noon', end: good.end },
        { start: good.start },
        null,
        7,
        good,
      ],
      someday: 7,
    });
    const { slots, leftOut } = await clientFor(url).fetchSlots(range, never);
    expect(slots).toEqual([{ start: Date.parse(good.start), end: Date.parse(good.end) }]);
    expect(leftOut).toEqual({ no_length: 2, overbooked: 1, unreadable: 7 });
  });

  it.each([
    ['of nothing', {}],
    ['of a day without slots', { '2026-12-01': [] }],
    [
      'of sold-out slots alone',
      { '2026-12-01': [{ start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', seatsRemaining: -2 }] },
    ],
  ])('%s is an empty one', async (_, data) => {
    const { url } = await answerWith(data);
    expect((await clientFor(url).fetchSlots(range, never)).slots).toEqual([]);
  });

  it('carries the tightest of several limits, whatever they are called', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeaders(
        new Headers({
          'content-type': 'application/json',
          'X-RateLimit-Limit-Own': '500',
          'X-RateLimit-Remaining-Own': '77',
          'X-RateLimit-Reset-Own': '12',
          'X-RateLimit-Limit-Default': '120',
          'X-RateLimit-Remaining-Default': '80',
          'X-RateLimit-Reset-Default': '40',
          'X-RateLimit-Limit-Broken': '0',
        }),
      );
      response.end('{"status":"success","data":{}}');
    });
    const { allowance } = await clientFor(url).fetchSlots(range, never);
    expect(allowance).toEqual({ limit: 500, remaining: 77, resetSeconds: 12 });
  });
});

describe('a refusal', () => {
  it('carries Cal.com’s status, code and message', async () => {
    const cal = await startCal();
    const error = await failureOf(clientFor(cal.url).fetchSlots({ ...range, eventType: { eventTypeId: 5 } }, never));
    expect(error).toBeInstanceOf(CalcomRefused);
    expect(error).toMatchObject({ status: 404, code: 'NotFoundException', allowance: { remaining: 119 } });
    expect(String(error)).toContain('Event Type not found');
  });

  it.each([
    [401, 'UnauthorizedException', 'CustomThrottlerGuard - Invalid API Key', 'key'],
    [401, 'TRPCError', 'Some of the users in this group do not allow dynamic booking', 'question'],
    [404, 'NotFoundException', 'Team with slug zzz not found', 'event-type'],
    [404, 'TRPCError', 'NOT_FOUND', 'question'],
    [400, 'BadRequestException', 'Could not create UTC time for slot', 'passing'],
  ])('%i %s: %s is about the %s', async (status, code, message, cause) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'error', error: { code, message } }));
    });
    const error = await failureOf(clientFor(url).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomRefused', status, code, message });
    expect(causeOf({ status, code })).toBe(cause);
  });

  it.each([
    ['a page', 403, '<html>Forbidden</html>'],
    ['a proxy’s page', 404, 'default backend - 404'],
    ['another service’s error', 401, '{"message":"Unauthorized"}'],
    ['Cal.com’s router', 404, '{"error":{"code":"NotFoundException","message":"Cannot GET /v2/slots?eventTypeId=1"}}'],
  ])('that is not of its slots says nothing of the question: %s', async (_whose, status, body) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' });
      response.end(body);
    });
    const error = await failureOf(clientFor(url).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomUnavailable', reason: 'misdirected' });
  });

  it('for too many calls says when it ends', async () => {
    const cal = await startCal({ rateLimit: { limit: 1, blockMs: 45_000 } });
    const client = clientFor(cal.url);
    await client.fetchSlots(range, never);
    const error = await failureOf(client.fetchSlots(range, never));
    expect(error).toBeInstanceOf(CalcomThrottled);
    expect(error).toMatchObject({ resetMs: 45_000, allowance: { remaining: 0 } });
  });
});

describe('a fault', () => {
  const cases: [GivenFault, string, RegExp][] = [
    [{ kind: 'error', status: 500 }, 'server_error', /500/],
    [{ kind: 'error', status: 503 }, 'server_error', /503/],
    [{ kind: 'html' }, 'server_error', /502/],
    [{ kind: 'html', status: 200 }, 'bad_response', /text\/html/],
    [{ kind: 'error', status: 302 }, 'bad_response', /302/],
    [{ kind: 'truncated' }, 'bad_response', /broke off/],
    [{ kind: 'reset' }, 'network', /ECONNRESET/],
    [{ kind: 'wrong_shape' }, 'bad_response', /shape/],
    [{ kind: 'no_offset' }, 'bad_response', /start: must be an instant with its offset/],
    [{ kind: 'huge' }, 'bad_response', /longer than/],
  ];
  it.each(cases)('%o makes Cal.com unavailable: %s', async (fault, reason, message) => {
    const cal = await startCal();
    await cal.setFaults(fault);
    const client = clientFor(cal.url);
    const error = await failureOf(client.fetchSlots(range, never));
    expect(error).toBeInstanceOf(CalcomUnavailable);
    expect(error).toMatchObject({ reason });
    expect(String(error)).toMatch(message);

    await cal.setFaults();
    expect((await client.fetchSlots(range, never)).slots).not.toHaveLength(0);
  });

  const day = '2026-12-01';
  it.each([
    ['no end', [{ start: `${day}T09:00:00Z` }], /end/],
    ['an end before its start', [{ start: `${day}T09:00:00Z`, end: `${day}T08:00:00Z` }], /after start/],
    ['a day that is not', [{ start: '2026-02-30T09:00:00Z', end: '2026-02-30T10:00:00Z' }], /start/],
    ['no slots but a number', 7, /object/],
    ['slots of no length alone', [{ start: `${day}T09:00:00Z`, end: `${day}T09:00:00Z` }], /after start/],
  ])('of shape is found: %s', async (_, slots, message) => {
    const { url } = await answerWith({ [day]: slots });
    const error = await failureOf(clientFor(url).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomUnavailable', reason: 'bad_response' });
    expect(String(error)).toMatch(message);
  });

  it('of JSON is found without quoting it', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"status": "success", "data": anna');
    });
    const error = await failureOf(clientFor(url).fetchSlots(range, never));
    expect(error).toMatchObject({ reason: 'bad_response' });
    expect(String(error)).not.toContain('anna');
  });

  it('of the connection is found', async () => {
    const cal = await startCal();
    await cal.close();
    const error = await failureOf(clientFor(cal.url).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomUnavailable', reason: 'network' });
    expect(String(error)).toContain('ECONNREFUSED');
  });

  it('that hangs is a timeout, and no error holds the key', async () => {
    const cal = await startCal();
    await cal.setFaults({ kind: 'hang' });
    const error = await failureOf(clientFor(cal.url, { timeoutMs: 300 }).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomUnavailable', reason: 'timeout' });
    expect(JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause)).not.toContain(KEY);
  });

  it('that dribbles is a timeout too', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json');
      const dribble = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(dribble));
    });
    const error = await failureOf(clientFor(url, { timeoutMs: 300 }).fetchSlots(range, never));
    expect(error).toMatchObject({ name: 'CalcomUnavailable', reason: 'timeout' });
  });
});

describe('aborting', () => {
  it('closes the socket and is an AbortError', async () => {
    const sockets: Socket[] = [];
    const { url } = await serve((request) => sockets.push(request.socket));
    const controller = new AbortController();
    const pending = failureOf(clientFor(url).fetchSlots(range, controller.signal));
    await vi.waitFor(() => expect(sockets).toHaveLength(1), { timeout: PATIENCE_MS });
    controller.abort(new Error('the caller has gone'));
    expect(await pending).toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), { timeout: PATIENCE_MS });
  });

  it('beforehand makes no call', async () => {
    const cal = await startCal();
    expect(await failureOf(clientFor(cal.url).fetchSlots(range, AbortSignal.abort()))).toMatchObject({
      name: 'AbortError',
    });
    expect((await cal.calls()).calls).toHaveLength(0);
  });
});

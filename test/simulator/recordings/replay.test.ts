/**
 * The recordings of a real Cal.com API v2, played through the simulator in their order: every answer agrees in status, body and headers,
 * and every webhook in its shape.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { RECORDED, type Recorded, WEBHOOKS } from './recorded.ts';
import { type Moment, recordedWorld } from './recorded_world.ts';

/** Requests that are not the simulator's to answer, or that it does not answer as they were recorded, and why. */
const LEFT_OUT: readonly [RegExp, string][] = [
  [/^seed |^PATCH schedule|^GET schedules|^DELETE event type$/, 'the world is given, not made over the API'],
  [/calendar(s|-)? ?(ics|s)|^GET calendars|^POST selected-calendars/, 'connected calendars are the world’s'],
  [/^GET (event-types|me)/, 'what an account has is another part’s'],
];

/** What differs from one run of Cal.com to the next: moments, and one-time names beyond those that stand in paths. */
const UNSTABLE = new Set(['timestamp', 'createdAt', 'updatedAt', 'reservationUntil']);
/** Where meetings take place, and how seated bookings are called in calendars, the simulator does not know. */
const UNKNOWN = new Set(['meetingUrl', 'location', 'icsUid']);
/** What Cal.com invents and what a later request may name. */
const NAMES = new Set(['uid', 'reservationUid', 'seatUid', 'recurringBookingUid']);

const LIMITS: Record<string, { name: string; limit: number; windowMs: number; blockMs: number }[]> = {
  cal_test_two_0123456789abcdef: [
    { name: 'short', limit: 3, windowMs: 5_000, blockMs: 7_000 },
    { name: 'long', limit: 6, windowMs: 60_000, blockMs: 20_000 },
  ],
  ...Object.fromEntries(
    ['anna', 'bob', 'ravi', 'lara', 'load', 'goog'].map((name) => [
      `cal_test_${name}_0123456789abcdef`,
      [{ name: 'default', limit: 100_000, windowMs: 60_000, blockMs: 60_000 }],
    ]),
  ),
};

type Told = { path: string; headers: Record<string, unknown>; body: Record<string, unknown>; probed?: unknown };

let now = 0;
const told: Told[] = [];
const simulators = new Map<string, Promise<{ url: string; simulator: Simulator }>>();
/** From the recorded names to those that the simulator gave. */
const renamed = new Map<string, string>();

const subscriber = createServer(async (request, response) => {
  const body = (await json(request)) as Record<string, unknown>;
  // What is told of a booking comes before the answer that names it, so it is found by its time.
  const probe = WEBHOOKS.find(
    ({ probeInsideHandler, request: recorded }) =>
      probeInsideHandler &&
      recorded.body.triggerEvent === body.triggerEvent &&
      payloadOf(recorded.body).startTime === payloadOf(body).startTime,
  );
  const address = new URL(probe?.request.path ?? '/', 'http://recorded').searchParams.get('probe');
  const probed = address ? await slotsOf(new URL(address)) : undefined;
  told.push({ path: String(request.url), headers: request.headers, body, probed });
  response.end();
});

async function slotsOf({ pathname, search }: URL): Promise<unknown> {
  const { url } = await simulatorFor({});
  const response = await fetch(url + pathname + search, { headers: { 'cal-api-version': '2024-09-04' } });
  return { status: response.status, body: await response.json() };
}

function simulatorFor(moment: Moment) {
  const key = JSON.stringify(moment);
  const known = simulators.get(key);
  if (known) return known;
  const simulator = createSimulator({
    world: recordedWorld(moment),
    clock: () => now,
    latency: 'none',
    keyLimits: LIMITS,
  });
  const started = simulator.listen(0).then(({ url }) => ({ url, simulator }));
  simulators.set(key, started);
  return started;
}

beforeAll(async () => {
  subscriber.listen(0, '127.0.0.1');
  await once(subscriber, 'listening');
});

afterAll(async () => {
  for (const started of simulators.values()) await (await started).simulator.close();
  subscriber.closeAllConnections();
  subscriber.close();
});

/** A text with every recorded name in it replaced. */
function rename(text: string): string {
  let renaming = text.replaceAll(
    'http://127.0.0.1:5600',
    `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}`,
  );
  for (const [recorded, ours] of renamed) renaming = renaming.replaceAll(recorded, ours);
  return renaming;
}

/** Learns what the simulator calls that which the recording calls otherwise. */
function learn(recorded: unknown, ours: unknown): void {
  if (typeof recorded !== 'object' || typeof ours !== 'object' || !recorded || !ours) return;
  for (const [key, value] of Object.entries(recorded)) {
    const mine = (ours as Record<string, unknown>)[key];
    const isName = NAMES.has(key) || (key === 'id' && typeof value === 'string');
    if (isName && typeof value === 'string' && typeof mine === 'string') renamed.set(value, mine);
    else learn(value, mine);
  }
}

function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (UNKNOWN.has(key)) return [key, '…'];
      if (UNSTABLE.has(key)) return [key, Number.isNaN(Date.parse(String(inner))) ? inner : 'a moment'];
      return [key, stable(inner)];
    }),
  );
}

function momentOf({ label }: Recorded): Moment {
  if (/override/.test(label)) return { overridden: true };
  if (/OOO/.test(label)) return { absent: true };
  return /^deleted event type/.test(label) ? { deleted: true } : {};
}

/** What went on between the recorded requests. */
async function meanwhile({ n, label }: Recorded, url: string): Promise<void> {
  const control = (method: string, path: string, body: unknown) =>
    fetch(`${url}/control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const reading = (hostUsername: string, as: string) => control('PUT', 'calendar', { hostUsername, reading: as });
  if (label === 'p24 429 of default limit') {
    const headers = { authorization: 'Bearer cal_test_limits_0123456789abcdef', 'cal-api-version': '2024-09-04' };
    // Three were used before.
    for (let used = 3; used < 120; used++) await fetch(`${url}/v2/slots`, { headers });
  }
  if (n === 204) {
    // Somebody asked the same while the booking stood, and the answer was kept.
    await fetch(`${url}/v2/slots?eventTypeId=2&start=2026-12-07&end=2026-12-07`, {
      headers: { 'cal-api-version': '2024-09-04' },
    });
  }
  if (label === 'p8 calendar answers 500') await reading('bob', 'ignored');
  if (label === 'p8 calendar ok again') await reading('bob', 'read');
  if (label === 'p8 google calendar unreachable') await reading('ravi', 'unreadable');
  if (label === 'p8 goog') await reading('goog', 'unreadable');
  if (label === 'p9 tz Asia/Calcutta') await reading('ravi', 'read');
}

async function ask(recorded: Recorded) {
  const { url } = await simulatorFor(momentOf(recorded));
  now = Date.parse(recorded.at);
  await meanwhile(recorded, url);
  const { method, path, body } = recorded.request;
  const headers = new Headers(recorded.request.headers);
  // A key is unknown here when it says so.
  if (headers.get('authorization') === 'Bearer cal_nonexistent') headers.set('authorization', 'Bearer cal_invalid');
  const response = await fetch(url + rename(path), {
    method,
    headers,
    body: body === undefined ? null : rename(JSON.stringify(body)),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
}

function payloadOf(body: Record<string, unknown>): Record<string, unknown> {
  return (body.payload ?? {}) as Record<string, unknown>;
}

const asked = RECORDED.filter(({ label }) => !LEFT_OUT.some(([left]) => left.test(label)));

describe('recorded requests, in their order', () => {
  test.each(asked.map((recorded) => [recorded.n, recorded.label, recorded] as const))(
    '%i %s',
    async (_n, _label, recorded) => {
      const ours = await ask(recorded);
      learn(recorded.response.body, ours.body);
      const expected = recorded.response.body;
      expect(ours.status).toBe(recorded.response.status);
      expect(stable(ours.body)).toEqual(stable(expected === '' ? '' : JSON.parse(rename(JSON.stringify(expected)))));
      for (const [name, value] of Object.entries(recorded.response.headers)) {
        const mine = ours.headers.get(name);
        if (
          !name.startsWith('x-ratelimit') ||
          name.includes('-limit-limit') ||
          /two limits|poll/.test(recorded.label)
        ) {
          expect([name, mine]).toEqual([name, value]);
        } else expect([name, mine]).toEqual([name, expect.any(String)]);
      }
      const isLimited = 'x-ratelimit-limit-default' in recorded.response.headers;
      if (!isLimited) expect(ours.headers.get('x-ratelimit-limit-default')).toBeNull();
    },
  );
});

describe('recorded webhooks', () => {
  /** Its keys and what kind of value each has. A value that was null may be anything. */
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, 1).map(shape);
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
  };

  test.each(WEBHOOKS.map((webhook) => [webhook.request.body.triggerEvent ?? 'template', webhook] as const))(
    '%s',
    (_trigger, { request, probeInsideHandler }) => {
      const { body } = request;
      const uid = rename(String(payloadOf(body).uid));
      const ours = told.find((one) =>
        body.triggerEvent === undefined
          ? one.body.trigger === body.trigger
          : one.body.triggerEvent === body.triggerEvent && payloadOf(one.body).uid === uid,
      );
      expect(ours).toBeDefined();
      // Connected calendars have no names here.
      const isConnected = (payloadOf(body).destinationCalendar as unknown[] | null)?.length;
      const left = isConnected ? { destinationCalendar: undefined, appsStatus: undefined } : {};
      const compared = (one: Record<string, unknown>) =>
        shape('payload' in one ? { ...one, payload: { ...payloadOf(one), ...left } } : one);
      expect(compared(ours?.body ?? {})).toEqual(compared(body));
      expect(ours?.headers).toMatchObject({
        'content-type': request.headers['content-type'],
        'x-cal-webhook-version': request.headers['x-cal-webhook-version'],
        'x-cal-signature-256': expect.stringMatching(
          request.headers['x-cal-signature-256'] === 'no-secret-provided' ? /^no-secret-provided$/ : /^[0-9a-f]{64}$/,
        ),
      });
      if (probeInsideHandler) expect(ours?.probed).toEqual(probeInsideHandler);
    },
  );
});

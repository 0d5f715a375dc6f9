/** A system that Cal.com tells of bookings, and webhooks to send it: what the tests of webhooks share. */
import { createHmac } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import { storedSegmentsName } from '../../../src/availability/segment_key.ts';
import { SegmentStore } from '../../../src/availability/segment_store.ts';
import { Catalogue } from '../../../src/catalogue/catalogue.ts';
import { CatalogueStore } from '../../../src/catalogue/catalogue_store.ts';
import { epochMs, startOfUtcDay, type UtcDay, utcDayOf } from '../../../src/verification/time.ts';
import { type InProcessSystem, type Reply, type SystemOptions, send, startSystem } from '../../support/system.ts';
import { toldIn } from '../../support/told.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

/** Signs every webhook. */
export const SECRET = 'a secret of the webhook';
/** In milliseconds. */
export const MINUTE = 60_000;

/** A Tuesday on which the simulator's host works. */
export const START = '2026-11-24T09:00:00Z';
/** Its day. */
export const DAY = utcDayOf(Date.parse(START));

/** A system whose webhooks are on, and a look at what it has cached. */
export interface Hooked extends InProcessSystem {
  hook(body: unknown, options?: HookOptions): Promise<Reply>;
  /**
   * What is cached, by name, for each day asked for: `gone`, `fresh`, `doubted`, or `cut` where some time of a doubted day is not offered any
   * more.
   */
  state(name: string, ...days: number[]): Promise<string[]>;
  readonly client: Redis;
}

/** How a webhook is sent. */
export interface HookOptions {
  /** `null` for none. */
  readonly signature?: string | null;
  readonly api?: number;
  readonly contentType?: string;
}

/** Half an hour after half an hour, all day long. */
const slotsOf = (day: UtcDay) =>
  Array.from({ length: 48 }, (_, half) => {
    const start = startOfUtcDay(day) + half * 30 * MINUTE;
    return { start: epochMs(start), end: epochMs(start + 30 * MINUTE) };
  });

/** Starts one, to which Cal.com's slots know of a booking at once unless settings say otherwise. */
export const hooked = async (options: SystemOptions = {}): Promise<Hooked> => {
  const env = { CALCOM_WEBHOOK_SECRET: SECRET, CALCOM_LAG_SECONDS: '0', ...options.env };
  const system = await startSystem({ ...options, env });
  const client = new Redis(system.redis.url);
  onTestFinished(() => client.disconnect());
  const catalogue = new Catalogue(new CatalogueStore(client, DEFAULT_ACCOUNT), () => undefined);
  onTestFinished(() => catalogue.close());
  await catalogue.load();
  const store = new SegmentStore(client, DEFAULT_ACCOUNT, 86_400, toldIn(client, catalogue, system.now));
  return {
    ...system,
    client,
    hook: (body, { signature, api = 0, contentType = 'application/json' } = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = new Headers({ 'content-type': contentType });
      const sign = signature === undefined ? createHmac('sha256', SECRET).update(text).digest('hex') : signature;
      if (sign !== null) headers.set('x-cal-signature-256', sign);
      return send(`${system.urls[api]}/v1/calcom/webhooks`, { method: 'POST', headers, body: text });
    },
    state: async (name, ...days) => {
      const { segments, changes } = await store.read(storedSegmentsName(name), days as UtcDay[]);
      return (days as UtcDay[]).map((day) => {
        const observedAt = segments.get(day)?.observedAt;
        if (observedAt === undefined) return 'gone';
        if (changes.standing(day, { observedAt, slots: slotsOf(day) }).length < 48) return 'cut';
        return changes.doubtedUntil(day, observedAt) === undefined ? 'fresh' : 'doubted';
      });
    },
  };
};

/** A webhook of a booking of 101 at `START`, unless fields say otherwise. */
export const webhook = (
  system: InProcessSystem,
  fields: Record<string, unknown> = {},
  trigger = 'BOOKING_CREATED',
) => ({
  triggerEvent: trigger,
  createdAt: new Date(system.now()).toISOString(),
  payload: {
    uid: 'a-booking',
    eventTypeId: 101,
    type: 'intro',
    startTime: START,
    endTime: '2026-11-24T09:30:00Z',
    length: 30,
    organizer: { username: 'anna', email: 'anna@example.com', timeZone: 'Europe/Berlin' },
    ...fields,
  },
});

/** Asks for `START`. */
export const ask = async (system: InProcessSystem, eventType: Record<string, unknown>, api = 0): Promise<Reply> => {
  const reply = await system.verify({ ...eventType, start: '2026-11-24T09:00Z', timeZone: 'UTC' }, {}, api);
  expect(reply.status).toBe(200);
  return reply;
};

/** Asks for them all, a minute ago. */
export const warm = async (system: InProcessSystem, ...eventTypes: Record<string, unknown>[]): Promise<void> => {
  for (const eventType of eventTypes) await ask(system, eventType);
  system.pass(MINUTE);
};

/** The first time of 25 November at which the simulator has 101 free. */
export const firstFree = async (system: InProcessSystem): Promise<string> => {
  const { body } = await send(`${system.calcomUrl}/v2/slots?eventTypeId=101&start=2026-11-25&end=2026-11-25`, {
    headers: { 'cal-api-version': '2024-09-04' },
  });
  const [slot] = Object.values(body.data as Record<string, { start: string }[]>).flat();
  return slot?.start ?? '';
};

/** Books in the simulator, which tells nobody of it unless somebody has subscribed. */
export const book = async (system: InProcessSystem, start: string, eventTypeId = 101): Promise<void> => {
  const attendee = { name: 'Zoe', email: 'zoe@example.com', timeZone: 'UTC' };
  const { status } = await send(`${system.calcomUrl}/v2/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify({ eventTypeId, start, attendee }),
  });
  expect(status).toBe(201);
};

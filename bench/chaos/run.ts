/** One run: real processes under load, the plan's faults, and what the model makes of all that was said. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { epochMs } from '../../src/verification/time.ts';
import { CONTENDER_KEY, startCalcom } from '../calcom.ts';
import { eventTypeIdOf, questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { callsOf, EVENT_TYPES, keepTelling, listedBy, ZONE } from './calendars.ts';
import { openDoors } from './doors.ts';
import { anyOf, exchange } from './exchange.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { type Asked, type Document, documentSchema, type Figures, Model } from './model.ts';
import type { PlannedFault } from './plan.ts';
import { startRedisPair } from './redis_pair.ts';
import { strikeAll } from './strike.ts';

/** What a run is to be. */
export interface RunSettings {
  readonly seed: string;
  readonly plan: readonly PlannedFault[];
  readonly durationMs: number;
  /** How many verifications are to be accepted. The load goes on after the plan until they are. */
  readonly accepted: number;
  /** Told as each fault strikes. */
  readonly onFault: (fault: PlannedFault) => void;
}

/** What came of it. */
export interface RunResult {
  readonly figures: Figures & {
    readonly refused: number;
    readonly answeredAtOnce: number;
    readonly bookingsTold: number;
    readonly calls: number;
    readonly tooManyRequests: number;
    readonly seconds: number;
    readonly drainSeconds: number;
  };
  /** Whatever was not as it has to be, in words. None: the run held. */
  readonly violations: readonly string[];
}

const WEBHOOK_SECRET = 'chaos-webhook-secret';
const CALLBACK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The limit of the simulator's account and of ours are the same: a 429 that was not made to order is our fault. */
const CALLS_PER_MINUTE = 1_800;

/** The load is a little faster than it has to be, as some of it is refused. */
const HASTE = 1.3;

/** With no delivery for so long, nothing more is expected; far more than any retry takes, as no machine's speed is to decide. */
const SILENCE_MS = 150_000;

/** Runs it. */
export const runChaos = async ({ seed, plan, durationMs, accepted, onFault }: RunSettings): Promise<RunResult> => {
  const calcom = await startCalcom({ seed, latencyMs: '20-80', rateLimit: CALLS_PER_MINUTE });
  const redis = await startRedisPair();
  const fleet = await startFleet({
    REDIS_URL: redis.url,
    CALCOM_API_URL: calcom.url,
    CALCOM_API_KEY: CONTENDER_KEY,
    CALCOM_RATE_LIMIT_PER_MINUTE: String(CALLS_PER_MINUTE),
    CALCOM_CALLS_PER_SECOND: '30',
    CALCOM_WEBHOOK_SECRET: WEBHOOK_SECRET,
    CALCOM_TIMEOUT_MS: '2000',
    BREAKER_COOLDOWN_MS: '1000',
    CACHE_FRESH_SECONDS: '5',
    CACHE_STALE_SECONDS: '10',
    CALLBACK_SECRET,
    CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
    WARM_EVENT_TYPES: 'none',
    NODE_ENV: 'production',
  });
  const model = new Model(await listedBy(calcom));
  const asked = new Map<number, Asked>();
  let lastDelivery = Date.now();
  const doors = await openDoors(
    (number, webhookId, body) => {
      const question = asked.get(number);
      if (question === undefined) return model.violate(`a callback for ${number}, which nobody asked`);
      lastDelivery = Date.now();
      model.call(question, webhookId, z.object({ data: documentSchema }).parse(JSON.parse(body)).data);
    },
    async (body, headers) =>
      (await exchange(anyOf(fleet), '/v1/calcom/webhooks', { method: 'POST', body, headers })).ok,
  );
  await calcom.subscribe(`${doors.url}/webhooks`, WEBHOOK_SECRET);

  const began = Date.now();
  const loadOver = new AbortController();
  const booking = keepTelling(calcom, model, seed, loadOver.signal);
  const striking = strikeAll(plan, { calcom, redis, fleet }, onFault);
  const next = questions({
    random: seededRandom(`${seed}/chaos/questions`),
    eventTypes: EVENT_TYPES,
    skew: 0.5,
    clock: () => epochMs(Date.now()),
    timeZones: [ZONE],
  });
  let [refused, answeredAtOnce] = [0, 0];
  const put = async (number: number): Promise<void> => {
    const { eventTypeId, start, timeZone } = next();
    // Two of three want it from Cal.com, and are accepted; the third is answered by what is known.
    const isAccepted = number % 3 !== 0;
    const question = { number, eventTypeId, at: Date.now() };
    asked.set(number, question);
    const body = JSON.stringify({
      eventTypeId,
      start: new Date(start).toISOString(),
      timeZone,
      ...(isAccepted ? { maxAge: 0, callbackUrl: `${doors.url}/callback/${number}` } : {}),
    });
    const headers = { 'content-type': 'application/json' };
    const reply = await exchange(anyOf(fleet), '/v1/verifications', { method: 'POST', body, headers }).catch(
      () => undefined,
    );
    if (reply?.status === 202 && isAccepted) model.accept(question, documentSchema.parse(JSON.parse(reply.text)));
    else if (reply?.status === 200) {
      answeredAtOnce++;
      model.offer(question, documentSchema.parse(JSON.parse(reply.text)));
    } else if (reply?.status !== 202) {
      refused++;
      if (reply !== undefined && reply.status !== 503 && reply.status !== 504)
        model.violate(`${number} was refused with ${reply.status}: ${reply.text.slice(0, 200)}`);
    }
  };
  const everyMs = durationMs / (accepted * HASTE * 1.5);
  const underWay = new Set<Promise<void>>();
  let faultsAreOver = false;
  void striking.then(() => {
    faultsAreOver = true;
  });
  for (let number = 1; model.acceptedCount < accepted || !faultsAreOver; number++) {
    const due = began + number * everyMs;
    if (due > Date.now()) await sleep(due - Date.now());
    // As a balancer does: it holds only so many.
    while (underWay.size > 200) await Promise.race(underWay);
    const one = put(number).finally(() => underWay.delete(one));
    underWay.add(one);
    if (Date.now() - began > 3 * durationMs + SILENCE_MS) break;
  }
  await Promise.all(underWay);
  loadOver.abort();
  await striking;
  const bookingsTold = await booking;
  const loadEnded = Date.now();
  if (model.acceptedCount < accepted) model.violate(`only ${model.acceptedCount} were accepted`);

  while (model.undelivered().length > 0 && Date.now() - Math.max(lastDelivery, loadEnded) < SILENCE_MS) await sleep(50);
  const drained = Date.now();
  await pollAll(fleet, model);
  await allAreFresh(fleet, model);
  const calls = await callsOf(calcom);
  const tooManyRequests = calls.filter(({ status, fault }) => status === 429 && fault === null).length;
  if (tooManyRequests > 0) model.violate(`Cal.com refused ${tooManyRequests} calls with a 429 of its own`);
  const figures = {
    ...model.close(),
    refused,
    answeredAtOnce,
    bookingsTold,
    calls: calls.length,
    tooManyRequests,
    seconds: Math.round((loadEnded - began) / 1000),
    drainSeconds: Math.round((drained - loadEnded) / 1000),
  };
  await fleet.stop();
  doors.close();
  await redis.stop();
  await calcom.stop();
  return { figures, violations: model.violations };
};

const documentOf = async (fleet: Fleet, id: string): Promise<Document | undefined> => {
  for (let attempt = 0; attempt < 5; attempt++) {
    const reply = await exchange(anyOf(fleet), `/v1/verifications/${id}`, {}).catch(() => undefined);
    if (reply?.status === 200) return documentSchema.parse(JSON.parse(reply.text));
    if (reply?.status === 404) return undefined;
    await sleep(1_000);
  }
  return undefined;
};

const pollAll = async (fleet: Fleet, model: Model): Promise<void> => {
  const rest = model.accepted().entries();
  const one = async (): Promise<void> => {
    for (const [number, id] of rest) model.poll(number, await documentOf(fleet, id));
  };
  await Promise.all(Array.from({ length: 10 }, one));
};

/** Every event type is answered from what was seen just now, however old it had become. */
const allAreFresh = async (fleet: Fleet, model: Model): Promise<void> => {
  const waiting = new Set(Array.from({ length: EVENT_TYPES }, (_, rank) => eventTypeIdOf(rank)));
  const start = `${Temporal.Now.plainDateISO(ZONE).add({ days: 3 })}T14:00`;
  for (const until = Date.now() + SILENCE_MS; waiting.size > 0 && Date.now() < until; await sleep(200))
    for (const eventTypeId of waiting) {
      const body = JSON.stringify({ eventTypeId, start, timeZone: ZONE });
      const headers = { 'content-type': 'application/json' };
      const reply = await exchange(anyOf(fleet), '/v1/verifications', { method: 'POST', body, headers }).catch(
        () => undefined,
      );
      if (reply?.status === 200 && documentSchema.parse(JSON.parse(reply.text)).freshness === 'fresh')
        waiting.delete(eventTypeId);
    }
  for (const eventTypeId of waiting) model.violate(`event type ${eventTypeId} is not fresh again in the end`);
};

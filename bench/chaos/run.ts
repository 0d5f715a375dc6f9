/** One run: real processes under load, the plan's faults, and what the model makes of all that was said. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { epochMs } from '../../src/verification/time.ts';
import { CONTENDER_KEY, startCalcom } from '../calcom.ts';
import { questions } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { callsOf, EVENT_TYPES, keepTelling, listedBy, ZONE } from './calendars.ts';
import { openDoors } from './doors.ts';
import { type Answered, anyOf, exchange } from './exchange.ts';
import { findFaketime } from '../faketime.ts';
import { createClocks } from './clocks.ts';
import { atTheEnd, END_PATIENCE_MS } from './end.ts';
import { startFleet } from './fleet.ts';
import { type Asked, documentSchema, type Figures, Model } from './model.ts';
import { type PlannedFault, wordsOf } from './plan.ts';
import { startRedisPair } from './redis_pair.ts';
import { strikeAll } from './strike.ts';

/** What a run is to be. */
export interface RunSettings {
  readonly seed: string;
  readonly plan: readonly PlannedFault[];
  readonly durationMs: number;
  /** How many verifications are to be accepted. The load goes on after the plan until they are. */
  readonly accepted: number;
  /** Told as each fault strikes. @param at in ms, from the beginning of the load */
  readonly onFault: (fault: PlannedFault, at: number) => void;
  /** Told what a run has come to. */
  readonly onStage?: (words: string) => void;
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
  /** See `Fleet`. */
  readonly complaints: readonly string[];
}

const WEBHOOK_SECRET = 'chaos-webhook-secret';
const CALLBACK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The limit of the simulator's account and of ours are the same: a 429 that was not made to order is our fault. */
const CALLS_PER_MINUTE = 1_800;

/** The load is a little faster than it has to be, as some of it is refused. */
const HASTE = 1.3;

/** Callers who want to know of the next hours, and how far ahead they look at most, in half hours. */
const SOON_SHARE = 0.2;
const SOON_HALF_HOURS = 12;
const HALF_HOUR_MS = 30 * 60_000;

/** Of those whose answer came, so many are repeated, too. */
const REPEATED_EACH = 20;

/** Whether an api may not reach Redis for a while, or not hear of it. */
const keepsFromRedis = (fault: PlannedFault): boolean =>
  fault.kind === 'failover' || ('target' in fault && fault.target === 'redis') || fault.kind === 'freeze';

/** Runs it. */
export const runChaos = async (settings: RunSettings): Promise<RunResult> => {
  const { seed, plan, durationMs, accepted, onFault, onStage = () => undefined } = settings;
  const calcom = await startCalcom({ seed, latencyMs: '20-80', rateLimit: CALLS_PER_MINUTE });
  const redis = await startRedisPair();
  const clocks = createClocks(findFaketime());
  const env = {
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
  };
  const fleet = await startFleet(env, clocks);
  let began = Date.now();
  let lastStrike = '';
  const listed = await listedBy(calcom);
  const model = new Model({
    listed,
    clock: () => Date.now(),
    moment: () => `[${((Date.now() - began) / 1000).toFixed(1)} s${lastStrike}] `,
  });
  const asked = new Map<number, Asked>();
  /** What was sent of those that are sent once more in the end, under their keys. */
  const again = new Map<number, string>();
  const doors = await openDoors(
    (number, webhookId, body) => {
      const question = asked.get(number);
      if (question === undefined) return model.violate(`a callback for ${number}, which nobody asked`);
      model.call(question, webhookId, z.object({ data: documentSchema }).parse(JSON.parse(body)).data);
    },
    async (body, headers) =>
      (await exchange(anyOf(fleet), '/v1/calcom/webhooks', { method: 'POST', body, headers })).ok,
  );
  await calcom.subscribe(`${doors.url}/webhooks`, WEBHOOK_SECRET);

  began = Date.now();
  const loadOver = new AbortController();
  const booking = keepTelling({ calcom, model, listed }, seed, loadOver.signal);
  const striking = strikeAll(plan, { calcom, redis, fleet, clocks }, (fault) => {
    lastStrike = `, after ${wordsOf(fault).trim()}`;
    if (keepsFromRedis(fault)) model.blind();
    onFault(fault, Date.now() - began);
  });
  const random = seededRandom(`${seed}/chaos/questions`);
  const next = questions({
    random,
    eventTypes: EVENT_TYPES,
    skew: 0.5,
    clock: () => epochMs(Date.now()),
    timeZones: [ZONE],
  });
  let [refused, answeredAtOnce] = [0, 0];
  const send = async (number: number, body: string): Promise<Answered | undefined> => {
    // Whoever asks for what is known sends none, so that it is known without Redis, too.
    const key = asked.get(number)?.isFromCalcom === true ? { 'idempotency-key': `chaos-${number}` } : {};
    const headers = { 'content-type': 'application/json', ...key };
    return await exchange(anyOf(fleet), '/v1/verifications', { method: 'POST', body, headers }).catch(() => undefined);
  };
  const put = async (number: number): Promise<void> => {
    const { eventTypeId, start, timeZone } = next();
    const isSoon = random() < SOON_SHARE;
    const soon = (Math.ceil(Date.now() / HALF_HOUR_MS) + Math.ceil(random() * SOON_HALF_HOURS)) * HALF_HOUR_MS;
    // Two of three want it from Cal.com, and are accepted; the third is answered by what is known.
    const isFromCalcom = number % 3 !== 0;
    const question = { number, eventTypeId, at: Date.now(), isFromCalcom };
    asked.set(number, question);
    const body = JSON.stringify({
      eventTypeId,
      start: new Date(isSoon ? soon : start).toISOString(),
      timeZone,
      ...(isFromCalcom ? { maxAge: 0, callbackUrl: `${doors.url}/callback/${number}` } : {}),
    });
    const reply = await send(number, body);
    if (isFromCalcom && (reply === undefined || (reply.ok && number % REPEATED_EACH === 0))) again.set(number, body);
    if (reply?.status === 202 && isFromCalcom) model.accept(question, documentSchema.parse(JSON.parse(reply.text)));
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
  const over = striking.finally(() => {
    faultsAreOver = true;
  });
  // Heard of below, when the load is over.
  over.catch(() => undefined);
  for (let number = 1; model.acceptedCount < accepted || !faultsAreOver; number++) {
    const due = began + number * everyMs;
    if (due > Date.now()) await sleep(due - Date.now());
    // As a balancer does: it holds only so many.
    while (underWay.size > 200) await Promise.race(underWay);
    const one = put(number).finally(() => underWay.delete(one));
    underWay.add(one);
    if (Date.now() - began > 3 * durationMs + END_PATIENCE_MS) break;
  }
  await Promise.all(underWay);
  loadOver.abort();
  await over;
  const bookingsTold = await booking;
  const loadEnded = Date.now();
  if (model.acceptedCount < accepted) model.violate(`only ${model.acceptedCount} were accepted`);
  const drained = await atTheEnd({ fleet, model, asked, again, send, onStage });
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
  const complaints = fleet.complaints();
  await fleet.stop();
  clocks.remove();
  doors.close();
  await redis.stop();
  await calcom.stop();
  return { figures, violations: model.violations, complaints };
};

/** The contender *slotproof*: the two processes as they are shipped, with a Redis of their own. */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { segmentsChanged } from '../../src/availability/segment_store.ts';
import { Usage } from '../../src/availability/usage.ts';
import { CatalogueStore } from '../../src/catalogue/catalogue_store.ts';
import { createRangesQueue } from '../../src/queues/ranges/queue.ts';
import { createWarmingQueue } from '../../src/queues/warming/queue.ts';
import { keptPort } from '../../test/support/kept_port.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { startProcess, type TestProcess } from '../../test/support/process.ts';
import { type RedisServer, startRedis } from '../../test/support/redis_server.ts';
import type { Answer, Ask, Contender, ContenderSettings } from '../contender.ts';
import { createExchanger, ExchangeFailed, type Exchanger } from './exchange.ts';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';

/** How long a user waits for an answer that comes later, in ms. */
const PATIENCE_MS = 30_000;

/** How long one poll of it waits, in seconds. */
const POLL_SECONDS = 10;

/** BullMQ orders delayed jobs by their due time (epoch ms) times this, plus a counter. */
const DELAYED_SCORE = 0x1000;

const WEBHOOK_SECRET = 'bench-webhook-secret';

/** What a scenario may do to it besides asking. */
export interface Slotproof extends Contender {
  readonly redis: RedisServer;
  /** Where Cal.com's webhooks are to be sent, and the secret to sign them with. */
  readonly webhooks: { readonly url: string; readonly secret: string };
  /** Waits until no call to Cal.com is queued or under way. */
  settle(): Promise<void>;
  /** Waits until `act` has changed something in the cache, or a second has passed. */
  untilChanged(act: () => Promise<void>): Promise<void>;
  /** Waits until Redis knows of a question asked at or after an instant: what is warmed depends on it. */
  untilCounted(since: EpochMs): Promise<void>;
  /**
   * Lets the round of warming run that is due at this instant of a clock that was moved, and waits until it rests: left alone a worker
   * looks at its schedule every ten seconds of real time.
   */
  keepSchedule(now: EpochMs): Promise<void>;
  /** SIGKILL to one of its workers. */
  killWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** The figures of the api process, in Prometheus' format. */
  metrics(): Promise<string>;
}

const documentSchema = z.object({
  status: z.enum(['queued', 'active', 'completed', 'failed']),
  outcome: z.enum(['available', 'alternatives', 'unavailable']).optional(),
  slot: z.object({ start: z.string() }).optional(),
  alternatives: z.array(z.object({ start: z.string() })).optional(),
  error: z.object({ status: z.int() }).optional(),
});

/**
 * Starts it.
 * @param workers how many worker processes
 * @throws when one of its processes does not start
 */
export const startSlotproof = async (
  settings: ContenderSettings & { readonly durable?: boolean },
  workers = 1,
): Promise<Slotproof> => {
  const redis = await startRedis({ aof: settings.durable === true });
  const port = await keptPort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    // Without webhooks means that nothing tells of bookings.
    CHANGES_CRON: 'off',
    // Of what the account has, the traffic asks for some: those are warmed as they are asked for.
    WARM_EVENT_TYPES: 'none',
    ...settings.env,
    REDIS_URL: redis.url,
    CALCOM_API_URL: settings.calcomUrl,
    CALCOM_API_KEY: settings.apiKey,
    CALCOM_WEBHOOK_SECRET: WEBHOOK_SECRET,
    NODE_ENV: 'production',
    PORT: String(port),
  };
  const exchanger = createExchanger(PATIENCE_MS + 5_000);
  const running: TestProcess[] = [];
  const startWorker = async (): Promise<void> => {
    const worker = startProcess('src/workers/main.ts', env);
    running.push(worker);
    await worker.waitForOutput(/workers run/);
  };
  const api = startProcess('src/api/main.ts', env);
  await Promise.all([api.waitForOutput(/api listens/), ...Array.from({ length: workers }, startWorker)]);

  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  // It comes back by itself; a scenario that kills Redis wants no word of it.
  connection.on('error', () => undefined);
  const subscriber = connection.duplicate();
  subscriber.on('error', () => undefined);
  const ranges = createRangesQueue(connection);
  const warming = createWarmingQueue(connection);
  for (const queue of [ranges, warming]) queue.on('error', () => undefined);
  const redisPid = Number(/process_id:(\d+)/.exec(await connection.info('server'))?.[1]);
  // As on any day but the first: what the account has is known.
  const catalogue = new CatalogueStore(connection, DEFAULT_ACCOUNT);
  while ((await catalogue.read()) === undefined) await pause(10);
  // Only read from.
  const usage = new Usage(connection, DEFAULT_ACCOUNT, 0, () => epochMs(Date.now()));
  let changes = 0;
  let nextRoundAt = 0;
  subscriber.on('message', () => changes++);
  await subscriber.subscribe(segmentsChanged(DEFAULT_ACCOUNT));

  const untilIdle = async (): Promise<void> => {
    for (;;) {
      const counts = await ranges.getJobCounts('waiting', 'prioritized', 'active');
      if (Object.values(counts).every((count) => count === 0)) return;
      await pause(1);
    }
  };

  return {
    name: 'slotproof',
    redis,
    webhooks: { url: `${url}/v1/calcom/webhooks`, secret: WEBHOOK_SECRET },
    ask: (ask) => verify(exchanger, url, ask),
    processes: () => [
      { role: 'api', pid: api.pid },
      { role: 'redis', pid: redisPid },
      ...running.map(({ pid }, index) => ({ role: workers === 1 ? 'worker' : `worker ${index + 1}`, pid })),
    ],
    settle: untilIdle,
    untilChanged: async (act) => {
      const before = changes;
      await act();
      for (let waited = 0; changes === before && waited < 1_000; waited++) await pause(1);
      // The api was told at the same moment; once it has answered a request that was sent later, it has read what it was told.
      await (await fetch(`${url}/healthz`)).body?.cancel();
    },
    untilCounted: async (since) => {
      while ((await usage.recent(since)).length === 0) await pause(5);
    },
    keepSchedule: async (now) => {
      while (now >= nextRoundAt) {
        // What a new job would do: whoever waits for one looks again, at the delayed ones too.
        await connection.zadd(warming.toKey('marker'), 0, '0');
        const [{ active = 0, waiting = 0 }, [, score]] = await Promise.all([
          warming.getJobCounts('active', 'waiting'),
          connection.zrange(warming.toKey('delayed'), '0', '0', 'WITHSCORES'),
        ]);
        const next = Number(score) / DELAYED_SCORE;
        if (active + waiting === 0 && next > now) nextRoundAt = next;
        else await pause(2);
      }
    },
    killWorker: async () => {
      await running.shift()?.kill();
    },
    startWorker,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    stop: async () => {
      exchanger.close();
      await Promise.all([ranges.close(), warming.close()]);
      connection.disconnect();
      subscriber.disconnect();
      await Promise.all([api.kill(), ...running.map((worker) => worker.kill())]);
      await redis.stop();
    },
  };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks, and polls where the answer comes later, as a voice agent does. */
const verify = async (exchanger: Exchanger, url: string, ask: Ask): Promise<Answer> => {
  const { eventTypeId, start, timeZone, windowHours } = ask;
  try {
    const { status, header, body } = await exchanger.send({
      method: 'POST',
      url: `${url}/v1/verifications`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventTypeId, start: new Date(start).toISOString(), timeZone, windowHours }),
    });
    // RFC 9211: decided from the cache, or by way of Cal.com.
    if (status === 200) return answerOf(JSON.parse(body), header('cache-status')?.includes('; hit') === true);
    const location = header('location');
    return status === 202 && location !== undefined
      ? await poll(exchanger, `${url}${location}`)
      : { kind: 'failed', reason: String(status) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof ExchangeFailed ? error.reason : 'bad answer' };
  }
};

const poll = async (exchanger: Exchanger, url: string): Promise<Answer> => {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const { status, body } = await exchanger.send({
      method: 'GET',
      url,
      headers: { prefer: `wait=${POLL_SECONDS}` },
    });
    if (status !== 200) return { kind: 'failed', reason: `${status} while polling` };
    const document = documentSchema.parse(JSON.parse(body));
    if (document.status === 'completed') return answerOf(document, false);
    if (document.status === 'failed') return { kind: 'failed', reason: `${document.error?.status ?? 500} later` };
  }
  return { kind: 'failed', reason: 'timeout' };
};

const answerOf = (body: unknown, hit: boolean): Answer => {
  const { outcome, slot, alternatives } = documentSchema.parse(body);
  const offered = outcome === 'available' && slot !== undefined ? [slot] : (alternatives ?? []);
  return {
    kind: 'answered',
    outcome: outcome ?? 'unavailable',
    offers: offered.map(({ start }) => epochMs(Date.parse(start))),
    hit,
  };
};

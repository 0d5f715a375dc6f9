/** The contender *slotproof*: the two processes as they are shipped, with a Redis of their own. */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { SEGMENTS_CHANGED } from '../../src/availability/segment_store.ts';
import { Usage } from '../../src/availability/usage.ts';
import { createRangesQueue } from '../../src/queues/queues.ts';
import { freePort } from '../../src/runtime/free_port.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { startProcess, type TestProcess } from '../../test/process.ts';
import { type RedisServer, startRedis } from '../../test/redis_server.ts';
import type { Answer, Ask, Contender, ContenderSettings } from '../contender.ts';

/** How long a user waits for an answer that comes later, in ms. */
const PATIENCE_MS = 30_000;

/** The longest poll that the service allows, in seconds. */
const POLL_SECONDS = 30;

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
  /** Starts a round of warming, as the schedule does, and waits for its end. */
  warm(): Promise<void>;
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
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...settings.env,
    REDIS_URL: redis.url,
    CALCOM_API_URL: settings.calcomUrl,
    CALCOM_API_KEY: settings.apiKey,
    CALCOM_WEBHOOK_SECRET: WEBHOOK_SECRET,
    NODE_ENV: 'production',
    PORT: String(port),
  };
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
  ranges.on('error', () => undefined);
  const redisPid = Number(/process_id:(\d+)/.exec(await connection.info('server'))?.[1]);
  // Only read from.
  const usage = new Usage(connection, 0, () => epochMs(Date.now()));
  let changes = 0;
  subscriber.on('message', () => changes++);
  await subscriber.subscribe(SEGMENTS_CHANGED);

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
    ask: (ask) => verify(url, ask),
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
    warm: async () => {
      const started = await fetch(`${url}/v1/warming`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      await started.body?.cancel();
      const location = started.headers.get('location') ?? '';
      for (;;) {
        const round = await fetch(`${url}${location}`);
        const { status } = z.object({ status: z.string() }).parse(await round.json());
        if (status === 'completed' || status === 'failed') return;
        await pause(5);
      }
    },
    killWorker: async () => {
      await running.shift()?.kill();
    },
    startWorker,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    stop: async () => {
      await ranges.close();
      connection.disconnect();
      subscriber.disconnect();
      await Promise.all([api.kill(), ...running.map((worker) => worker.kill())]);
      await redis.stop();
    },
  };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks, and polls where the answer comes later, as a voice agent does. */
const verify = async (url: string, ask: Ask): Promise<Answer> => {
  const { eventTypeId, start, timeZone, windowHours } = ask;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(`${url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventTypeId, start: new Date(start).toISOString(), timeZone, windowHours }),
      signal,
    });
    if (response.status === 200) {
      // RFC 9211: decided from the cache, or by way of Cal.com.
      const hit = response.headers.get('cache-status')?.includes('; hit') === true;
      return answerOf(await response.json(), hit);
    }
    await response.body?.cancel();
    const location = response.headers.get('location');
    return response.status === 202 && location !== null
      ? await poll(`${url}${location}`, signal)
      : { kind: 'failed', reason: String(response.status) };
  } catch {
    return { kind: 'failed', reason: signal.aborted ? 'timeout' : 'connection' };
  }
};

const poll = async (url: string, signal: AbortSignal): Promise<Answer> => {
  for (;;) {
    const response = await fetch(url, { headers: { prefer: `wait=${POLL_SECONDS}` }, signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { kind: 'failed', reason: `${response.status} while polling` };
    }
    const document = documentSchema.parse(await response.json());
    if (document.status === 'completed') return answerOf(document, false);
    if (document.status === 'failed') return { kind: 'failed', reason: `${document.error?.status ?? 500} later` };
  }
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

/** A system that knows a Redis by its address alone, and a receiver of its callbacks. */
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { keptPort } from './kept_port.ts';
import { listenHere } from './listen_here.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { startProcess } from './process.ts';
import { type AtEnd, eventually, type Reply, send } from './system.ts';

const CALLBACK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** An api and a worker, as processes of their own. */
export interface SystemAt {
  /** A question about an event type that nobody has asked for before: its answer needs the queue, a worker and its events. */
  askAnew(): Promise<Reply>;
  /** Asks anew until one is answered by what Cal.com says now. On a busy machine Redis may be late, which is a 503. */
  answersAnew(): Promise<void>;
  /** Has so many accepted that are to be told. @returns their ids */
  accept(count: number): Promise<readonly string[]>;
  /** Waits until all of these were told. */
  untilTold(ids: readonly string[]): Promise<void>;
}

/** Starts it. @param env more settings */
export const startSystemAt = async (
  redisUrl: string,
  env: Readonly<Record<string, string>> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<SystemAt> => {
  const simulator = createSimulator({ latency: 'none', rateLimit: { limit: 1_000_000 } });
  const { url: calcomUrl } = await simulator.listen(0);
  atEnd(() => simulator.close());

  const called = new Set<string>();
  const receiver = createServer((request, response) => {
    request.resume();
    called.add(String(request.headers['webhook-id']));
    response.end();
  });
  const callbackUrl = `http://127.0.0.1:${await listenHere(receiver, atEnd)}/`;

  const port = await keptPort();
  const settings = {
    PORT: String(port),
    REDIS_URL: redisUrl,
    CALCOM_API_URL: calcomUrl,
    CALCOM_API_KEY: 'cal_test_key',
    CALCOM_CALLS_PER_SECOND: '100',
    CALCOM_RATE_LIMIT_PER_MINUTE: '10000',
    CATALOGUE_CRON: 'off',
    CHANGES_CRON: 'off',
    CALLBACK_SECRET,
    CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
    LOG_LEVEL: 'warn',
    ...env,
  };
  const processes = [startProcess('src/workers/main.ts', settings), startProcess('src/api/main.ts', settings)];
  atEnd(async () => void (await Promise.all(processes.map((one) => one.stop()))));
  const url = `http://127.0.0.1:${port}`;
  const ended = processes.map(async ({ exited, output }) => {
    await exited;
    throw new Error(`It ended before it was ready:\n${output()}`);
  });
  for (const one of ended) one.catch(() => undefined);
  await Promise.race([
    eventually(async () => (await send(`${url}/readyz`).catch(() => undefined))?.status === 200),
    ...ended,
  ]);

  let eventTypeId = 2_000;
  const ask = (more: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
    send(`${url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        eventTypeId: eventTypeId++,
        start: `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`,
        timeZone: 'Europe/Berlin',
        ...more,
      }),
    });
  return {
    askAnew: () => ask(),
    answersAnew: async () => {
      await eventually(async () => isAnswered(await ask()), 200);
    },
    accept: (count) =>
      Promise.all(
        Array.from({ length: count }, () =>
          eventually(async () => {
            const { status, body } = await ask({ callbackUrl });
            return status === 202 && String(body.id);
          }),
        ),
      ),
    untilTold: async (ids) => {
      await eventually(async () => ids.every((id) => called.has(`msg_${id}`)), 50);
    },
  };
};

/** Whether it is an answer by what Cal.com says now. */
export const isAnswered = ({ status, body }: Reply): boolean => status === 200 && body.freshness === 'fresh';

/**
 * `npm run bench:redis-share`: what a cached answer and an accepted verification cost each of two Redis servers, the queues' and the cache's
 * (`CACHE_REDIS_URL`). Both keep an AOF as they are shipped. In one Redis the two add up. Nothing here passes or fails.
 *
 * It is processor time of the thread that answers, as Redis itself counts it, and so says little of the machine's other work: here the load, the
 * simulator, an api and a worker share the cores with both. How many a core of Redis would carry is reckoned from that, not tried.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { keptPort } from '../test/support/kept_port.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { startRedis } from '../test/support/redis_server.ts';
import { cachedQuestions } from './cached_questions.ts';
import { saturate } from './http_load.ts';
import { fillCache } from './load/fill_cache.ts';
import { postOf } from './load/post.ts';
import { end, launch } from './load/program.ts';
import { type RedisWork, watchRedis } from './load/redis_work.ts';
import { markdownTable, numbers, words } from './report/markdown_table.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, accepted: { type: 'string', default: '2000' } },
});
const accepted = Number(values.accepted);
const milliseconds = Number(values.seconds) * 1_000;

const PATH = '/v1/verifications';
const CONNECTIONS = 50;
/** The first of the simulator's event types that are made on first use. */
const FIRST_EVENT_TYPE = 1_100;

const servers = { queues: await startRedis({ aof: true }), cache: await startRedis({ aof: true }) };
const clients = { queues: new Redis(servers.queues.url), cache: new Redis(servers.cache.url) };
const simulator = createSimulator({
  latency: 'none',
  rateLimit: { limit: Number.MAX_SAFE_INTEGER },
});
const calcom = await simulator.listen(0);
const env = {
  PATH: process.env.PATH,
  REDIS_URL: servers.queues.url,
  CACHE_REDIS_URL: servers.cache.url,
  CALCOM_API_URL: calcom.url,
  CALCOM_API_KEY: 'cal_bench',
  // The account is no limit here.
  CALCOM_RATE_LIMIT_PER_MINUTE: '100000',
  CALCOM_CALLS_PER_SECOND: '1000',
  CALCOM_BURST: '1000',
  CATALOGUE_CRON: 'off',
  CHANGES_CRON: 'off',
  WARM_EVENT_TYPES: 'none',
  REQUEST_DEADLINE_MS: '30000',
  LOG_LEVEL: 'info',
  NODE_ENV: 'production',
};

const startWorker = () => launch('src/workers/main.ts', /workers run/, env);

/** An api process. @param memorySegments days that it remembers for a second */
const startApi = async (memorySegments: string) => {
  const port = await keptPort();
  const settings = { ...env, PORT: String(port), CACHE_MEMORY_SEGMENTS: memorySegments };
  return { port, process: await launch('src/api/main.ts', /api listens/, settings) };
};

interface Row {
  readonly what: string;
  readonly count: number;
  readonly work: Readonly<Record<keyof typeof clients, RedisWork>>;
}

const rows: Row[] = [];

/** @param act what is measured; returns how often it was done */
const measure = async (what: string, act: () => Promise<number>): Promise<void> => {
  const [queues, cache] = [await watchRedis(clients.queues), await watchRedis(clients.cache)];
  const count = await act();
  rows.push({ what, count, work: { queues: await queues(), cache: await cache() } });
};

const bodies = cachedQuestions(300);
const worker = await startWorker();
for (const [what, memorySegments] of [
  ['a cached answer, nothing remembered', '0'],
  ['a cached answer, as it is shipped', '50000'],
] as const) {
  const api = await startApi(memorySegments);
  await fillCache(api.port, bodies);
  const target = { port: api.port, requests: bodies.map((body) => postOf(PATH, body)), connections: CONNECTIONS };
  await measure(what, async () => {
    const load = await saturate(target, { milliseconds });
    if (load.errors > 0) throw new Error(`${load.errors} answers were no 200`);
    return load.requests;
  });
  end(api.process);
}
end(worker);

const day = Temporal.Now.plainDateISO('UTC').add({ days: 3 });
const cold = Array.from({ length: accepted }, (_, number) => {
  const body = { eventTypeId: FIRST_EVENT_TYPE + number, start: `${day}T14:00`, timeZone: 'Europe/Berlin' };
  return postOf(PATH, JSON.stringify(body), 'Prefer: respond-async\r\n');
});
const api = await startApi('50000');
const lengthOf = (state: 'wait' | 'completed'): Promise<number> => {
  const key = `{slotproof}:verifications:${state}`;
  return state === 'wait' ? clients.queues.llen(key) : clients.queues.zcard(key);
};
const completedBefore = await lengthOf('completed');
await measure('a 202', async () => {
  await saturate({ port: api.port, requests: cold, connections: CONNECTIONS }, { requests: accepted });
  return await lengthOf('wait');
});
await measure('its work: a verification, a range, a call', async () => {
  const late = await startWorker();
  while ((await lengthOf('completed')) < completedBefore + accepted) await sleep(500);
  end(late);
  return accepted;
});
end(api.process);

const perItem = (row: Row, side: keyof typeof clients): number => row.work[side].microseconds / row.count;
const mostUsed = (row: Row, side: keyof typeof clients): string =>
  Object.entries(row.work[side].commands)
    .map(([name, calls]) => [name, calls / row.count] as const)
    .filter(([, calls]) => calls >= 0.05)
    .sort(([, one], [, other]) => other - one)
    .slice(0, 6)
    .map(([name, calls]) => `${calls.toFixed(1)} ${name}`)
    .join(', ');
const columns = [
  words('what'),
  numbers('of them'),
  words('Redis'),
  numbers('µs each'),
  numbers('a core carries'),
  words('commands each'),
];
const table = rows.flatMap((row) =>
  (['queues', 'cache'] as const).map((side) => {
    const each = perItem(row, side);
    // Less than that is what goes on beside it.
    const carried = each < 1 ? '' : `${Math.round(1_000_000 / each)}/s`;
    return [row.what, String(row.count), side, each.toFixed(1), carried, mostUsed(row, side)];
  }),
);
console.log(markdownTable(columns, table));

for (const client of Object.values(clients)) client.disconnect();
await simulator.close();
await Promise.all(Object.values(servers).map((server) => server.stop()));
process.exit(0);

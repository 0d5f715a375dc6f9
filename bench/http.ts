/**
 * `npm run bench:http`: what an answer from the cache costs over HTTP, beside the least that it could cost. One run, one machine, one
 * contender after the other, several rounds in turn, so that the figures are ratios. Nothing here passes or fails.
 *
 * `--requests N` also sends N cached requests to the api and samples its memory on the way.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { Redis } from 'ioredis';
import { freePort } from '../src/runtime/free_port.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { startProcess, type TestProcess } from '../test/process.ts';
import { startRedis } from '../test/redis_server.ts';
import { FIELDS, KEY, VALUE } from './hash.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '50' },
    requests: { type: 'string', default: '0' },
  },
});
const connections = Number(values.connections);

interface Contender {
  readonly name: string;
  readonly url: string;
  readonly process: TestProcess;
}

interface Figures {
  /** Processor time that the contender itself used for one request, in µs: what other work on the machine disturbs least. */
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

const tomorrow = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 });
/** Sunday evenings are never free: every answer has to look for alternatives. */
const body = JSON.stringify({ eventTypeId: 101, start: `${tomorrow}T19:00`, timeZone: 'Europe/Berlin' });

/** Processor time of a process so far, in µs (Linux counts it in hundredths of a second). */
const cpuMicroseconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

const load = async (contender: Contender, limit: { duration: number } | { amount: number }): Promise<Figures> => {
  const { url } = contender;
  const before = await cpuMicroseconds(contender.process.pid);
  const result = await autocannon({
    url: `${url}/v1/verifications`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    ...limit,
  });
  return {
    cpuMicroseconds: ((await cpuMicroseconds(contender.process.pid)) - before) / result.requests.total,
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx,
  };
};

const residentMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const redis = await startRedis();
const seeding = new Redis(redis.url);
await seeding.hset(KEY, Object.fromEntries(FIELDS.map((field) => [field, VALUE])));
seeding.disconnect();
const simulator = createSimulator({ latency: 'none' });
const calcom = await simulator.listen(0);

const env = {
  REDIS_URL: redis.url,
  CALCOM_API_URL: calcom.url,
  CALCOM_API_KEY: 'cal_bench',
  LOG_LEVEL: 'info',
  API_KEY_REQUESTS_PER_MINUTE: '1000000',
};
const start = async (name: string, script: string, ready: RegExp): Promise<Contender> => {
  const port = await freePort();
  const process = startProcess(script, { ...env, PORT: String(port), NODE_ENV: 'production' });
  await process.waitForOutput(ready);
  return { name, url: `http://127.0.0.1:${port}`, process };
};

const worker = startProcess('src/workers/main.ts', { ...env, NODE_ENV: 'production' });
await worker.waitForOutput(/workers run/);
const contenders = [
  await start('(a) node:http, one HMGET of 16 fields', 'bench/contenders/bare_http.ts', /listens/),
  await start('(b) Express, the same', 'bench/contenders/express_http.ts', /listens/),
  await start('(c) POST /v1/verifications, cached', 'src/api/main.ts', /api listens/),
] as const;

for (const contender of contenders) await load(contender, { duration: 3 });

const figures = new Map<Contender, Figures[]>(contenders.map((contender) => [contender, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const contender of contenders)
    figures.get(contender)?.push(await load(contender, { duration: Number(values.seconds) }));
}

const rate = (contender: Contender): number => median((figures.get(contender) ?? []).map(({ perSecond }) => perSecond));
console.log(`${connections} connections, ${values.rounds} rounds of ${values.seconds} s each in turn; medians\n`);
console.log('| contender | requests/s | share of (b) | CPU µs/request | p50 ms | p99 ms | errors |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const contender of contenders) {
  const rounds = figures.get(contender) ?? [];
  const share = (100 * rate(contender)) / rate(contenders[1]);
  const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
  console.log(
    `| ${contender.name} | ${rate(contender).toFixed(0)} | ${share.toFixed(0)} % | ${median(rounds.map((round) => round.cpuMicroseconds)).toFixed(0)} | ${median(rounds.map(({ p50 }) => p50))} | ${median(rounds.map(({ p99 }) => p99))} | ${errors} |`,
  );
}

const requests = Number(values.requests);
if (requests > 0) {
  const [, , api] = contenders;
  console.log(`\nMemory of the api process (resident) over ${requests} cached requests:`);
  for (let part = 0; part <= 10; part++) {
    if (part > 0) await load(api, { amount: requests / 10 });
    console.log(
      `  ${((requests / 10) * part).toFixed(0).padStart(9)}  ${(await residentMegabytes(api.process.pid)).toFixed(0)} MB`,
    );
  }
}

await Promise.all([...contenders.map(({ process }) => process.kill()), worker.kill()]);
await simulator.close();
await redis.stop();
process.exit(0);

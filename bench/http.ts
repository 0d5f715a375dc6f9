/**
 * `npm run bench:http`: what an answer from the cache costs over HTTP, beside the least that it could cost. One run, one machine, one
 * contender after the other, several rounds in turn, so that the figures are ratios. Nothing here passes or fails.
 *
 * All contenders get the same few hundred different bodies. Each round loads a contender twice: with all that it can take, where the rate and
 * the processor time of a request are measured, and at half the rate of the slowest, where latencies are: with all that it can take, whoever
 * asks waits in a queue as long as there are connections, however fast an answer is.
 *
 * `--requests N` also sends N cached requests to the api and samples its memory on the way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { freePort } from '../src/runtime/free_port.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { startRedis } from '../test/redis_server.ts';
import { cachedQuestions } from './cached_questions.ts';
import { FIELDS, KEY, VALUE } from './hash.ts';
import { type LoadTarget, pace, saturate } from './http_load.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '50' },
    requests: { type: 'string', default: '0' },
  },
});
const connections = Number(values.connections);
const milliseconds = Number(values.seconds) * 1000;
const rounds = Number(values.rounds);

/** The compiler of V8 is at work for some ten seconds of load: until then a contender takes a tenth more. */
const WARM_UP_MS = 10_000;

const PATH = '/v1/verifications';

interface Contender {
  readonly name: string;
  readonly pid: number;
  readonly target: LoadTarget;
}

interface Figures {
  /** Processor time that the contender itself used for one request, in µs: what other work on the machine disturbs least. */
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
  readonly saturatedP99: number;
  readonly pacedP50: number;
  readonly pacedP99: number;
  readonly errors: number;
}

const bodies = cachedQuestions(300);
const requests = bodies.map((body) =>
  Buffer.from(
    `POST ${PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);

/** Processor time of a process so far, in µs (Linux counts it in hundredths of a second). */
const cpuMicroseconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
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
  PATH: process.env.PATH,
  REDIS_URL: redis.url,
  CALCOM_API_URL: calcom.url,
  CALCOM_API_KEY: 'cal_bench',
  // The questions that fill the cache wait for Cal.com's turn.
  REQUEST_DEADLINE_MS: '30000',
  LOG_LEVEL: 'info',
  NODE_ENV: 'production',
};
const children: ChildProcess[] = [];

/** Starts a process whose output is read and thrown away: a million lines of log are nothing to keep. */
const launch = async (script: string, ready: RegExp, port?: number): Promise<number> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../${script}`, import.meta.url))], {
    env: { ...env, ...(port === undefined ? {} : { PORT: String(port) }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const look = (chunk: Buffer): void => {
    said += chunk;
    if (ready.test(said)) resolve();
  };
  child.stdout.on('data', look);
  child.on('exit', () => reject(new Error(`${script} ended: ${said}`)));
  await promise;
  child.stdout.off('data', look).resume();
  return child.pid ?? Number.NaN;
};

const start = async (name: string, script: string, ready: RegExp): Promise<Contender> => {
  const port = await freePort();
  return { name, pid: await launch(script, ready, port), target: { port, requests, connections } };
};

/** Asks every question until the cache decides it. */
const fillCache = async ({ target: { port } }: Contender): Promise<void> => {
  const ask = (body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${PATH}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  for (const body of bodies) await (await ask(body)).text();
  for (const body of bodies) {
    const answer = await ask(body);
    if (!answer.headers.get('cache-status')?.includes('hit')) throw new Error(`Not cached: ${await answer.text()}`);
    await answer.text();
  }
};

const measure = async ({ pid, target }: Contender, pacedPerSecond: number): Promise<Figures> => {
  const before = await cpuMicroseconds(pid);
  const saturated = await saturate(target, { milliseconds });
  const used = (await cpuMicroseconds(pid)) - before;
  const paced = await pace(target, pacedPerSecond, milliseconds);
  return {
    cpuMicroseconds: used / saturated.requests,
    perSecond: saturated.perSecond,
    saturatedP99: saturated.p99,
    pacedP50: paced.p50,
    pacedP99: paced.p99,
    errors: saturated.errors + paced.errors,
  };
};

await launch('src/workers/main.ts', /workers run/);
const contenders = [
  await start('(a) `node:http`, one HMGET of 16 fields', 'bench/contenders/bare_http.ts', /listens/),
  await start('(b) Express, the same', 'bench/contenders/express_http.ts', /listens/),
  await start('(c) `POST /v1/verifications`, cached', 'src/api/main.ts', /api listens/),
] as const;
const [, express, api] = contenders;
await fillCache(api);

const rates: number[] = [];
for (const contender of contenders) {
  rates.push((await saturate(contender.target, { milliseconds: WARM_UP_MS })).perSecond);
}
const pacedPerSecond = Math.round(Math.min(...rates) / 2 / 100) * 100;

const figures = new Map<Contender, Figures[]>(contenders.map((contender) => [contender, []]));
for (let round = 0; round < rounds; round++) {
  for (const contender of contenders) figures.get(contender)?.push(await measure(contender, pacedPerSecond));
}

const middle = (contender: Contender, figure: keyof Figures): number =>
  median((figures.get(contender) ?? []).map((round) => round[figure]));
console.log(
  `${connections} connections, ${bodies.length} different bodies, ${rounds} rounds of ${values.seconds} s each in turn; medians\n`,
);
console.log(
  `| contender | requests/s | share of (b) | CPU µs/request | p99 ms | p50 ms at ${pacedPerSecond}/s | p99 ms at ${pacedPerSecond}/s | errors |`,
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const contender of contenders) {
  const perSecond = middle(contender, 'perSecond');
  const errors = (figures.get(contender) ?? []).reduce((sum, round) => sum + round.errors, 0);
  const cells = [
    contender.name,
    perSecond.toFixed(0),
    `${((100 * perSecond) / middle(express, 'perSecond')).toFixed(0)} %`,
    middle(contender, 'cpuMicroseconds').toFixed(0),
    middle(contender, 'saturatedP99').toFixed(1),
    middle(contender, 'pacedP50').toFixed(2),
    middle(contender, 'pacedP99').toFixed(1),
    errors,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const total = Number(values.requests);
if (total > 0) {
  console.log(`\nMemory of the api process (resident) over ${total} cached requests:`);
  for (let part = 0; part <= 10; part++) {
    if (part > 0) await saturate(api.target, { requests: total / 10 });
    const resident = await residentMegabytes(api.pid);
    console.log(`  ${((total / 10) * part).toFixed(0).padStart(9)}  ${resident.toFixed(0)} MB`);
  }
}

for (const child of children) child.removeAllListeners('exit').kill('SIGKILL');
await simulator.close();
await redis.stop();
process.exit(0);

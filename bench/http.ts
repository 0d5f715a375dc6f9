/**
 * `npm run bench:http`: what an answer from the cache costs over HTTP, beside the least that it could cost. One run, one machine, one
 * contender after the other, several rounds in turn, so that the figures are ratios. Nothing here passes or fails.
 *
 * All contenders get the same few hundred different bodies. Each round has processes of its own: one and the same program takes a tenth more or
 * less from one process to the next, for as long as that lives, by what V8 has compiled into what. It loads them twice: with all that they can take,
 * where the rate and the processor time of a request are measured, and at half the rate of the slowest, where latencies are: with all that
 * it can take, whoever asks waits in a queue as long as there are connections, however fast an answer is.
 *
 * `--requests N` also sends N cached requests to the api and samples its memory on the way.
 */
import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import pidusage from 'pidusage';
import { keptPort } from '../test/support/kept_port.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { startRedis } from '../test/support/redis_server.ts';
import { cachedQuestions } from './cached_questions.ts';
import { FIELDS, KEY, VALUE } from './hash.ts';
import { type LoadTarget, pace, saturate } from './http_load.ts';
import { fillCache } from './load/fill_cache.ts';
import { postOf } from './load/post.ts';
import { residentMegabytes } from './load/memory.ts';
import { median } from './load/percentile.ts';
import { bucketsOf, serverQuantileMs } from './load/server_latency.ts';
import { end, launch } from './load/program.ts';
import { markdownTable, numbers, words } from './report/markdown_table.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
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

interface Program {
  readonly name: string;
  readonly script: string;
  /** What it says once it listens. */
  readonly ready: RegExp;
}

interface Contender {
  readonly process: ChildProcess;
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
const requests = bodies.map((body) => postOf(PATH, body));

/** Processor time of a process so far, in µs (Linux counts it in hundredths of a second). */
const cpuMicroseconds = async (pid: number): Promise<number> => (await pidusage(pid)).ctime * 1_000;

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
const start = async ({ script, ready }: Program): Promise<Contender> => {
  const port = await keptPort();
  const process = await launch(script, ready, { ...env, PORT: String(port) });
  return { process, pid: process.pid ?? Number.NaN, target: { port, requests, connections } };
};

const BARE: Program = {
  name: '(a) `node:http`, one HMGET of 16 fields',
  script: 'bench/contenders/bare_http.ts',
  ready: /listens/,
};
const EXPRESS: Program = {
  name: '(b) Express, the same',
  script: 'bench/contenders/express_http.ts',
  ready: /listens/,
};
const API: Program = { name: '(c) `POST /v1/verifications`, cached', script: 'src/api/main.ts', ready: /api listens/ };
const PROGRAMS = [BARE, EXPRESS, API];

/** Processes of all programs, the api with a cache that decides every question. */
const startAll = async (): Promise<ReadonlyMap<Program, Contender>> => {
  const contenders = new Map<Program, Contender>();
  for (const program of PROGRAMS) {
    const contender = await start(program);
    if (program === API) await fillCache(contender.target.port, bodies);
    contenders.set(program, contender);
  }
  return contenders;
};

const figures = new Map<Program, Figures[]>(PROGRAMS.map((program) => [program, []]));
const pacedRates: number[] = [];

/** The api's own p99 under the paced load, in milliseconds: what is left without the load's share of the cores. */
const inServerP99: number[] = [];

const metricsOf = async ({ target: { port } }: Contender): Promise<string> =>
  await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const measureRound = async (): Promise<void> => {
  const contenders = await startAll();
  for (const { target } of contenders.values()) await saturate(target, { milliseconds: WARM_UP_MS });
  const saturated = new Map<Program, Omit<Figures, 'pacedP50' | 'pacedP99'>>();
  for (const [program, { pid, target }] of contenders) {
    const before = await cpuMicroseconds(pid);
    const load = await saturate(target, { milliseconds });
    const used = (await cpuMicroseconds(pid)) - before;
    const { perSecond, p99, errors } = load;
    saturated.set(program, { cpuMicroseconds: used / load.requests, perSecond, saturatedP99: p99, errors });
  }
  const slowest = Math.min(...[...saturated.values()].map(({ perSecond }) => perSecond));
  const rate = Math.round(slowest / 2 / 100) * 100;
  pacedRates.push(rate);
  for (const [program, contender] of contenders) {
    const metricsBefore = program === API ? await metricsOf(contender) : '';
    const paced = await pace(contender.target, rate, milliseconds);
    if (program === API) {
      const p99 = serverQuantileMs(0.99, bucketsOf(metricsBefore), bucketsOf(await metricsOf(contender)));
      if (p99 !== undefined) inServerP99.push(p99);
    }
    const before = saturated.get(program);
    if (before === undefined) continue;
    const errors = before.errors + paced.errors;
    figures.get(program)?.push({ ...before, pacedP50: paced.p50, pacedP99: paced.p99, errors });
  }
  for (const { process } of contenders.values()) end(process);
};

const worker = await launch('src/workers/main.ts', /workers run/, env);
for (let round = 0; round < rounds; round++) await measureRound();

const all = (program: Program, figure: keyof Figures): readonly number[] =>
  (figures.get(program) ?? []).map((round) => round[figure]);
/** In per cent, round by round: from one minute to the next the machine may be half as fast again. */
const sharesOfExpress = (program: Program): readonly number[] => {
  const express = all(EXPRESS, 'perSecond');
  return all(program, 'perSecond').map((perSecond, round) => (100 * perSecond) / (express[round] ?? Number.NaN));
};
/** The median, and the least and the most that a round had. */
const spread = (rounds: readonly number[], digits: number): string => {
  const [least, most] = [Math.min(...rounds), Math.max(...rounds)].map((number) => number.toFixed(digits));
  return `${median(rounds).toFixed(digits)} (${least} to ${most})`;
};
const paced = `at ${median(pacedRates)}/s`;
console.log(
  `${connections} connections, ${bodies.length} different bodies, ${rounds} rounds of new processes, ${values.seconds} s of each load; medians and extremes\n`,
);
const columns = [
  words('contender'),
  ...['requests/s', '% of (b)', 'CPU µs/request', 'p99 ms', `p50 ms ${paced}`, `p99 ms ${paced}`, 'errors'].map(
    numbers,
  ),
];
const rows = PROGRAMS.map((program) => [
  program.name,
  spread(all(program, 'perSecond'), 0),
  spread(sharesOfExpress(program), 0),
  spread(all(program, 'cpuMicroseconds'), 0),
  spread(all(program, 'saturatedP99'), 1),
  spread(all(program, 'pacedP50'), 2),
  spread(all(program, 'pacedP99'), 1),
  String(all(program, 'errors').reduce((sum, errors) => sum + errors, 0)),
]);
console.log(markdownTable(columns, rows));

console.log(`\nBy the api's own histogram ${paced}: p99 ${spread(inServerP99, 2)} ms`);

const total = Number(values.requests);
if (total > 0) {
  const api = await start(API);
  await fillCache(api.target.port, bodies);
  console.log(`\nMemory of the api process (resident) over ${total} cached requests:`);
  for (let part = 0; part <= 10; part++) {
    if (part > 0) await saturate(api.target, { requests: total / 10 });
    const resident = await residentMegabytes(api.pid);
    console.log(`  ${((total / 10) * part).toFixed(0).padStart(9)}  ${resident.toFixed(0)} MB`);
  }
  end(api.process);
}

end(worker);
await simulator.close();
await redis.stop();
process.exit(0);

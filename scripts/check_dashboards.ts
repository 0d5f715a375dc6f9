/**
 * `npm run deploy:check`: no panel and no alert asks for something that is not there.
 *
 * Promtool checks the files and tries the alerts; then a real Prometheus scrapes a real api and a real worker under some traffic, and is
 * asked every query. Exits with 1 when one is empty, and installs nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../src/runtime/free_port.ts';
import { untilReady } from '../src/runtime/until_ready.ts';
import { startProcess } from '../test/support/process.ts';
import { startRedis } from '../test/support/redis_server.ts';
import { startPrometheus } from './dashboards/prometheus.ts';
import { alertQueries, type NamedQuery, panelQueries } from './dashboards/queries.ts';

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url));
const PROMETHEUS = join(DEPLOY, 'prometheus');
const DASHBOARD = join(DEPLOY, 'grafana/dashboards/slotproof.json');

/** How long queries may take to be filled; a few scrapes are enough. */
const PATIENCE_MS = 90_000;

/** How often the service is asked something. */
const ASK_EVERY_MS = 200;

/** One question in so many goes past the cache, so that there are calls to Cal.com to be seen. */
const PAST_CACHE = 10;

const promtool = (...args: readonly string[]): void => {
  process.stdout.write(`promtool ${args.join(' ')}\n`);
  execFileSync('promtool', args, { cwd: PROMETHEUS, stdio: 'inherit' });
};

const isThere = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** One question in so many is booked. */
const BOOKED = 20;

/** Asks verifications, and books some, until it is called off. */
const makeTraffic = async (url: string, stop: AbortSignal): Promise<void> => {
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 7 })}T14:00`;
  for (let asked = 0; !stop.aborted; asked++) {
    const maxAge = asked % PAST_CACHE === 0 ? { maxAge: 0 } : {};
    const response = await fetch(`${url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventTypeId: 101, start, timeZone: 'Europe/Berlin', ...maxAge }),
    });
    const { slot, alternatives = [] } = (await response.json()) as Offered;
    if (asked % BOOKED === 0) await book(url, slot ?? alternatives[0]);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
};

/** What of an answer can be booked. */
interface Offered {
  readonly slot?: { readonly start: string };
  readonly alternatives?: readonly { readonly start: string }[];
}

const book = async (url: string, slot: { readonly start: string } | undefined): Promise<void> => {
  if (slot === undefined) return;
  const attendee = { name: 'Ada', email: 'ada@example.com' };
  const response = await fetch(`${url}/v1/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventTypeId: 101, start: slot.start, timeZone: 'Europe/Berlin', attendee }),
  });
  await response.arrayBuffer();
};

/** Asks again and again until every query is filled. @returns the ones that stay empty */
const emptyOnes = async (
  queries: readonly NamedQuery[],
  filled: (query: string) => Promise<number>,
): Promise<readonly NamedQuery[]> => {
  const until = Date.now() + PATIENCE_MS;
  let empty = queries;
  while (empty.length > 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const still: NamedQuery[] = [];
    for (const named of empty) {
      const series = await filled(named.query);
      if (series === 0) still.push(named);
      else process.stdout.write(`${named.name}: ${series} series\n`);
    }
    empty = still;
  }
  return empty;
};

const check = async (cleanUp: AsyncDisposableStack): Promise<boolean> => {
  const redis = await startRedis();
  cleanUp.defer(() => redis.stop());
  const cacheRedis = await startRedis();
  cleanUp.defer(() => cacheRedis.stop());
  const [simulatorPort, apiPort, workerPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    REDIS_URL: redis.url,
    CACHE_REDIS_URL: cacheRedis.url,
    PORT: String(apiPort),
    METRICS_PORT: String(workerPort),
    CALCOM_API_URL: `http://127.0.0.1:${simulatorPort}`,
    CALCOM_API_KEY: 'cal_simulator',
    SIMULATOR_PORT: String(simulatorPort),
  };
  for (const script of ['src/simulator/main.ts', 'src/workers/main.ts', 'src/api/main.ts']) {
    const process = startProcess(script, env);
    cleanUp.defer(async () => void (await process.stop()));
  }
  const url = `http://127.0.0.1:${apiPort}`;
  await untilReady('api', `${url}/readyz`);

  const stop = new AbortController();
  const traffic = makeTraffic(url, stop.signal);
  cleanUp.defer(async () => {
    stop.abort();
    await traffic;
  });
  const prometheus = await startPrometheus(join(PROMETHEUS, 'alerts.yml'), {
    'slotproof-api': [`127.0.0.1:${apiPort}`],
    'slotproof-worker': [`127.0.0.1:${workerPort}`],
  });
  cleanUp.defer(() => prometheus.stop());

  const queries = [...panelQueries(await readFile(DASHBOARD, 'utf8')), ...alertQueries(await prometheus.rules())];
  const empty = await emptyOnes(queries, prometheus.filled);
  for (const { name, query } of empty) process.stderr.write(`EMPTY: ${name}: ${query}\n`);
  process.stdout.write(`${queries.length - empty.length} of ${queries.length} queries are filled.\n`);
  return empty.length === 0;
};

const missing = ['promtool', 'prometheus'].filter((command) => !isThere(command));
if (missing.length > 0) {
  process.stderr.write(
    `Not found on the PATH: ${missing.join(', ')}. Install Prometheus (Debian: apt-get install prometheus) and try again.\n`,
  );
  process.exit(1);
}
promtool('check', 'config', '--syntax-only', 'prometheus.yml');
promtool('check', 'rules', 'alerts.yml');
promtool('test', 'rules', 'alerts.test.yml');
await using cleanUp = new AsyncDisposableStack();
process.exitCode = (await check(cleanUp)) ? 0 : 1;

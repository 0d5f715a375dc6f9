/**
 * `npm start`: everything on one machine, in one process tree that stops as one.
 *
 * Its settings are those of the environment and of `.env`, and the processes that it starts inherit them. Redis and the simulator are started
 * only where none is named there. What starts first stops last, so that the api can finish its answers with the workers, and both still have
 * Redis when they put their work back.
 */

import { loadConfig } from './config/config.ts';
import { apiAddress } from './runtime/api_address.ts';
import { EMBEDDED_REDIS_URL, startEmbeddedRedis } from './runtime/embedded_redis.ts';
import { readEnvFile } from './runtime/env_file.ts';
import { exampleRequest, SIMULATED_EVENT_TYPE } from './runtime/example_request.ts';
import { sayWhatWasFound, warmWithProgress } from './runtime/first_run.ts';
import { freePort } from './runtime/free_port.ts';
import { ProcessTree } from './runtime/process_tree.ts';
import { requireEachRedis } from './runtime/require_redis.ts';
import { runMain } from './runtime/run_main.ts';
import { startSimulator } from './runtime/start_simulator.ts';
import { stopAsked } from './runtime/stop_asked.ts';
import { untilReady } from './runtime/until_ready.ts';

const API = new URL('api/main.ts', import.meta.url);
const WORKER = new URL('workers/main.ts', import.meta.url);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** On a terminal a line can be written over. */
const sayOver = process.stdout.isTTY ? (text: string): void => void process.stdout.write(`\r\x1b[K${text}`) : undefined;

const start = async (tree: ProcessTree, signal: AbortSignal): Promise<void> => {
  readEnvFile();
  const given = process.env;
  const simulated = !given.CALCOM_API_URL && !given.CALCOM_API_KEY;
  // Every fault is told now, and not by each child; what is not chosen yet is filled in to be read.
  const {
    port,
    host,
    apiKeys,
    metrics,
    calcom: calcomSettings,
    redisUrl: givenRedisUrl,
    cacheRedisUrl,
  } = loadConfig({ ...given, REDIS_URL: given.REDIS_URL || EMBEDDED_REDIS_URL });
  const address = await apiAddress(port, host);

  const redisUrl = given.REDIS_URL || (await startEmbeddedRedis(tree));
  const warnings = await requireEachRedis({ redisUrl: given.REDIS_URL ? givenRedisUrl : undefined, cacheRedisUrl });
  for (const warning of warnings) process.stderr.write(`${warning}\n`);

  const calcom = simulated ? await startSimulator(tree, await freePort()) : undefined;
  const metricsPort = given.METRICS_PORT || String(await freePort());
  const env = {
    ...given,
    PORT: String(address.port),
    METRICS_PORT: metricsPort,
    REDIS_URL: redisUrl,
    ...calcom?.env,
  };

  tree.start({ name: 'worker', script: WORKER, env }, 'replaceable');
  tree.start({ name: 'api', script: API, env }, 'replaceable');
  await untilReady('api', `${address.url}/readyz`);
  tree.settle();

  say('');
  say('Slotproof is ready.');
  say(`  API          ${address.url}/openapi.json`);
  say(`  Page         ${address.url}/admin`);
  say(`  Queues       ${address.url}/admin/queues`);
  say(`  Metrics      ${address.url}/metrics, http://${metrics.host}:${metricsPort}/metrics (worker)`);
  if (calcom) say(`  Simulator    ${calcom.callsUrl}`);
  say(`  Redis        ${given.REDIS_URL ? 'as in REDIS_URL' : `${redisUrl}, data in .data/redis`}`);
  if (cacheRedisUrl !== undefined) say('  Cache        as in CACHE_REDIS_URL');
  if (calcom) say('  NO CAL.COM IS CONFIGURED: every answer is about the made-up calendars of the simulator.');
  const firstRun = { apiUrl: address.url, apiKey: apiKeys[0], say, sayOver, signal };
  const account = simulated ? undefined : await sayWhatWasFound(firstRun);
  if (!simulated && calcomSettings.publicUrl === undefined && calcomSettings.webhookSecrets.length === 0) {
    say(
      '  Webhooks     none: bookings are looked for every two minutes. Set PUBLIC_URL, and they register themselves.',
    );
  } else if (!simulated) {
    say(
      `  Webhooks     ${calcomSettings.publicUrl === undefined ? 'by hand' : `register themselves for ${calcomSettings.publicUrl}`}`,
    );
  }
  const eventTypeId = simulated ? SIMULATED_EVENT_TYPE : account?.eventTypes.find(({ hidden }) => !hidden)?.id;
  const example = { apiUrl: address.url, eventTypeId, withKey: apiKeys.length > 0 };
  say('');
  say('Try it:');
  say(`  ${exampleRequest(example, Temporal.Now.instant())}`);
  say('');
  if (account !== undefined) await warmWithProgress(firstRun);
};

await runMain(async () => {
  const tree = new ProcessTree();
  const asked = stopAsked();
  const stopping = new AbortController();
  try {
    await Promise.race([start(tree, stopping.signal), asked, tree.failed]);
    await Promise.race([asked, tree.failed]);
  } finally {
    stopping.abort();
    await tree.stop();
  }
  process.exit(0);
});

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
import { exampleRequest } from './runtime/example_request.ts';
import { freePort } from './runtime/free_port.ts';
import { ProcessTree } from './runtime/process_tree.ts';
import { requireRedis } from './runtime/require_redis.ts';
import { runMain } from './runtime/run_main.ts';
import { startSimulator } from './runtime/start_simulator.ts';
import { stopAsked } from './runtime/stop_asked.ts';
import { untilReady } from './runtime/until_ready.ts';

const API = new URL('api/main.ts', import.meta.url);
const WORKER = new URL('workers/main.ts', import.meta.url);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const start = async (tree: ProcessTree): Promise<void> => {
  readEnvFile();
  const given = process.env;
  const simulated = !given.CALCOM_API_URL && !given.CALCOM_API_KEY;
  // Every fault is told now, and not by each child; what is not chosen yet is filled in to be read.
  const { port, host, apiKeys, metrics } = loadConfig({ ...given, REDIS_URL: given.REDIS_URL || EMBEDDED_REDIS_URL });
  const address = await apiAddress(port, host);

  const redisUrl = given.REDIS_URL || (await startEmbeddedRedis(tree));
  const warning = given.REDIS_URL ? await requireRedis(redisUrl) : undefined;
  if (warning !== undefined) process.stderr.write(`${warning}\n`);

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
  if (calcom) say('  NO CAL.COM IS CONFIGURED: every answer is about the made-up calendars of the simulator.');
  say('');
  say('Try it:');
  say(`  ${exampleRequest({ apiUrl: address.url, simulated, withKey: apiKeys.length > 0 }, Temporal.Now.instant())}`);
  say('');
};

await runMain(async () => {
  const tree = new ProcessTree();
  const asked = stopAsked();
  try {
    await Promise.race([start(tree), asked, tree.failed]);
    await Promise.race([asked, tree.failed]);
  } finally {
    await tree.stop();
  }
  process.exit(0);
});

// Slotproof in front of a file's world, at one moment: a Redis of its own, workers, api and simulator, whose clock stands still until told.

import { startApi } from '../../src/api/server.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { startWorkers } from '../../src/workers/workers.ts';
import { knowAccount } from '../../test/support/known_account.ts';
import { PATIENT } from '../../test/support/patience.ts';
import { startRedis } from '../../test/support/redis_server.ts';
import type { Slots, VectorFile } from './vector_file.ts';
import { worldOf } from './vector_world.ts';

/** Slotproof and the Cal.com that it stands in front of. */
export type FrontedWorld = {
  /** What slotproof answers. */
  ask(address: string): Promise<Slots>;
  /** What Cal.com would answer, without a call that counts. */
  askCalcom(address: string): Promise<Slots>;
  /** How often slotproof has asked Cal.com for slots. */
  calls(): Promise<number>;
  pass(milliseconds: number): void;
  end(): Promise<void>;
};

const HEADERS = { 'cal-api-version': '2024-09-04' };
const KEY = 'cal_vectors';

/** Starts it at an instant (epoch ms). */
export async function frontedWorld(file: VectorFile, start: number): Promise<FrontedWorld> {
  let now = start;
  const clock = () => epochMs(now);
  const world = worldOf(file);
  const simulator = createSimulator({
    world,
    clock,
    latency: 'none',
    rateLimit: { limit: Number.MAX_SAFE_INTEGER },
  });
  const { url: calcomUrl } = await simulator.listen();
  const redis = await startRedis();
  await knowAccount(redis.url, { world }, clock);
  const config = loadConfig({
    PORT: '0',
    REDIS_URL: redis.url,
    CALCOM_API_URL: calcomUrl,
    CALCOM_API_KEY: KEY,
    CALCOM_RATE_LIMIT_PER_MINUTE: '100000',
    CALCOM_CALLS_PER_SECOND: '1000',
    CATALOGUE_CRON: 'off',
    ...PATIENT,
    LOG_LEVEL: 'silent',
  });
  const logger = createLogger('vectors', 'silent');
  const workers = await startWorkers(config, logger, clock);
  const api = await startApi(config, logger, clock);

  return {
    ask: (address) => slotsAt(`http://127.0.0.1:${api.port}${address}`),
    askCalcom: (address) => slotsAt(calcomUrl + address),
    calls: async () => {
      const response = await fetch(`${calcomUrl}/control/calls`);
      const { calls } = (await response.json()) as { calls: { credential: string }[] };
      return calls.filter(({ credential }) => credential.startsWith(KEY.slice(0, 4))).length;
    },
    pass: (milliseconds) => {
      now += milliseconds;
    },
    end: async () => {
      await Promise.all([api.close(), workers.close()]);
      await Promise.all([redis.stop(), simulator.close()]);
    },
  };
}

async function slotsAt(url: string): Promise<Slots> {
  const response = await fetch(url, { headers: HEADERS });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body}`);
  return (JSON.parse(body) as { data: Slots }).data;
}

/** Lets a system begin with a catalogue that was read before, so that no call for it is among those that its tests count. */
import { createAccountClient } from '../../src/calcom/account_client.ts';
import { CatalogueStore } from '../../src/catalogue/catalogue_store.ts';
import { readCatalogue } from '../../src/catalogue/read_catalogue.ts';
import { connectRedis, untilRedisReady } from '../../src/queues/connection/redis_connection.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';
import { PATIENCE_MS } from './patience.ts';

/** Writes to Redis what the account of such a simulator has, read from another one of the same kind. */
export const knowAccount = async (
  redisUrl: string,
  options: SimulatorOptions,
  clock: () => EpochMs = () => epochMs(Date.now()),
): Promise<void> => {
  const simulator = createSimulator({
    ...options,
    latency: 'none',
    rateLimit: { limit: Number.MAX_SAFE_INTEGER },
    keyLimits: {},
  });
  const redis = connectRedis(redisUrl, 'worker');
  try {
    const { url } = await simulator.listen();
    const client = createAccountClient({ apiUrl: url, apiKey: 'cal_catalogue_key', timeoutMs: PATIENCE_MS });
    const document = await readCatalogue(client, {
      makeCall: (call) => call(AbortSignal.timeout(PATIENCE_MS)),
      callsLeft: Number.POSITIVE_INFINITY,
      clock,
    });
    await untilRedisReady(redis, PATIENCE_MS);
    await new CatalogueStore(redis, DEFAULT_ACCOUNT).write(document);
  } finally {
    redis.disconnect();
    await simulator.close();
  }
};

/** One api process: its connections, its application and its HTTP server, opened and closed together. */
import { createServer, type Server } from 'node:http';
import { Availability } from '../availability/availability.ts';
import { SegmentStore } from '../availability/segment_store.ts';
import { createCallGate } from '../calcom/call_gate.ts';
import type { Config } from '../config.ts';
import { FinishedJobs } from '../queues/finished_jobs.ts';
import { createRangesQueue, createVerificationsQueue } from '../queues/queues.ts';
import { connectRedis, untilReady } from '../queues/redis_connection.ts';
import { isRedisFault } from '../queues/redis_fault.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { createApp } from './app.ts';
import type { ApiContext } from './context.ts';

const REDIS_PATIENCE_MS = 5_000;

/** How long open requests may take once the process is asked to stop. */
const DRAIN_MS = 8_000;

/** A running api. */
export interface ApiServer {
  readonly port: number;
  /** Finishes the requests under way and lets go of everything; at most 10 s. */
  close(): Promise<void>;
}

/**
 * Starts the api.
 * @param clock the time by which days are fresh or stale
 * @throws when Redis cannot be reached or the address cannot be listened on
 */
export const startApi = async (
  config: Config,
  logger: Logger,
  clock: () => EpochMs = () => epochMs(Date.now()),
): Promise<ApiServer> => {
  const producer = connectRedis(config.redisUrl, 'producer');
  const changes = connectRedis(config.redisUrl, 'subscriber');
  const events = connectRedis(config.redisUrl, 'worker');
  const onError = (error: Error): void => {
    if (isRedisFault(error)) logger.debug({ err: error }, 'redis connection');
    else logger.error({ err: error }, 'redis connection');
  };
  for (const connection of [producer, changes, events]) connection.on('error', onError);
  await Promise.all([producer, changes, events].map((connection) => untilReady(connection, REDIS_PATIENCE_MS)));

  const verifications = createVerificationsQueue(producer);
  const ranges = createRangesQueue(producer);
  for (const queue of [verifications, ranges]) queue.on('error', onError);
  const availability = new Availability(
    new SegmentStore(producer, config.cache.staleIfErrorSeconds),
    changes,
    config.cache.memorySegments,
  );
  await availability.listen();
  const finishedVerifications = new FinishedJobs(verifications, events, onError);
  await finishedVerifications.ready();

  const gate = createCallGate({
    redis: producer,
    credential: config.calcom.apiKey ?? 'none',
    limitPerMinute: config.calcom.rateLimitPerMinute,
    callsPerSecond: config.calcom.callsPerSecond,
    breaker: config.breaker,
    clock,
    logger,
  });
  const context: ApiContext = {
    config,
    availability,
    verifications,
    finishedVerifications,
    ranges,
    gate,
    clock,
    logger,
    redisIsReady: async () => {
      try {
        return (await producer.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
  };
  const server = createServer(createApp(context, [verifications, ranges]));
  await listen(server, config.port, config.host);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  logger.info({ host: config.host, port }, 'api listens');

  return {
    port,
    close: async () => {
      await drain(server);
      await Promise.allSettled([finishedVerifications.close(), verifications.close(), ranges.close(), gate.close()]);
      for (const connection of [producer, changes, events]) connection.disconnect();
    },
  };
};

const listen = async (server: Server, port: number, host: string): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', reject);
};

const drain = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
};

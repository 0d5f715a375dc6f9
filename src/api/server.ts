/** One api process: its connections, its application and its HTTP server, opened and closed together. */
import type { Server } from 'node:http';
import { Availability } from '../availability/availability.ts';
import { FailingEventTypes } from '../availability/failing_event_types.ts';
import { Organizers } from '../availability/organizers.ts';
import { SegmentStore } from '../availability/segment_store.ts';
import { Usage } from '../availability/usage.ts';
import { WebhookReceipts } from '../availability/webhook_receipts.ts';
import { createCallGate } from '../calcom/call_gate.ts';
import { CallLedger } from '../calcom/call_ledger.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { CatalogueStore } from '../catalogue/catalogue_store.ts';
import { ConfigurationFaults } from '../calcom/configuration_fault.ts';
import type { Config } from '../config/config.ts';
import { Abandonment } from '../queues/verifications/abandonment.ts';
import { FinishedJobs } from '../queues/job_queue/finished_jobs.ts';
import { createCallbacksQueue } from '../queues/callbacks/queue.ts';
import { createCatalogueQueue } from '../queues/catalogue/queue.ts';
import { createRangesQueue } from '../queues/ranges/queue.ts';
import { createVerificationsQueue } from '../queues/verifications/queue.ts';
import { createWarmingQueue } from '../queues/warming/queue.ts';
import { connectRedis, untilReady } from '../queues/connection/redis_connection.ts';
import { isRedisFault } from '../queues/connection/redis_fault.ts';
import { within } from '../runtime/within.ts';
import { createApiMetrics } from '../telemetry/api_metrics.ts';
import { type Logger, withoutRedaction } from '../telemetry/logger.ts';
import { createRegistry } from '../telemetry/process_metrics.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { FigureHistory } from './admin/figure_history.ts';
import { takeSample } from './admin/figure_sample.ts';
import { createApp } from './app.ts';
import type { ApiContext } from './context.ts';
import { expressMessages } from './http/express_messages.ts';
import { IdempotencyKeys } from './access/idempotency.ts';
import { createLimitedServer } from './http/server_limits.ts';

const REDIS_PATIENCE_MS = 5_000;

/** How often the fleet is told what this process was asked for. */
const USAGE_FLUSH_MS = 2_000;

/** How long open requests may take once the process is asked to stop. */
const DRAIN_MS = 8_000;

/** How long the connections' own farewells may take after that. */
const CLOSE_MS = 1_000;

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
  const callbacks = createCallbacksQueue(producer);
  const warming = createWarmingQueue(producer);
  const catalogueQueue = createCatalogueQueue(producer);
  const queues = [verifications, ranges, callbacks, warming, catalogueQueue];
  for (const queue of queues) queue.on('error', onError);
  const store = new SegmentStore(producer, config.cache.staleIfErrorSeconds);
  const availability = new Availability(store, changes, config.cache.memorySegments);
  const catalogue = new Catalogue(new CatalogueStore(producer), (error) =>
    logger.debug({ err: error }, 'catalogue not read'),
  );
  await Promise.all([availability.listen(), catalogue.listen(changes)]);
  const usage = new Usage(producer, config.cache.staleIfErrorSeconds, clock);
  const finishedVerifications = new FinishedJobs(verifications, events, onError);
  const finishedRanges = new FinishedJobs(ranges, events, onError);
  await Promise.all([finishedVerifications.ready(), finishedRanges.ready()]);

  const gate = createCallGate({
    redis: producer,
    credential: config.calcom.apiKey ?? 'none',
    limitPerMinute: config.calcom.rateLimitPerMinute,
    callsPerSecond: config.calcom.callsPerSecond,
    breaker: config.breaker,
    clock,
    logger,
  });
  const registry = createRegistry();
  const context: ApiContext = {
    config,
    availability,
    store,
    catalogue,
    catalogueQueue,
    usage,
    webhookReceipts: new WebhookReceipts(producer),
    organizers: new Organizers(producer),
    verifications,
    finishedVerifications,
    idempotencyKeys: new IdempotencyKeys(producer),
    ranges,
    abandonment: new Abandonment(producer),
    finishedRanges,
    warming,
    gate,
    ledger: new CallLedger(producer, clock),
    configurationFaults: new ConfigurationFaults(producer, config.calcom.apiKey ?? 'none'),
    failingEventTypes: new FailingEventTypes(producer),
    clock,
    logger,
    verificationLog: withoutRedaction(logger),
    registry,
    metrics: createApiMetrics(registry),
    redisIsReady: async () => {
      try {
        return (await producer.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
  };
  const history = new FigureHistory(() => takeSample(context, queues));
  const app = createApp(context, queues, history);
  const server = createLimitedServer(app, undefined, expressMessages(app));
  await listen(server, config.port, config.host);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  // What cannot be told now is told with the next.
  const flushing = setInterval(() => usage.flush().catch(onError), USAGE_FLUSH_MS);
  logger.info({ host: config.host, port }, 'api listens');

  return {
    port,
    close: async () => {
      await drain(server);
      clearInterval(flushing);
      history.close();
      catalogue.close();
      // Bounded, because a subscription that waits for its next event may take ten seconds to end.
      await within(
        CLOSE_MS,
        Promise.allSettled([
          finishedVerifications.close(),
          finishedRanges.close(),
          ...queues.map((queue) => queue.close()),
          gate.close(),
        ]),
      );
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
  // A connection that has got its last answer would otherwise be kept for the client's next request.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
};

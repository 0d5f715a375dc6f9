/** One worker process: its connections and its workers, started and stopped together. */
import type { Worker } from 'bullmq';
import { FailingEventTypes } from '../availability/failing_event_types.ts';
import { SegmentStore } from '../availability/segment_store.ts';
import { Usage } from '../availability/usage.ts';
import { createAccountClient } from '../calcom/account_client.ts';
import { createCallGate } from '../calcom/call_gate.ts';
import { CallLedger } from '../calcom/call_ledger.ts';
import { ConfigurationFaults } from '../calcom/configuration_fault.ts';
import { createSlotsClient } from '../calcom/slots_client.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { CatalogueStore } from '../catalogue/catalogue_store.ts';
import type { Config } from '../config/config.ts';
import { Abandonment } from '../queues/verifications/abandonment.ts';
import { queueCatalogueAtStart, scheduleCatalogue } from '../queues/catalogue/producer.ts';
import { FinishedJobs } from '../queues/job_queue/finished_jobs.ts';
import { createCallbacksQueue } from '../queues/callbacks/queue.ts';
import { createCatalogueQueue } from '../queues/catalogue/queue.ts';
import { createRangesQueue } from '../queues/ranges/queue.ts';
import { createWarmingQueue } from '../queues/warming/queue.ts';
import { connectRedis, untilReady } from '../queues/connection/redis_connection.ts';
import { isRedisFault } from '../queues/connection/redis_fault.ts';
import { scheduleWarming } from '../queues/warming/producer.ts';
import { within } from '../runtime/within.ts';
import type { Logger } from '../telemetry/logger.ts';
import { startMetricsServer } from '../telemetry/metrics_server.ts';
import { createRegistry } from '../telemetry/process_metrics.ts';
import { createWorkerMetrics } from '../telemetry/worker_metrics.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { createCallbackSender } from './callbacks/callback_sender.ts';
import { startCallbacksWorker } from './callbacks/callbacks_worker.ts';
import { isCatalogueDue } from './catalogue/catalogue_due.ts';
import { startCatalogueWorker } from './catalogue/catalogue_worker.ts';
import type { WorkerContext } from './context.ts';
import { countJobs } from './job_figures.ts';
import { startRangesWorker } from './ranges/ranges_worker.ts';
import { startVerificationsWorker } from './verifications/verifications_worker.ts';
import { startWarmingWorker } from './warming/warming_worker.ts';

const REDIS_PATIENCE_MS = 5_000;

/** How long jobs in hand may take once the process is asked to stop; what is not done by then goes back to its queue. */
const DRAIN_MS = 8_000;

/** How long the connections' own farewells may take after that. */
const CLOSE_MS = 1_000;

/** The workers of a process. */
export interface RunningWorkers {
  /** Finishes the jobs in hand, or gives them back; at most 10 s. */
  close(): Promise<void>;
}

/** What tests may set otherwise than it is in service. */
export interface WorkersOptions {
  /** The waits between the attempts to deliver a callback, in milliseconds. */
  readonly callbackRetryDelaysMs?: readonly number[];
}

/** Starts the workers. @throws when Redis cannot be reached */
export const startWorkers = async (
  config: Config,
  logger: Logger,
  clock: () => EpochMs = () => epochMs(Date.now()),
  { callbackRetryDelaysMs }: WorkersOptions = {},
): Promise<RunningWorkers> => {
  const connection = connectRedis(config.redisUrl, 'worker');
  const onError = (error: Error): void => {
    if (isRedisFault(error)) logger.debug({ err: error }, 'redis connection');
    else logger.error({ err: error }, 'worker');
  };
  const changes = connectRedis(config.redisUrl, 'subscriber');
  for (const redis of [connection, changes]) redis.on('error', onError);
  await Promise.all([connection, changes].map((redis) => untilReady(redis, REDIS_PATIENCE_MS)));

  const ranges = createRangesQueue(connection);
  const callbacks = createCallbacksQueue(connection);
  const warming = createWarmingQueue(connection);
  const catalogueQueue = createCatalogueQueue(connection);
  const queues = [ranges, callbacks, warming, catalogueQueue];
  for (const queue of queues) queue.on('error', onError);
  await scheduleWarming(warming, config.warming);
  // It is the background's budget that pays for it.
  const catalogueCron = config.warming.callsPerHour === 0 ? undefined : config.catalogue.cron;
  await scheduleCatalogue(catalogueQueue, catalogueCron);
  const catalogueStore = new CatalogueStore(connection);
  const catalogue = new Catalogue(catalogueStore, (error) => logger.debug({ err: error }, 'catalogue not read'));
  await catalogue.listen(changes);
  const finishedRanges = new FinishedJobs(ranges, connection, onError);
  await finishedRanges.ready();
  const { apiUrl, apiKey, apiVersion, timeoutMs } = config.calcom;
  const gate = createCallGate({
    redis: connection,
    credential: apiKey ?? 'none',
    limitPerMinute: config.calcom.rateLimitPerMinute,
    callsPerSecond: config.calcom.callsPerSecond,
    breaker: config.breaker,
    clock,
    logger,
  });
  const stopping = new AbortController();
  const registry = createRegistry();
  const metrics = createWorkerMetrics(registry);
  // Before any worker takes a job: a port that is taken ends the process.
  const metricsServer =
    config.metrics.port === undefined
      ? undefined
      : await startMetricsServer(registry, config.metrics.port, config.metrics.host);
  const context: WorkerContext = {
    connection,
    store: new SegmentStore(connection, config.cache.staleIfErrorSeconds),
    usage: new Usage(connection, config.cache.staleIfErrorSeconds, clock),
    limits: config.cache,
    ranges,
    abandonment: new Abandonment(connection),
    callbacks,
    finishedRanges,
    client: createSlotsClient({ apiUrl, apiKey, apiVersion, timeoutMs, clock }),
    account: apiKey === undefined ? undefined : createAccountClient({ apiUrl, apiKey, timeoutMs }),
    catalogue,
    catalogueStore,
    catalogueCron,
    gate,
    ledger: new CallLedger(connection, clock),
    configurationFaults: new ConfigurationFaults(connection, apiKey ?? 'none'),
    failingEventTypes: new FailingEventTypes(connection),
    warming: config.warming,
    clock,
    logger,
    metrics,
    stopping: stopping.signal,
    concurrency: config.workerConcurrency,
    callTimeoutMs: timeoutMs,
  };
  const workers: readonly Worker[] = [
    startVerificationsWorker(context),
    startRangesWorker(context),
    startCallbacksWorker(context, createCallbackSender(config.callbacks), callbackRetryDelaysMs),
    startWarmingWorker(context),
    startCatalogueWorker(context),
  ];
  for (const worker of workers) worker.on('error', onError);
  countJobs(workers, metrics);
  if (catalogueCron !== undefined && isCatalogueDue(catalogue.document(), clock(), apiKey !== undefined)) {
    await queueCatalogueAtStart(catalogueQueue);
  }
  logger.info('workers run');

  return {
    close: async () => {
      stopping.abort();
      await within(DRAIN_MS, Promise.allSettled(workers.map((worker) => worker.close())));
      // Bounded, because a subscription that waits for its next event may take ten seconds to end.
      await within(
        CLOSE_MS,
        Promise.allSettled([finishedRanges.close(), ...queues.map((queue) => queue.close()), gate.close()]),
      );
      await metricsServer?.close();
      catalogue.close();
      for (const redis of [connection, changes]) redis.disconnect();
    },
  };
};

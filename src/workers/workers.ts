/** One worker process: its connections and its workers, started and stopped together. */
import type { Worker } from 'bullmq';
import { assemble } from '../assembly/assemble.ts';
import { HeldSlots } from '../availability/held_slots.ts';
import { CALL_REASONS } from '../calcom/call_ledger.ts';
import { createAccountClient } from '../calcom/account_client.ts';
import { createBookingsClient } from '../calcom/bookings_client.ts';
import { createReservationsClient } from '../calcom/reservations_client.ts';
import { createSlotsClient } from '../calcom/slots_client.ts';
import type { Config } from '../config/config.ts';
import { queueCatalogueAtStart, scheduleCatalogue } from '../queues/catalogue/producer.ts';
import { scheduleWarming } from '../queues/warming/producer.ts';
import { within } from '../runtime/within.ts';
import type { Logger } from '../telemetry/logger.ts';
import { startMetricsServer } from '../telemetry/metrics_server.ts';
import { createRegistry } from '../telemetry/process_metrics.ts';
import { createWorkerMetrics } from '../telemetry/worker_metrics.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { queueChangesAtStart, scheduleChanges } from '../queues/changes/producer.ts';
import { queueRegistration, registersWebhooks, scheduleRegistration } from '../queues/registration/producer.ts';
import { BY_HAND } from '../registration/by_hand.ts';
import { createWebhooksClient } from '../calcom/webhooks_client.ts';
import { startBookingsWorker } from './bookings/bookings_worker.ts';
import { createCallbackSender } from './callbacks/callback_sender.ts';
import { startCallbacksWorker } from './callbacks/callbacks_worker.ts';
import { isCatalogueDue } from './catalogue/catalogue_due.ts';
import { startCatalogueWorker } from './catalogue/catalogue_worker.ts';
import { startChangesWorker } from './changes/changes_worker.ts';
import { startRegistrationWorker } from './registration/registration_worker.ts';
import { startHoldsWorker } from './holds/holds_worker.ts';
import type { WorkerContext } from './process/context.ts';
import { countJobs } from './job_figures.ts';
import { startPassthroughWorker } from './passthrough/passthrough_worker.ts';
import { startRangesWorker } from './ranges/ranges_worker.ts';
import { startVerificationsWorker } from './verifications/verifications_worker.ts';
import { startWarmingWorker } from './warming/warming_worker.ts';

/** How long jobs in hand may take once the process is asked to stop; what is not done by then goes back to its queue. */
const DRAIN_MS = 8_000;

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
  const parts = await assemble({ kind: 'worker', config, logger, clock, subject: 'worker' });
  const { account, catalogue, onError, queues } = parts;
  await scheduleWarming(queues.warming, account);
  await scheduleCatalogue(queues.catalogue, account);
  await scheduleChanges(queues.changes, account);
  await scheduleRegistration(queues.registration, account);
  const { apiUrl, apiKey, apiVersion, timeoutMs } = account;
  const stopping = new AbortController();
  const registry = createRegistry();
  const metrics = createWorkerMetrics(registry, CALL_REASONS);
  // Before any worker takes a job: a port that is taken ends the process.
  const metricsServer =
    config.metrics.port === undefined
      ? undefined
      : await startMetricsServer(registry, config.metrics.port, config.metrics.host);
  const context: WorkerContext = {
    ...parts,
    limits: config.cache,
    ranges: queues.ranges,
    callbacks: queues.callbacks,
    verifications: queues.verifications,
    bookingsQueue: queues.bookings,
    holdsQueue: queues.holds,
    settleMs: config.bookings.settleMs,
    registration: queues.registration,
    catalogueQueue: queues.catalogue,
    changesQueue: queues.changes,
    heldSlots: new HeldSlots(parts.connection, account.name),
    client: createSlotsClient({ apiUrl, apiKey, apiVersion, timeoutMs, clock }),
    accountClient: apiKey === undefined ? undefined : createAccountClient({ apiUrl, apiKey, timeoutMs }),
    bookingsClient:
      apiKey === undefined ? undefined : createBookingsClient({ apiUrl, apiKey, timeoutMs: config.bookings.timeoutMs }),
    reservationsClient: apiKey === undefined ? undefined : createReservationsClient({ apiUrl, apiKey, timeoutMs }),
    webhooksClient: apiKey === undefined ? undefined : createWebhooksClient({ apiUrl, apiKey, timeoutMs }),
    clock,
    logger,
    metrics,
    stopping: stopping.signal,
    concurrency: config.workerConcurrency,
  };
  const workers: readonly Worker[] = [
    startVerificationsWorker(context),
    startRangesWorker(context),
    startBookingsWorker(context),
    startHoldsWorker(context),
    startPassthroughWorker(context),
    startCallbacksWorker(context, createCallbackSender(account.callbacks), callbackRetryDelaysMs),
    startWarmingWorker(context),
    startCatalogueWorker(context),
    startChangesWorker(context),
    startRegistrationWorker(context),
  ];
  for (const worker of workers) worker.on('error', onError);
  countJobs(workers, metrics);
  if (account.catalogueCron !== undefined && isCatalogueDue(catalogue.document(), clock(), apiKey !== undefined)) {
    await queueCatalogueAtStart(queues.catalogue, account.name);
  }
  if (account.changesCron !== undefined && apiKey !== undefined)
    await queueChangesAtStart(queues.changes, account.name);
  if (registersWebhooks(account)) await queueRegistration(queues.registration, account.name, 'a worker started');
  else if (apiKey !== undefined && account.webhookSecrets.length === 0) logger.info(BY_HAND);
  logger.info('workers run');

  return {
    close: async () => {
      stopping.abort();
      await within(DRAIN_MS, Promise.allSettled(workers.map((worker) => worker.close())));
      await metricsServer?.close();
      await parts.close();
    },
  };
};

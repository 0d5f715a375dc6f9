/** One api process: its connections, its application and its HTTP server, opened and closed together. */
import type { Server } from 'node:http';
import { assemble } from '../assembly/assemble.ts';
import { BookingClaims } from '../booking/booking_claims.ts';
import { Offers } from '../booking/offers.ts';
import { Availability } from '../availability/availability.ts';
import { WebhookReceipts } from '../availability/webhook_receipts.ts';
import type { Config } from '../config/config.ts';
import { whenRenewed } from '../queues/connection/redis_connection.ts';
import { FinishedJobs } from '../queues/job_queue/finished_jobs.ts';
import { registersWebhooks } from '../queues/registration/producer.ts';
import { WebhookSecrets } from '../registration/webhook_secrets.ts';
import { createApiMetrics } from '../telemetry/api_metrics.ts';
import { type Logger, withoutRedaction } from '../telemetry/logger.ts';
import { createRegistry } from '../telemetry/process_metrics.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { FigureHistory } from './admin/figure_history.ts';
import { takeSample } from './admin/figure_sample.ts';
import { createApp } from './app.ts';
import { sayThatWebhooksAreHeard } from './calcom_webhooks/hearing.ts';
import type { ApiContext } from './context.ts';
import { expressMessages } from './http/express_messages.ts';
import { CallShare } from './access/call_share.ts';
import { IdempotencyKeys } from './access/idempotency_keys.ts';
import { redisHealth } from './operation/redis_health.ts';
import { createLimitedServer } from './http/server_limits.ts';

/** How often the fleet is told what this process was asked for. */
const USAGE_FLUSH_MS = 2_000;

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
  const parts = await assemble({ kind: 'producer', config, logger, clock, subject: 'redis connection' });
  const { connection, cache, events, changes, onError, usage, store } = parts;
  const { verifications, bookings, holds, ranges, passthrough, callbacks } = parts.queues;
  const { warming, catalogue, changes: looks, registration } = parts.queues;
  const queues = [
    verifications,
    ranges,
    bookings,
    holds,
    passthrough,
    callbacks,
    warming,
    catalogue,
    looks,
    registration,
  ];
  const availability = new Availability(store, changes, config.cache.memorySegments);
  await availability.listen();
  whenRenewed(cache, () => availability.askAgain());
  const finishedBookings = new FinishedJobs(bookings, events, onError);
  const finishedHolds = new FinishedJobs(holds, events, onError);
  const finishedPassthrough = new FinishedJobs(passthrough, events, onError);
  for (const finished of [finishedBookings, finishedHolds, finishedPassthrough]) {
    await finished.ready();
    whenRenewed(connection, () => void finished.renew().catch(onError));
  }

  const offers = new Offers(cache, parts.account.name);
  const registry = createRegistry();
  const context: ApiContext = {
    ...parts,
    config,
    availability,
    webhookSecrets: new WebhookSecrets(
      parts.account.webhookSecrets,
      registersWebhooks(parts.account) ? parts.registrations : undefined,
    ),
    webhookReceipts: new WebhookReceipts(cache, parts.account.name),
    noCache: new CallShare(connection, parts.account.name, 'no-cache', shareOf(config, config.noCachePercent)),
    passthroughShare: new CallShare(
      connection,
      parts.account.name,
      'passthrough',
      shareOf(config, config.passthrough.percent),
    ),
    passthrough,
    finishedPassthrough,
    verifications,
    bookingsQueue: bookings,
    finishedBookings,
    holdsQueue: holds,
    finishedHolds,
    bookingClaims: new BookingClaims(connection, parts.account.name),
    offers,
    idempotencyKeys: new IdempotencyKeys(connection, parts.account.name),
    ranges,
    warming,
    clock,
    logger,
    verificationLog: withoutRedaction(logger),
    registry,
    metrics: createApiMetrics(registry),
    ...redisHealth({ connection, cache, account: parts.account.name, clock }),
  };
  const history = new FigureHistory(() => takeSample(context, queues));
  const app = createApp(context, queues, history);
  const server = createLimitedServer(app, undefined, expressMessages(app));
  await listen(server, config.port, config.host);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  // What cannot be told now is told with the next.
  const flushing = setInterval(() => {
    usage.flush().catch(onError);
    offers.flush().catch(onError);
  }, USAGE_FLUSH_MS);
  const hearing = context.webhookSecrets.areOn ? sayThatWebhooksAreHeard({ ...parts, clock, logger }) : undefined;
  logger.info({ host: config.host, port }, 'api listens');

  return {
    port,
    close: async () => {
      await drain(server);
      clearInterval(flushing);
      hearing?.stop();
      history.close();
      await parts.close([finishedBookings, finishedHolds, finishedPassthrough]);
    },
  };
};

/** Calls in a minute: a share of the account's limit. */
const shareOf = ({ calcom }: Config, percent: number): number =>
  Math.floor((calcom.rateLimitPerMinute * percent) / 100);

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

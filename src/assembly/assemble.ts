/** What an api process and a worker process share: connections, queues, stores, the gate. Made from the settings in one place. */
import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type Account, credentialOf } from '../account/account.ts';
import { BookingRecords } from '../booking/booking_records.ts';
import { Holds } from '../booking/holds.ts';
import { PersonalData } from '../booking/personal_data.ts';
import { FailingEventTypes } from '../availability/failing_event_types.ts';
import { Organizers } from '../availability/organizers.ts';
import { SegmentStore } from '../availability/segment_store.ts';
import { Usage } from '../availability/usage.ts';
import { Heartbeat } from '../changes/heartbeat.ts';
import { Looks } from '../changes/looks.ts';
import { ToldChanges } from '../changes/told_changes.ts';
import { type CallGate, createCallGate } from '../calcom/call_gate.ts';
import { CallLedger } from '../calcom/call_ledger.ts';
import { ConfigurationFaults } from '../calcom/configuration_fault.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { CatalogueStore } from '../catalogue/catalogue_store.ts';
import { accountOf } from '../config/account.ts';
import type { Config } from '../config/config.ts';
import { type BookingsQueue, createBookingsQueue } from '../queues/bookings/queue.ts';
import { type CallbacksQueue, createCallbacksQueue } from '../queues/callbacks/queue.ts';
import { type CatalogueQueue, createCatalogueQueue } from '../queues/catalogue/queue.ts';
import { type ChangesQueue, createChangesQueue } from '../queues/changes/queue.ts';
import { createRegistrationQueue, type RegistrationQueue } from '../queues/registration/queue.ts';
import { type Registrations, registrationsOf } from '../registration/registrations.ts';
import { createHoldsQueue, type HoldsQueue } from '../queues/holds/queue.ts';
import { connectRedis, untilRedisReady, whenRenewed } from '../queues/connection/redis_connection.ts';
import { isRedisFault } from '../redis/redis_fault.ts';
import { FinishedJobs } from '../queues/job_queue/finished_jobs.ts';
import { createPassthroughQueue, type PassthroughQueue } from '../queues/passthrough/queue.ts';
import { PassedRequests } from '../queues/passthrough/passed_requests.ts';
import { createRangesQueue, type RangesQueue } from '../queues/ranges/queue.ts';
import { Abandonment } from '../queues/verifications/abandonment.ts';
import { createVerificationsQueue, type VerificationsQueue } from '../queues/verifications/queue.ts';
import { createWarmingQueue, type WarmingQueue } from '../queues/warming/queue.ts';
import { within } from '../runtime/within.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EpochMs } from '../verification/time.ts';

const REDIS_PATIENCE_MS = 5_000;

/** How long the connections' own farewells may take. */
const CLOSE_MS = 1_000;

/** What both processes have. */
export interface Assembly {
  readonly account: Account;
  /** For commands. In a worker process it may also block. */
  readonly connection: Redis | Cluster;
  /** For commands about what the cache holds: `connection` itself where that has no Redis of its own. */
  readonly cache: Redis | Cluster;
  /** For commands that block. */
  readonly events: Redis | Cluster;
  /** Subscribed to what the fleet tells of the cache. */
  readonly changes: Redis | Cluster;
  readonly queues: {
    readonly verifications: VerificationsQueue;
    readonly bookings: BookingsQueue;
    readonly holds: HoldsQueue;
    readonly ranges: RangesQueue;
    readonly passthrough: PassthroughQueue;
    readonly callbacks: CallbacksQueue;
    readonly warming: WarmingQueue;
    readonly catalogue: CatalogueQueue;
    readonly changes: ChangesQueue;
    readonly registration: RegistrationQueue;
  };
  readonly finishedRanges: FinishedJobs;
  readonly passedRequests: PassedRequests;
  readonly finishedVerifications: FinishedJobs;
  readonly bookings: BookingRecords;
  readonly personalData: PersonalData;
  readonly holds: Holds;
  readonly registrations: Registrations;
  readonly told: ToldChanges;
  readonly looks: Looks;
  readonly heartbeat: Heartbeat;
  readonly organizers: Organizers;
  readonly store: SegmentStore;
  readonly usage: Usage;
  readonly catalogue: Catalogue;
  readonly catalogueStore: CatalogueStore;
  readonly abandonment: Abandonment;
  readonly gate: CallGate;
  /** Opens a gate for another credential than the account's. */
  readonly openGate: (credential: string) => CallGate;
  readonly ledger: CallLedger;
  readonly configurationFaults: ConfigurationFaults;
  readonly failingEventTypes: FailingEventTypes;
  /** Logs what a connection, a queue or a worker reports: lost connections come back by themselves and are no error. */
  readonly onError: (error: Error) => void;
  /** Lets go of everything. @param others what the process has on these connections besides; bounded in time */
  close(others?: readonly { close(): Promise<unknown> }[]): Promise<void>;
}

/** The process that is assembled: whether its commands wait for a lost Redis (`worker`) or fail soon (`producer`). */
export interface Assembling {
  readonly kind: 'producer' | 'worker';
  readonly config: Config;
  readonly logger: Logger;
  /** The time by which days are fresh or stale. */
  readonly clock: () => EpochMs;
  /** What an error's line in the log is about. */
  readonly subject: string;
}

/** Connects to Redis and makes what both processes share. @throws when Redis cannot be reached */
export const assemble = async ({ kind, config, logger, clock, subject }: Assembling): Promise<Assembly> => {
  const account = accountOf(config);
  const onError = (error: Error): void => {
    if (isRedisFault(error)) logger.debug({ err: error }, 'redis connection');
    else logger.error({ err: error }, subject);
  };
  const { redisUrl, cacheRedisUrl } = config;
  const timeoutMs = kind === 'producer' ? config.redisTimeoutMs : undefined;
  const connection = connectRedis(redisUrl, kind, timeoutMs);
  const cache = cacheRedisUrl === undefined ? connection : connectRedis(cacheRedisUrl, kind, timeoutMs);
  const changes = connectRedis(cacheRedisUrl ?? redisUrl, 'subscriber');
  const events = kind === 'worker' ? connection : connectRedis(redisUrl, 'worker');
  const connections = [...new Set([connection, cache, changes, events])];
  for (const redis of connections) redis.on('error', onError);
  await Promise.all(connections.map((redis) => untilRedisReady(redis, REDIS_PATIENCE_MS)));

  const queues = {
    verifications: createVerificationsQueue(connection),
    bookings: createBookingsQueue(connection),
    holds: createHoldsQueue(connection),
    ranges: createRangesQueue(connection),
    passthrough: createPassthroughQueue(connection),
    callbacks: createCallbacksQueue(connection),
    warming: createWarmingQueue(connection),
    catalogue: createCatalogueQueue(connection),
    changes: createChangesQueue(connection),
    registration: createRegistrationQueue(connection),
  };
  const allQueues: readonly Queue[] = Object.values(queues);
  for (const queue of allQueues) queue.on('error', onError);
  const catalogueStore = new CatalogueStore(cache, account.name);
  const catalogue = new Catalogue(catalogueStore, (error) => logger.debug({ err: error }, 'catalogue not read'));
  await catalogue.listen(changes);
  const keptSeconds = config.cache.staleIfErrorSeconds;
  const told = new ToldChanges(cache, account.name, keptSeconds, catalogue, clock);
  await told.listen(changes);
  const finishedRanges = new FinishedJobs(queues.ranges, events, onError);
  const finishedVerifications = new FinishedJobs(queues.verifications, events, onError);
  const finished = [finishedRanges, finishedVerifications];
  await Promise.all(finished.map((jobs) => jobs.ready()));
  // A connection that only listens is never told that its server is one that nobody writes to any more. It goes where commands go.
  whenRenewed(cache, () => changes.disconnect(true));
  whenRenewed(connection, () => {
    for (const jobs of finished) jobs.renew().catch(onError);
  });
  const credential = credentialOf(account);
  const openGate = (whose: string): CallGate =>
    createCallGate({
      redis: connection,
      credential: whose,
      limitPerMinute: account.rateLimitPerMinute,
      callsPerSecond: account.callsPerSecond,
      burst: account.burst,
      breaker: config.breaker,
      clock,
      logger,
    });
  const gate = openGate(credential);

  return {
    account,
    connection,
    cache,
    events,
    changes,
    queues,
    finishedRanges,
    passedRequests: new PassedRequests(connection, account),
    finishedVerifications,
    bookings: new BookingRecords(connection, account.name, clock),
    personalData: new PersonalData(connection, account.name, config.bookings.personalDataSeconds),
    holds: new Holds(connection, account.name, clock),
    registrations: registrationsOf(connection, account),
    told,
    looks: new Looks(cache, account.name),
    heartbeat: new Heartbeat(cache, account.name),
    organizers: new Organizers(cache, account.name),
    store: new SegmentStore(cache, account.name, keptSeconds, told),
    usage: new Usage(cache, account.name, keptSeconds, clock),
    catalogue,
    catalogueStore,
    abandonment: new Abandonment(connection, account.name),
    gate,
    openGate,
    ledger: new CallLedger(connection, account.name, clock),
    configurationFaults: new ConfigurationFaults(connection, credential),
    failingEventTypes: new FailingEventTypes(connection, account.name),
    onError,
    close: async (others = []) => {
      catalogue.close();
      // Bounded, because a subscription that waits for its next event may take ten seconds to end.
      await within(
        CLOSE_MS,
        Promise.allSettled([...others, ...finished, ...allQueues, gate].map((part) => part.close())),
      );
      for (const redis of connections) redis.disconnect();
    },
  };
};

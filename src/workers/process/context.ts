import type { Account } from '../../account/account.ts';
import type { Cluster, Redis } from 'ioredis';
import type { BookingRecords } from '../../booking/booking_records.ts';
import type { Holds } from '../../booking/holds.ts';
import type { PersonalData } from '../../booking/personal_data.ts';
import type { AgeLimits } from '../../availability/experience.ts';
import type { HeldSlots } from '../../availability/held_slots.ts';
import type { FailingEventTypes } from '../../availability/failing_event_types.ts';
import type { Organizers } from '../../availability/organizers.ts';
import type { Looks } from '../../changes/looks.ts';
import type { ToldChanges } from '../../changes/told_changes.ts';
import type { SegmentStore } from '../../availability/segment_store.ts';
import type { Usage } from '../../availability/usage.ts';
import type { AccountClient } from '../../calcom/account_client.ts';
import type { BookingsClient } from '../../calcom/bookings_client.ts';
import type { CallGate } from '../../calcom/call_gate.ts';
import type { CallLedger } from '../../calcom/call_ledger.ts';
import type { ConfigurationFaults } from '../../calcom/configuration_fault.ts';
import type { ReservationsClient } from '../../calcom/reservations_client.ts';
import type { SlotsClient } from '../../calcom/slots_client.ts';
import type { WebhooksClient } from '../../calcom/webhooks_client.ts';
import type { Registrations } from '../../registration/registrations.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { CatalogueStore } from '../../catalogue/catalogue_store.ts';
import type { Abandonment } from '../../queues/verifications/abandonment.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';
import type { BookingsQueue } from '../../queues/bookings/queue.ts';
import type { HoldsQueue } from '../../queues/holds/queue.ts';
import type { CallbacksQueue } from '../../queues/callbacks/queue.ts';
import type { CatalogueQueue } from '../../queues/catalogue/queue.ts';
import type { ChangesQueue } from '../../queues/changes/queue.ts';
import type { RegistrationQueue } from '../../queues/registration/queue.ts';
import type { PassedRequests } from '../../queues/passthrough/passed_requests.ts';
import type { RangesQueue } from '../../queues/ranges/queue.ts';
import type { VerificationsQueue } from '../../queues/verifications/queue.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { WorkerMetrics } from '../../telemetry/worker_metrics.ts';
import type { EpochMs } from '../../verification/time.ts';

/** What the workers of a process share. */
export interface WorkerContext {
  readonly account: Account;
  /** A `worker` connection. */
  readonly connection: Redis | Cluster;
  readonly store: SegmentStore;
  readonly told: ToldChanges;
  readonly looks: Looks;
  readonly organizers: Organizers;
  readonly usage: Usage;
  readonly limits: AgeLimits;
  readonly ranges: RangesQueue;
  readonly abandonment: Abandonment;
  readonly callbacks: CallbacksQueue;
  readonly verifications: VerificationsQueue;
  readonly bookingsQueue: BookingsQueue;
  readonly holdsQueue: HoldsQueue;
  readonly registration: RegistrationQueue;
  readonly catalogueQueue: CatalogueQueue;
  readonly changesQueue: ChangesQueue;
  readonly finishedRanges: FinishedJobs;
  readonly finishedVerifications: FinishedJobs;
  readonly bookings: BookingRecords;
  readonly personalData: PersonalData;
  readonly holds: Holds;
  /** See `BookingWork`. */
  readonly settleMs: number;
  readonly client: SlotsClient;
  /** Undefined without an API key: nobody else is told what an account has. */
  readonly accountClient: AccountClient | undefined;
  /** Undefined without an API key: nobody else can find a booking again. */
  readonly bookingsClient: BookingsClient | undefined;
  /** Undefined without an API key. */
  readonly reservationsClient: ReservationsClient | undefined;
  /** Undefined without an API key. */
  readonly webhooksClient: WebhooksClient | undefined;
  readonly registrations: Registrations;
  readonly catalogue: Catalogue;
  readonly catalogueStore: CatalogueStore;
  readonly passedRequests: PassedRequests;
  readonly heldSlots: HeldSlots;
  readonly gate: CallGate;
  /** Opens a gate for another credential than the account's. */
  readonly openGate: (credential: string) => CallGate;
  readonly ledger: CallLedger;
  readonly configurationFaults: ConfigurationFaults;
  readonly failingEventTypes: FailingEventTypes;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
  /** Aborted when the process is asked to stop: jobs that only wait go back to their queue. */
  readonly stopping: AbortSignal;
  /** How many Cal.com calls this process has under way at most. */
  readonly concurrency: number;
}

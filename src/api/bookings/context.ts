import type { Account } from '../../account/account.ts';
import type { BookingClaims } from '../../booking/booking_claims.ts';
import type { BookingRecords } from '../../booking/booking_records.ts';
import type { Holds } from '../../booking/holds.ts';
import type { Offers } from '../../booking/offers.ts';
import type { PersonalData } from '../../booking/personal_data.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Config } from '../../config/config.ts';
import type { BookingsQueue } from '../../queues/bookings/queue.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';
import type { EpochMs } from '../../verification/time.ts';

/** What bookings are answered with. */
export interface BookingsContext {
  readonly config: Pick<Config, 'requestDeadlineMs' | 'defaultTimeZone'>;
  readonly account: Pick<Account, 'name' | 'apiKey' | 'callbacks' | 'policy'>;
  readonly catalogue: Pick<Catalogue, 'find' | 'document'>;
  readonly bookings: BookingRecords;
  readonly personalData: PersonalData;
  readonly bookingClaims: BookingClaims;
  readonly holds: Holds;
  readonly offers: Pick<Offers, 'note' | 'lastOffered'>;
  readonly bookingsQueue: BookingsQueue;
  readonly finishedBookings: FinishedJobs;
  readonly clock: () => EpochMs;
}

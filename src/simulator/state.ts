import type { Account } from './account/account.ts';
import type { Availability } from './availability.ts';
import type { BookingLedger } from './booking_ledger.ts';
import type { CallLog } from './call_log.ts';
import type { Catalogue } from './catalogue.ts';
import type { Faults } from './fault.ts';
import type { Latency } from './latency.ts';
import type { Random } from './random.ts';
import type { RateLimiter } from './rate_limiter.ts';
import type { ReservationLedger } from './reservation_ledger.ts';
import type { WebhookSender } from './webhook_sender.ts';

/** Everything that one simulator holds; the routes read and change it. */
export type SimulatorState = {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly random: Random;
  readonly catalogue: Catalogue;
  readonly account: Account;
  readonly bookings: BookingLedger;
  readonly reservations: ReservationLedger;
  readonly availability: Availability;
  readonly rateLimiter: RateLimiter;
  /** How long a blocked credential stays blocked, in ms. */
  readonly blockMs: number;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly webhooks: WebhookSender;
  /** Aborted when the simulator closes, so that no answer is waited for any longer. */
  readonly closing: AbortSignal;
  latency: Latency;
};

import type { SimulatedAccount } from './account/account.ts';
import type { AnswerCache } from './answer_cache.ts';
import type { FreeTimes } from './free_times.ts';
import type { CallLog } from './call_log.ts';
import type { Faults } from './fault.ts';
import type { Latency } from './latency.ts';
import type { RateLimiter } from './limits/rate_limiter.ts';
import type { Listing } from './listing/listing.ts';
import type { Random } from './random.ts';
import type { WebhookSender } from './webhooks/webhook_sender.ts';
import type { BookingLedger } from './world/booking_ledger.ts';
import type { Calendars } from './world/calendars.ts';
import type { Catalogue } from './world/catalogue.ts';
import type { Edits } from './world/edits.ts';
import type { ReservationLedger } from './world/reservation_ledger.ts';

/** Everything that one simulator holds; the routes read and change it. */
export type SimulatorState = {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly random: Random;
  readonly catalogue: Catalogue;
  readonly account: SimulatedAccount;
  readonly bookings: BookingLedger;
  readonly reservations: ReservationLedger;
  readonly calendars: Calendars;
  readonly edits: Edits;
  readonly availability: FreeTimes;
  /** Goes back to the event types, hours, bookings and reservations that the world begins with. */
  readonly startOver: () => void;
  readonly slotAnswers: AnswerCache<Listing>;
  readonly rateLimiter: RateLimiter;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly webhooks: WebhookSender;
  /** Aborted when the simulator closes, so that no answer is waited for any longer. */
  readonly closing: AbortSignal;
  latency: Latency;
};

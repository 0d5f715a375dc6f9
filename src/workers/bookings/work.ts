/** What bookings are worked on with, and how a step of the work ends. */
import type { BookingRecords } from '../../booking/booking_records.ts';
import type { BookingRecord } from '../../booking/booking_record.ts';
import type { PersonalData } from '../../booking/personal_data.ts';
import type { MakeCall } from '../../calcom/account_call.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import type { BookingsClient } from '../../calcom/bookings_client.ts';
import { type EpochMs, MINUTE_MS } from '../../verification/time.ts';
import type { FreeInstead } from './free_instead.ts';

/** What bookings are worked on with. Each member but the clocks may fail, and the process may end within any of them. */
export interface BookingWork {
  readonly records: Pick<BookingRecords, 'read' | 'change'>;
  readonly personal: Pick<PersonalData, 'read' | 'readReason' | 'letGo'>;
  readonly client: BookingsClient;
  /** In its turn at the gate. */
  readonly makeCall: MakeCall;
  /** Tells the cache of the fleet what has become of bookings. */
  readonly makeKnown: (bookings: readonly AccountBooking[]) => Promise<void>;
  /** Whether somebody else holds its time here: Cal.com books what is held. */
  readonly isHeld: (record: BookingRecord) => Promise<boolean>;
  /** What is free instead of a time that Cal.com does not give, by what it lists now; undefined where it does not list anything. */
  readonly alternatives: (record: BookingRecord, start: EpochMs) => Promise<FreeInstead | undefined>;
  readonly clock: () => EpochMs;
  /** For so long after a call that broke off Cal.com may still carry it out, in milliseconds. */
  readonly settleMs: number;
  readonly told: {
    /** A booking has ended. */
    ended(record: BookingRecord): void;
    /** What became of a call that broke off is known now. */
    cleared(isMade: boolean): void;
  };
}

/** How a step ended: with nothing left to do, or to be gone on with after so many milliseconds. */
export type Step = { readonly kind: 'ended' } | { readonly kind: 'later'; readonly ms: number };

/** Nothing is left to do. */
export const ENDED: Step = { kind: 'ended' };

/** To be gone on with. */
export const later = (ms: number): Step => ({ kind: 'later', ms });

/** What Cal.com could not be asked for is given up after so long, in milliseconds: whoever wanted it has found another way. */
export const PATIENCE_MS = 2 * MINUTE_MS;

/** How soon it is tried again where Cal.com does not answer, in milliseconds. */
export const RETRY_MS = 2_000;

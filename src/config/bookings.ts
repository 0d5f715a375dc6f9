/** Settings of bookings. */
import type { z } from 'zod';
import { integer } from './kinds.ts';

/** The settings of bookings. */
export interface BookingSettings {
  /** The longest that a call may take that books, moves or cancels, in milliseconds. */
  readonly timeoutMs: number;
  /** For so long after a call that broke off Cal.com may still carry it out, in milliseconds. */
  readonly settleMs: number;
  /** For so long personal data is kept after a booking has ended. */
  readonly personalDataSeconds: number;
}

/** As the environment spells them. */
export const bookingsShape = {
  BOOKING_TIMEOUT_MS: integer(100, 60_000)
    .prefault('20000')
    .describe('How long a call to Cal.com may take that books, moves or cancels, in milliseconds'),
  BOOKING_SETTLE_SECONDS: integer(1, 600)
    .prefault('45')
    .describe(
      'How long after the beginning of a call that broke off Cal.com may still book, in seconds; more than BOOKING_TIMEOUT_MS',
    ),
  PERSONAL_DATA_SECONDS: integer(0, 30 * 86_400)
    .prefault('3600')
    .describe('How long the data of people who attend is kept after their booking has ended, in seconds'),
};

/** The settings of bookings. */
export const bookingSettings = (environment: z.output<z.ZodObject<typeof bookingsShape>>): BookingSettings => ({
  timeoutMs: environment.BOOKING_TIMEOUT_MS,
  settleMs: environment.BOOKING_SETTLE_SECONDS * 1000,
  personalDataSeconds: environment.PERSONAL_DATA_SECONDS,
});

/** What is wrong between the settings of bookings. */
export const bookingFaults = ({ timeoutMs, settleMs }: BookingSettings): readonly string[] =>
  settleMs > timeoutMs ? [] : ['BOOKING_SETTLE_SECONDS must be longer than BOOKING_TIMEOUT_MS'];

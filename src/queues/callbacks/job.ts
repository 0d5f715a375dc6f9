/** The `callbacks` queue: one job is one webhook, delivered at least once. */
import { z } from 'zod';
import { verificationAnswerSchema } from '../verifications/job.ts';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobInstant } from '../job_queue/job_instant.ts';
import { spokenToSchema } from '../job_queue/spoken_to.ts';

/** How a verification ended: with its answer, or with the reason as its job keeps it. */
export const verificationEndSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed'), answer: verificationAnswerSchema }),
  z.object({ status: z.literal('failed'), reason: z.string() }),
]);

/** How a verification ended. */
export type VerificationEnd = z.output<typeof verificationEndSchema>;

/** What the callback of a verification carries: all that the webhook says, so that every attempt sends the same bytes. */
const verificationCallbackSchema = z.object({
  account: jobAccount,
  verificationId: z.string(),
  url: z.string(),
  asked: z.object({
    requested: jobInstant,
    seeks: z.literal('first-free').optional(),
    timeZone: z.string(),
    durationMinutes: z.int().optional(),
  }),
  spokenTo: spokenToSchema.optional(),
  end: verificationEndSchema,
  /** When it ended; the webhook's `timestamp`. */
  endedAt: jobInstant,
  requestId: z.string(),
});

/** What the callback of a booking carries. Its document names nobody who attends. */
const bookingCallbackSchema = z.object({
  account: jobAccount,
  bookingId: z.string(),
  url: z.string(),
  status: z.enum(['completed', 'failed']),
  document: z.record(z.string(), z.unknown()),
  endedAt: jobInstant,
  requestId: z.string(),
});

/** What the callback of a verification carries. */
export type VerificationCallback = z.output<typeof verificationCallbackSchema>;

/** What the callback of a booking carries. */
export type BookingCallback = z.output<typeof bookingCallbackSchema>;

/** What a callback job carries. */
export const callbackJobSchema = z.union([verificationCallbackSchema, bookingCallbackSchema]);

/** What a callback job carries. */
export type CallbackJob = z.output<typeof callbackJobSchema>;

/** The HTTP status that the receiver took it with. */
export const callbackReceiptSchema = z.object({ status: z.int() });

/** The HTTP status that the receiver took it with. */
export type CallbackReceipt = z.output<typeof callbackReceiptSchema>;

/** What a callback tells of, by its id. */
export const subjectIdOf = (callback: CallbackJob): string =>
  'bookingId' in callback ? callback.bookingId : callback.verificationId;

/** The `webhook-id` of a callback: the same on every attempt, and should it ever be queued twice. */
export const webhookIdOf = (callback: CallbackJob): string => `msg_${subjectIdOf(callback)}`;

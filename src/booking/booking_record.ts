/** A booking as it is kept while it is made, and after: what it is of, and how far it has come. It names nobody who attends. */
import { z } from 'zod';
import { jobInstant } from '../queues/job_queue/job_instant.ts';
import { spokenToSchema } from '../queues/job_queue/spoken_to.ts';
import { verificationAnswerSchema } from '../queues/verifications/job.ts';

const host = z.object({
  name: z.string().exactOptional(),
  email: z.string().exactOptional(),
  username: z.string().exactOptional(),
});

/** What Cal.com has of it. */
const calcomBookingSchema = z.object({
  uid: z.string(),
  /** The place that is ours, of a seated one. */
  seatUid: z.string().exactOptional(),
  /** What all of a series have in common, of the first of which the rest says. */
  seriesUid: z.string().exactOptional(),
  status: z.string(),
  start: jobInstant,
  end: jobInstant,
  eventTypeId: z.int().exactOptional(),
  slug: z.string().exactOptional(),
  hosts: z.array(host).readonly(),
});

/** What Cal.com has of a booking of ours. */
export type CalcomBooking = z.output<typeof calcomBookingSchema>;

/** A cancellation or a move of a booking that was made. */
const bookingChangeSchema = z.object({
  /** Counted from 1; the last one is kept. */
  number: z.int(),
  kind: z.enum(['cancel', 'move']),
  /** Where it is moved to. */
  start: jobInstant.exactOptional(),
  /** `refused`: Cal.com does not let it be moved there, and what is free instead is being looked for. */
  state: z.enum(['queued', 'refused', 'done', 'taken', 'failed']),
  askedAt: jobInstant,
  alternatives: verificationAnswerSchema.exactOptional(),
  /** Why it failed, as `reasonOf` writes it. */
  reason: z.string().exactOptional(),
});

/** A cancellation or a move of a booking that was made. */
export type BookingChange = z.output<typeof bookingChangeSchema>;

/** A booking as it is kept. */
export const bookingRecordSchema = z.object({
  id: z.string(),
  /** Who asked (a hash of the API key): only they can read and change it. */
  owner: z.string(),
  requestId: z.string(),
  /** `SegmentsName`: the event type and duration. */
  segments: z.string(),
  eventTypeId: z.int().exactOptional(),
  start: jobInstant,
  timeZone: z.string(),
  durationMinutes: z.int().exactOptional(),
  callbackUrl: z.string().exactOptional(),
  spokenTo: spokenToSchema.exactOptional(),
  /** The hold that is used up by it. */
  holdId: z.string().exactOptional(),
  /** Stands for what is the same booking when it is asked for again; Cal.com keeps it with the booking. */
  sameKey: z.string(),
  /** Until when, after `createdAt`, the same key is the same booking, in milliseconds. */
  sameMs: z.int(),
  createdAt: jobInstant,
  /** When this time was last answered as free. */
  offeredAt: jobInstant.exactOptional(),
  /**
   * `queued`: it may have been made, see `call`. `refused`: Cal.com does not give this time, and what is free instead is being looked for.
   * The others are ends, but that what is booked may be cancelled.
   */
  state: z.enum(['queued', 'refused', 'booked', 'taken', 'failed', 'cancelled']),
  /** A call that began then, to book or for the change, and of which it is not known what came of it. */
  call: z
    .object({
      id: z.string(),
      at: jobInstant,
      /** It ended then, in a fault of Cal.com's: it may have been carried out, but is not under way any more. */
      isOver: z.boolean().exactOptional(),
      /** What is free instead, where it is over: asked for at once, to be said once it is known that nothing came of it. */
      instead: z.object({ isListed: z.boolean(), answer: verificationAnswerSchema.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
  /** The server that it was last written by: another one may have lost that a call began. */
  server: z.string(),
  booking: calcomBookingSchema.exactOptional(),
  alternatives: verificationAnswerSchema.exactOptional(),
  /** Why it failed, as `reasonOf` writes it. */
  reason: z.string().exactOptional(),
  endedAt: jobInstant.exactOptional(),
  change: bookingChangeSchema.exactOptional(),
});

/** A booking as it is kept. */
export type BookingRecord = z.output<typeof bookingRecordSchema>;

/** Whether nothing more is done for it, until somebody asks for a change. */
export const isEnded = ({ state }: Pick<BookingRecord, 'state'>): boolean => state !== 'queued' && state !== 'refused';

/** Whether a change of it is being made. */
export const isChanging = ({ change }: Pick<BookingRecord, 'change'>): boolean =>
  change?.state === 'queued' || change?.state === 'refused';

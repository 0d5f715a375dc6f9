/** The `ranges` queue: one job is one range of days, for which Cal.com is called once as a rule and twice at most. */
import { z } from 'zod';
import { type UtcDay, utcDay } from '../../verification/time.ts';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobEventType } from '../job_queue/job_event_type.ts';
import { jobInstant } from '../job_queue/job_instant.ts';

/** A range reaches at least so many days from today, so that the next questions are hits: a month costs Cal.com no more than a day. */
export const LEAST_RANGE_DAYS = 31;

const rangeReason = z.enum(['caller', 'webhook', 'refresh', 'warming']);

/** Why a range is fetched. */
export type RangeReason = z.output<typeof rangeReason>;

const day = z.int().transform((days): UtcDay => utcDay(days));

/** What a range job carries. */
export const rangeJobSchema = z.object({
  account: jobAccount,
  segments: z.string(),
  from: day,
  /** Inclusive. */
  until: day,
  /** The days that a caller waits for: where all of the range takes Cal.com too long, they are fetched first. */
  needed: z.object({ from: day, until: day }).optional(),
  /** One of several parts of a range: other parts of the same days may be queued or under way beside it. */
  isPart: z.literal(true).optional(),
  /** Where everything in the range was observed since this instant (ms), the call is not made. */
  notBefore: jobInstant,
  reason: rangeReason,
  requestId: z.string(),
  /** The verifications that wait for it, as far as they came before the call; none for a job that no caller waits for. */
  callers: z.array(z.string()).readonly().optional(),
  /** A question whose answer is for one caller alone: `segments` is then a name of its own, kept only until the answer is read. */
  once: z
    .object({
      eventType: jobEventType,
      durationMinutes: z.int().exactOptional(),
      bookingUidToReschedule: z.string().exactOptional(),
      rrHostSubsetIds: z.array(z.int()).readonly().exactOptional(),
      /** As the caller asked: `from` and `until` only have to hold what Cal.com may list for it. */
      start: jobInstant,
      end: jobInstant,
      timeZone: z.string().exactOptional(),
    })
    .optional(),
});

/** What a range job carries. */
export type RangeJob = z.output<typeof rangeJobSchema>;

/** What became of a range: its days are written, Cal.com refused the event type or the question, or it was left alone. */
export const rangeOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), calls: z.int() }),
  /**
   * Nobody waited for it: the callers had hung up, it was warming and the hour's budget of background calls was spent, or what was left of
   * Cal.com's window was kept for callers.
   */
  z.object({ kind: z.literal('left'), calls: z.literal(0) }),
  z.object({
    kind: z.literal('refused'),
    calls: z.int(),
    status: z.int(),
    /** Cal.com's name for it. */
    code: z.string(),
    message: z.string(),
  }),
]);

/** What became of a range. */
export type RangeOutcome = z.output<typeof rangeOutcomeSchema>;

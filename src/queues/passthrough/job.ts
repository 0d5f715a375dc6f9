/** The `passthrough` queue: one job is one operation of Cal.com's that a caller asks for and that goes on to Cal.com. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobInstant } from '../job_queue/job_instant.ts';

/**
 * What such a job carries. Path, headers and body hold credentials and names of people: they lie beside the queue, sealed, and only as long as the
 * call takes (`passed_requests.ts`).
 */
export const passthroughJobSchema = z.object({
  account: jobAccount,
  /** As whom Cal.com is called: the account, or a caller with a credential of its own. */
  as: z.enum(['account', 'caller']),
  /** What reads may be asked again; anything else is sent once. */
  isReading: z.boolean(),
  /** Nobody waits for it after this instant (ms). */
  deadline: jobInstant,
  requestId: z.string(),
});

/** What such a job carries. */
export type PassthroughJob = z.output<typeof passthroughJobSchema>;

/** What became of it. */
export const passthroughOutcomeSchema = z.discriminatedUnion('kind', [
  /** The answer lies beside the queue. */
  z.object({ kind: z.literal('answered'), status: z.int() }),
  /** The caller had gone before its turn came. */
  z.object({ kind: z.literal('left') }),
  z.object({
    kind: z.literal('unanswered'),
    /** `turn`: the limit has none left in time. `lost`: the worker that had sent it was gone. */
    why: z.enum(['circuit', 'turn', 'timeout', 'network', 'unusable', 'lost']),
    /** Whether Cal.com may have done what was asked for. */
    mayBeDone: z.boolean(),
    retryAfterMs: z.number().exactOptional(),
  }),
]);

/** What became of it. */
export type PassthroughOutcome = z.output<typeof passthroughOutcomeSchema>;

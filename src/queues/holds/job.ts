/** The `holds` queue: one job holds a slot, gives one back, or says that one has ended. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobInstant } from '../job_queue/job_instant.ts';

const common = { account: jobAccount, holdId: z.string(), requestId: z.string() };

/** What a job carries. */
export const holdJobSchema = z.discriminatedUnion('does', [
  z.object({
    does: z.literal('hold'),
    ...common,
    owner: z.string(),
    /** Jobs and holds with the same are one. */
    sameKey: z.string().exactOptional(),
    eventTypeId: z.int(),
    timeZone: z.string(),
    /** In minutes; only of an event type with several lengths. */
    duration: z.int().optional(),
    /** For how long; five unless told. */
    minutes: z.int().optional(),
    /** When slots begin: the first one that can be had is held. */
    starts: z.array(jobInstant).min(1),
    /** No call begins later: its answer would come when the caller is gone. */
    beginBy: jobInstant,
    /** The caller waits until then, by the machines' clocks: a hold that comes later would hide a slot for nobody. */
    wantedUntil: jobInstant,
  }),
  z.object({ does: z.literal('release'), ...common }),
  z.object({
    does: z.literal('end'),
    ...common,
    slot: z.object({
      uid: z.string(),
      eventTypeId: z.int(),
      from: jobInstant,
      until: jobInstant,
      heldUntil: jobInstant,
    }),
  }),
]);

/** What a job carries. */
export type HoldJob = z.output<typeof holdJobSchema>;

/** What came of it. */
export const holdOutcomeSchema = z.discriminatedUnion('kind', [
  /** The hold is read by its id. */
  z.object({ kind: z.literal('held') }),
  /** Somebody has each of the slots. */
  z.object({ kind: z.literal('taken') }),
  /** It is held no more. */
  z.object({ kind: z.literal('over') }),
]);

/** What came of it. */
export type HoldOutcome = z.output<typeof holdOutcomeSchema>;

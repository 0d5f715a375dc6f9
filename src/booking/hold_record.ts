/** A slot that is held for a caller. */
import { z } from 'zod';
import { jobInstant } from '../queues/job_queue/job_instant.ts';

/** A slot that is held for a caller. It names nobody. */
export const holdRecordSchema = z.object({
  id: z.string(),
  /** Who asked (a hash of the API key): only they can read it, book by it and give it back. */
  owner: z.string(),
  /** Whoever asks with the same while it stands has this hold: a hash. */
  sameKey: z.string().exactOptional(),
  /** Cal.com's name for the reservation. */
  uid: z.string(),
  eventTypeId: z.int(),
  start: jobInstant,
  end: jobInstant,
  timeZone: z.string(),
  /** Then it ends by itself. */
  until: jobInstant,
});

/** A slot that is held for a caller. */
export type HoldRecord = z.output<typeof holdRecordSchema>;

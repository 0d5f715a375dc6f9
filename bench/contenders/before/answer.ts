/** What the server of `before` answers, as its client reads it. */
import { z } from 'zod';

/** The body of a question. */
export const askSchema = z.strictObject({
  eventTypeId: z.int(),
  /** Epoch ms. */
  start: z.int(),
  timeZone: z.string(),
  windowHours: z.number().min(0),
});

/** The body of a 200. */
export const foundSchema = z.object({
  outcome: z.enum(['available', 'alternatives', 'unavailable']),
  /** Epoch ms. */
  offers: z.array(z.int()),
  /** How many calls to Cal.com it took. */
  calls: z.int(),
});

/** The body of a 502: a call failed, and the search with it. */
export const failedSchema = z.object({ reason: z.string(), calls: z.int() });

/** `POST /v1/warming` and `GET /v1/warming/{id}`: their bodies. */
import { z } from 'zod';
import { GREATEST_EVENT_TYPE_ID } from '../calcom/event_type.ts';
import { warmingProgressSchema } from '../queues/warming/job.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';

/** The most event types that one request may warm. */
const MOST_EVENT_TYPES = 100;

/** The body of `POST /v1/warming`. */
export const warmingRequestSchema = z
  .strictObject({
    eventTypeIds: z
      .array(z.int().min(1).max(GREATEST_EVENT_TYPE_ID))
      .min(1)
      .max(MOST_EVENT_TYPES)
      .optional()
      .meta({
        description:
          'Event types to fetch now, however fresh they are. Without it, a round that chooses the stalest of what is configured and asked for.',
        example: [101, 102],
      }),
  })
  .meta({ id: 'WarmingRequest', description: 'What to keep warm.' });

/** A round of warming, as the api shows it. */
export const warmingDocumentSchema = z
  .object({
    id: z.string(),
    status: z.enum(['queued', 'active', 'completed', 'failed']),
    ...warmingProgressSchema.omit({ progress: true }).shape,
  })
  .meta({ id: 'Warming', description: 'A round of warming and how far it is.' });

/** A round of warming, as the api shows it. */
export type WarmingDocument = z.output<typeof warmingDocumentSchema>;

/** A body that was read, or everything wrong with it. */
export type WarmingReading =
  | { readonly ok: true; readonly eventTypeIds: readonly number[] | undefined }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** Reads a body. */
export const readWarmingRequest = (body: unknown): WarmingReading => {
  const parsed = warmingRequestSchema.safeParse(body, { error: reasonOfIssue });
  return parsed.success
    ? { ok: true, eventTypeIds: parsed.data.eventTypeIds }
    : { ok: false, faults: faultsOfIssues(parsed.error.issues, 'a warming request') };
};

/** What tools answer with beside the sentence: one shape for all of them, so that a model learns it once. */
import { z } from 'zod';

const start = z
  .string()
  .meta({ description: 'RFC 3339. Hand it on exactly as it is.', examples: ['2026-12-01T14:00:00+01:00'] });

/** The shape. */
export const toolOutputSchema = z.looseObject({
  say: z
    .string()
    .meta({ description: 'Say this to the caller, word for word, or do what it says where outcome is "error".' }),
  outcome: z
    .enum([
      ...(['free', 'options', 'none', 'held', 'booked', 'moved', 'cancelled', 'taken'] as const),
      ...(['needs_clarification', 'pending', 'event_types', 'error'] as const),
    ])
    .meta({ description: 'What came of it.' }),
  start: start.optional(),
  options: z
    .array(z.object({ start, said: z.string() }))
    .optional()
    .meta({ description: 'What may be offered instead; nothing else may.' }),
  hold_id: z.string().optional(),
  booking_id: z.string().optional(),
  ask_again_id: z
    .string()
    .optional()
    .meta({ description: 'Call the same tool with this, and nothing else, in a moment.' }),
  event_types: z
    .array(z.object({ id: z.int(), title: z.string(), minutes: z.array(z.number()), hosts: z.array(z.string()) }))
    .optional(),
});

/** The shape, but for the sentence, which stands in the result. */
export type ToolOutput = Omit<z.output<typeof toolOutputSchema>, 'say'>;

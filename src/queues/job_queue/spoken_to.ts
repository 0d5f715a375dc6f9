import { z } from 'zod';
import { TIME_STYLES } from '../../speech/spoken_time.ts';

/**
 * How somebody wants to be spoken to, as it is kept with what is answered later. The usual zone comes along: it is the api's, and whoever answers
 * may be another process.
 */
export const spokenToSchema = z.object({
  /** BCP 47. */
  language: z.string(),
  style: z.enum(TIME_STYLES),
  usualZone: z.string().optional(),
});

/** How somebody wants to be spoken to. */
export type SpokenTo = z.output<typeof spokenToSchema>;

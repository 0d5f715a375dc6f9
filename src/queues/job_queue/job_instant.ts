import { z } from 'zod';
import { epochMs } from '../../verification/time.ts';

/** An instant in a job's data: whole milliseconds since the epoch. */
export const jobInstant = z.int().transform(epochMs);

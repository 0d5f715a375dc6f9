// Reads JSON bodies.

import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { readInstant } from './iso_date.ts';

/** A property that holds an ISO 8601 instant; it is read into epoch ms. */
export const isoInstant = z.string().transform((text, context) => {
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: 'must be a valid ISO 8601 date string' });
  return z.NEVER;
});

/** Reads a request's JSON body. Throws an ApiError with status 400, in Cal.com's words, when it does not fit. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'body'} property is wrong,${message} `,
  );
  throw new ApiError(400, faults.join(', '));
}

import type { z } from 'zod';
import { ApiError } from './api_error.ts';

/** Reads a request's JSON body. Throws an ApiError with status 400, in Cal.com's words, when it does not fit. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'body'} property is wrong,${message} `,
  );
  throw new ApiError(400, faults.join(''));
}

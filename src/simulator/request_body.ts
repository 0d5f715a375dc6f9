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
  throw new ApiError(400, told(result.error.issues.toSorted(strangeFirst).flatMap(faultsOf)));
}

type Fault = { readonly path: readonly PropertyKey[]; readonly says: string };

/** What has no business there is told before what is wrong with the rest, and of that the outermost. */
function strangeFirst(one: z.core.$ZodIssue, other: z.core.$ZodIssue): number {
  return rankOf(one) - rankOf(other);
}

function rankOf({ code, path }: z.core.$ZodIssue): number {
  return code === 'unrecognized_keys' ? path.length : Number.MAX_SAFE_INTEGER;
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path;
  if (issue.code !== 'unrecognized_keys') return [{ path: path.length > 0 ? path : ['body'], says: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], says: `property ${key} should not exist` }));
}

/** All that is wrong with a property in one sentence, and after it what is wrong with the properties that it has. */
function told(faults: readonly Fault[], depth = 0): string {
  const ofProperties = Map.groupBy(faults, ({ path }) => String(path[depth]));
  return [...ofProperties]
    .map(([property, all]) => {
      const own = all.filter(({ path }) => path.length === depth + 1).map(({ says }) => says);
      const inner = all.filter(({ path }) => path.length > depth + 1);
      return `${property} property is wrong,${own.join(', ')} ${told(inner, depth + 1)}`;
    })
    .join(', ');
}

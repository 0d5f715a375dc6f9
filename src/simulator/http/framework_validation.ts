import { z } from 'zod';
import { ApiError } from '../api_error.ts';

/** A property with a rule that Cal.com's framework knows by a name, such as `isInt`; `says` is what it says of whatever breaks it. */
export function ruled<Value>(holds: (value: unknown) => boolean, rule: string, says: string) {
  return z.custom<Value>(holds, `${rule}: ${says}`);
}

/**
 * Reads what came in a body or a query. Throws an ApiError (400) in the form of Cal.com's framework, a list of objects, where the routes
 * that read their input themselves write a sentence.
 */
export function frameworkRead<Schema extends z.ZodType>(schema: Schema, target: unknown): z.output<Schema> {
  const result = schema.safeParse(target);
  if (result.success) return result.data;
  const values = new Map(Object.entries(target ?? {}));
  const errors = result.error.issues.map(({ path, message }) => {
    const property = String(path[0]);
    const [, rule = 'isValid', says = message] = /^(\w+): (.*)$/.exec(message) ?? [];
    return { target, value: values.get(property), property, children: [], constraints: { [rule]: says } };
  });
  throw new ApiError(400, 'Bad Request Exception', { code: 'BadRequestException', details: { errors } });
}

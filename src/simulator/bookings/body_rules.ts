// Rules that a property of a body is held to, in the words of the validator that Cal.com's framework brings. It is handed `null` for what is
// optional as readily as nothing.

import { z } from 'zod';
import { readInstant } from '../iso_date.ts';

/** Lets a property be left out, or be null. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

export function text(name: string) {
  return z.string(`${name} must be a string`);
}

export function integer(name: string) {
  return z.int(`${name} must be an integer number`);
}

export function positive(name: string) {
  return integer(name).min(1, `${name} must not be less than 1`);
}

export function flag(name: string) {
  return z.boolean(`${name} must be a boolean value`);
}

/** An object whose properties are anybody's. */
export function anything(name: string) {
  return z.record(z.string(), z.unknown(), `${name} must be an object`);
}

export function texts(name: string) {
  return each<string>(name, 'a string', (one) => typeof one === 'string');
}

export function integers(name: string) {
  return each<number>(name, 'an integer number', Number.isInteger);
}

/** An ISO 8601 instant; it is read into epoch ms. */
export function instant(name: string) {
  const says = `${name} must be a valid ISO 8601 date string`;
  return z.string(says).transform((written, context) => {
    const at = readInstant(written);
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: says });
    return z.NEVER;
  });
}

/** What is read by the rules of `shape` and has no other properties. */
export function nested<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code, input }) => {
      if (code !== 'invalid_type') return undefined;
      if (input === undefined) return `${name} should not be null or undefined`;
      const says = `nested property ${name} must be either object or array`;
      return input === null ? `${name} should not be null or undefined, ${says}` : says;
    },
  });
}

function each<Item>(name: string, kind: string, is: (one: unknown) => boolean) {
  return z.custom<readonly Item[]>((value) => Array.isArray(value) && value.every(is), {
    error: ({ input }) => (Array.isArray(input) ? `each value in ${name} must be ${kind}` : `${name} must be an array`),
  });
}

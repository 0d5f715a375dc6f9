/** What is wrong with a body, field by field, in words for whoever wrote the request. */
import type { z } from 'zod';

/** One thing wrong with a body: a JSON pointer (RFC 6901) and the reason. */
export interface BodyFault {
  readonly pointer: string;
  readonly reason: string;
}

/** The faults that zod found. @param thing what an unknown field does not belong to, such as `a verification` */
export const faultsOfIssues = (issues: readonly z.core.$ZodIssue[], thing: string): BodyFault[] =>
  issuesInForms(issues).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), reason: `is not a field of ${thing}` }))
      : [{ pointer: pointerTo(issue.path), reason: issue.message }],
  );

/**
 * The issues with those of a value that may have several forms told by the form that it was given in: the one for which it has the right type.
 * Of a value of no such type it stays that it has none of the forms.
 */
export const issuesInForms = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const meant = issue.errors.find((errors) => !errors.some(isAboutWhole));
    return meant === undefined
      ? [issue]
      : issuesInForms(meant).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });

const isAboutWhole = ({ code, path }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

/** To be given to zod's `parse` as `error`: the words for every fault for which a schema has none of its own. */
export const reasonOfIssue = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must ${bound(issue.origin, 'least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'most', issue.maximum)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'has none of the forms that it may have';
    default:
      return 'is not valid';
  }
};

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const bound = (origin: string, end: 'least' | 'most', value: number | bigint): string => {
  if (origin === 'string') return `have at ${end} ${value} characters`;
  if (origin === 'array') return `have at ${end} ${value} items`;
  return `be at ${end} ${value}`;
};

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

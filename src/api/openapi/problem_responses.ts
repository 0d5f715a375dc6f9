/** The problems of operations, as the document shows them: every one with an example made by what makes the real ones. */
import { z } from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { type Problem, type ProblemName, problem } from '../../contract/problem.ts';
import { problemSchema } from '../../contract/problem_schema.ts';

const DETAILS: Partial<Record<ProblemName, Pick<Problem, 'detail' | 'errors' | 'alternatives'>>> = {
  malformed: { detail: 'The body is not JSON.' },
  unauthorized: { detail: 'Send one of the keys in API_KEYS as Authorization: Bearer <key>.' },
  'body-too-large': { detail: 'A body may have at most 16 KiB.' },
  'unsupported-media-type': { detail: 'Send a body with Content-Type: application/json.' },
  invalid: {
    errors: [
      { pointer: '/timeZone', reason: 'must be an IANA time zone such as Europe/Berlin' },
      { pointer: '/maxAlternatives', reason: 'must be a whole number from 1 to 20' },
    ],
  },
  'start-in-the-past': { errors: [{ pointer: '/start', reason: 'must not be in the past' }] },
  'slot-taken': {
    detail: 'Cal.com does not give this time any more. What is free instead was looked for just now.',
    alternatives: [],
  },
  'booking-unchangeable': { detail: 'Another change of it is under way.' },
  'event-type-failing': { detail: 'Cal.com fails for this event type: Cal.com answered 500' },
  'too-many-requests': { detail: 'This key may make 6000 requests a minute.' },
};

const retryAfter = z.object({
  'Retry-After': z.string().meta({ description: 'Seconds after which it is worth trying again.', examples: ['1'] }),
});

const challenge = z.object({
  'WWW-Authenticate': z.string().meta({
    description: 'How to authenticate (RFC 9110).',
    examples: ['Bearer realm="Slotproof"'],
  }),
});

const headersOf = (status: number): Pick<ZodOpenApiResponseObject, 'headers'> => {
  if (status === 401) return { headers: challenge };
  return status === 429 || status === 503 ? { headers: retryAfter } : {};
};

/** The responses of an operation that can end with these problems, by status. */
export const problemResponses = (
  ...names: readonly ProblemName[]
): Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> => {
  const responses: Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> = {};
  for (const [status, some] of Map.groupBy(names, (name) => problem(name).status)) {
    responses[`${status >= 500 ? 5 : 4}${String(status).slice(1)}`] = {
      description: some.map((name) => problem(name).title).join('; '),
      ...headersOf(status),
      content: {
        'application/problem+json': {
          schema: problemSchema,
          examples: Object.fromEntries(some.map((name) => [name, { value: problem(name, DETAILS[name]) }])),
        },
      },
    };
  }
  return responses;
};

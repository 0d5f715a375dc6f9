/** `/v1/warming`, as the document shows it. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { warmingDocumentSchema, warmingRequestSchema } from '../../contract/warming.ts';
import { problemResponses } from './problem_responses.ts';

/** The paths. */
export const WARMING_PATHS: ZodOpenApiPathsObject = {
  '/v1/warming': {
    post: {
      operationId: 'warm',
      summary: 'Fetch now what will be asked for',
      tags: ['Warming'],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: warmingRequestSchema,
            examples: { some: { value: { eventTypeIds: [101, 102] } }, round: { value: {} } },
          },
        },
      },
      responses: {
        '202': {
          description: 'It begins',
          headers: z.object({
            Location: z.string().meta({ description: 'Where to see how far it is.', examples: ['/v1/warming/1'] }),
          }),
          content: { 'application/json': { schema: warmingDocumentSchema } },
        },
        ...problemResponses(
          'malformed',
          'unauthorized',
          'body-too-large',
          'unsupported-media-type',
          'invalid',
          'too-many-requests',
          'redis-unavailable',
        ),
      },
    },
  },
  '/v1/warming/{id}': {
    get: {
      operationId: 'getWarming',
      summary: 'How far a round of warming is',
      tags: ['Warming'],
      requestParams: { path: z.object({ id: z.string().meta({ description: 'From `Location`.', examples: ['1'] }) }) },
      responses: {
        '200': { description: 'How far it is', content: { 'application/json': { schema: warmingDocumentSchema } } },
        ...problemResponses('unauthorized', 'not-found', 'too-many-requests', 'redis-unavailable'),
      },
    },
  },
};

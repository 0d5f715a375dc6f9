/** `/v1/holds`, as the document shows it. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { holdDocumentSchema } from '../../contract/hold.ts';
import { holdRequestSchema } from '../../contract/hold_request.ts';
import { spokenShape } from '../../contract/speech_schema.ts';
import { bookingExamples } from './booking_examples.ts';
import { problemResponses } from './problem_responses.ts';

const ID = '5c8b4f2a-0d0b-4f52-8f0e-3f5a5f2c9a11';

/** The paths. @param today the day by which the examples are in the future */
export const holdPaths = (today: Temporal.PlainDate): ZodOpenApiPathsObject => {
  const { request } = bookingExamples(today);
  const { attendee: _attendee, start, ...least } = request.value;
  // Not the one that the example of a booking books.
  const asked = { ...least, start: start.replace('T14:00', 'T15:00') };
  const slot = { start: asked.start, end: asked.start.replace('T15:00', 'T15:30') };
  const held = {
    summary: 'Held',
    value: { id: ID, eventTypeId: 101, slot, until: start.replace(/T14:00/, 'T09:05') },
  };
  const id = z.object({ id: z.string().meta({ description: 'The `id` of the hold.', examples: [ID] }) });
  const content = { 'application/json': { schema: holdDocumentSchema, examples: { held } } };
  return {
    '/v1/holds': {
      post: {
        operationId: 'hold',
        summary: 'Keep it for some minutes',
        description:
          'Reserves a slot in Cal.com that was seen free within the last minute. Nobody is offered it until it is booked by `holdId`, given back, or its time is over.',
        tags: ['Bookings'],
        requestParams: {
          header: z.object({
            'Idempotency-Key': z
              .string()
              .optional()
              .meta({
                description: 'As long as a hold stands for it, the same key is that hold.',
                examples: ['call-4711'],
              }),
          }),
        },
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: holdRequestSchema,
              examples: { least: { summary: 'The least that is needed', value: asked } },
            },
          },
        },
        responses: {
          '201': {
            description: 'Held',
            headers: z.object({
              Location: z
                .string()
                .meta({ description: 'Where it is read and given back.', examples: [`/v1/holds/${ID}`] }),
            }),
            content,
          },
          ...problemResponses(
            'malformed',
            'unauthorized',
            'event-type-not-found',
            'slot-taken',
            'body-too-large',
            'unsupported-media-type',
            'invalid',
            'start-in-the-past',
            'refused-by-calcom',
            'idempotency-key-reused',
            'too-many-requests',
            'bookings-not-configured',
            'calcom-unavailable',
            'event-type-failing',
            'redis-unavailable',
          ),
        },
      },
    },
    '/v1/holds/{id}': {
      get: {
        operationId: 'getHold',
        summary: 'A hold that stands',
        tags: ['Bookings'],
        requestParams: { path: id, query: z.object(spokenShape) },
        responses: {
          '200': { description: 'It stands', content },
          ...problemResponses('unauthorized', 'hold-not-found', 'invalid', 'too-many-requests', 'redis-unavailable'),
        },
      },
      delete: {
        operationId: 'releaseHold',
        summary: 'Give it back',
        tags: ['Bookings'],
        requestParams: { path: id },
        responses: {
          '202': { description: 'It is being given back' },
          '204': { description: 'It is given back' },
          ...problemResponses('unauthorized', 'hold-not-found', 'too-many-requests', 'redis-unavailable'),
        },
      },
    },
  };
};

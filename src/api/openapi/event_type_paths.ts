/** `/v1/event-types`, as the document shows it. */
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { eventTypesDocumentSchema, eventTypesQuerySchema } from '../../contract/event_types_document.ts';
import { problemResponses } from './problem_responses.ts';

/** The paths. */
export const EVENT_TYPE_PATHS: ZodOpenApiPathsObject = {
  '/v1/event-types': {
    get: {
      operationId: 'listEventTypes',
      summary: 'Which event types the account has',
      tags: ['Verifications'],
      requestParams: { query: eventTypesQuerySchema },
      responses: {
        '200': {
          description: 'Those that fit, by title',
          content: {
            'application/json': {
              schema: eventTypesDocumentSchema,
              examples: {
                one: {
                  value: {
                    readAt: '2026-11-25T16:23:14.439Z',
                    eventTypes: [
                      {
                        id: 101,
                        title: 'Introduction',
                        slug: 'intro',
                        names: [{ username: 'anna', eventTypeSlug: 'intro' }],
                        length: 30,
                        lengths: [30],
                        minimumNotice: 0,
                        hidden: false,
                        scheduling: 'person',
                        hosts: [{ username: 'anna', name: 'Anna' }],
                        timeZone: 'Europe/Berlin',
                        warm: true,
                      },
                    ],
                    missing: [],
                  },
                },
              },
            },
          },
        },
        ...problemResponses('unauthorized', 'method-not-allowed', 'invalid', 'too-many-requests', 'redis-unavailable'),
      },
    },
  },
};

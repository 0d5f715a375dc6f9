/** What operators ask of a process, as the document shows it. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { problemResponses } from './problem_responses.ts';

const FOR_PEOPLE = [{ bearer: [] }, { basic: [] }];

/** The paths. */
export const PROCESS_PATHS: ZodOpenApiPathsObject = {
  '/healthz': {
    get: {
      operationId: 'isAlive',
      summary: 'Whether the process lives',
      tags: ['Operation'],
      security: [],
      responses: {
        '200': {
          description: 'It does',
          content: {
            'application/json': {
              schema: z.object({ status: z.literal('ok') }),
              examples: { ok: { value: { status: 'ok' } } },
            },
          },
        },
      },
    },
  },
  '/readyz': {
    get: {
      operationId: 'isReady',
      summary: 'Whether the process can do its work',
      description:
        'It needs Redis. It is ready while Cal.com is away, or does not accept our configuration (`calcom.configurationFault`): what is cached is still answered.',
      tags: ['Operation'],
      security: [],
      responses: {
        '200': {
          description: 'It can',
          content: {
            'application/json': {
              schema: z.looseObject({ status: z.literal('ready') }),
              examples: { ready: { value: { status: 'ready' } } },
            },
          },
        },
        ...problemResponses('redis-unavailable'),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Figures for Prometheus',
      tags: ['Operation'],
      security: FOR_PEOPLE,
      responses: {
        '200': {
          description: 'In the text format of Prometheus',
          content: { 'text/plain': { schema: z.string() } },
        },
        ...problemResponses('unauthorized'),
      },
    },
  },
  '/admin/queues': {
    get: {
      operationId: 'board',
      summary: 'The queues, for people',
      description: 'Bull Board. A browser asks for a password: it is one of the keys, with any user name.',
      tags: ['Operation'],
      security: FOR_PEOPLE,
      responses: {
        '200': { description: 'A page', content: { 'text/html': { schema: z.string() } } },
        ...problemResponses('unauthorized'),
      },
    },
  },
};

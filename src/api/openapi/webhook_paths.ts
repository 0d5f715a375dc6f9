/** `POST /v1/calcom/webhooks`, as the document shows it. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { problemResponses } from './problem_responses.ts';

/** The path. */
export const WEBHOOK_PATHS: ZodOpenApiPathsObject = {
  '/v1/calcom/webhooks': {
    post: {
      operationId: 'receiveCalcomWebhook',
      summary: 'Cal.com tells of a change',
      description:
        'The subscriber URL of a webhook in Cal.com, with CALCOM_WEBHOOK_SECRET as its secret. The days that it touches are forgotten or refreshed.',
      tags: ['Cal.com'],
      security: [{ calcomSignature: [] }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: z.looseObject({ triggerEvent: z.string().optional(), createdAt: z.string().optional() }),
          },
        },
      },
      responses: {
        '200': {
          description: 'It is taken in',
          content: {
            'application/json': {
              schema: z.looseObject({
                status: z.enum(['applied', 'ignored']).meta({ description: '`ignored`: it changes no availability.' }),
                trigger: z.string().optional(),
              }),
            },
          },
        },
        ...problemResponses('signature-invalid', 'body-too-large', 'redis-unavailable', 'webhooks-not-configured'),
      },
    },
  },
};

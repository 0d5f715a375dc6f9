/** `/v1/verifications` and its callback, as the document shows them. */
import { z } from 'zod';
import type { ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from 'zod-openapi';
import {
  callbackEventSchema,
  completedVerificationSchema,
  pendingVerificationSchema,
  verificationDocumentSchema,
} from '../../contract/verification_document_schema.ts';
import { clarificationSchema, spokenShape } from '../../contract/speech_schema.ts';
import { verificationRequestSchema } from '../../contract/verification_request.ts';
import { problemResponses } from './problem_responses.ts';
import type { VerificationExamples } from './verification_examples.ts';

const text = (description: string, ...examples: readonly string[]) =>
  z.string().meta({ description, examples: [...examples] });

const requestId = text('Under which the request is logged; taken over when it was given.', 'booking-4711');
const preferenceApplied = text('Which preference was followed (RFC 7240).', 'wait=2').optional();
const retryAfter = text('Seconds after which a poll is worth while.', '1');

const postHeaders = z.object({
  Prefer: text(
    'RFC 7240. `respond-async`: do not wait for what the cache cannot decide. `wait=N`: wait so many seconds, at most the deadline.',
    'wait=2',
  ).optional(),
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({
      description: 'The same key within 24 hours is the same verification; another body under it is refused.',
      examples: ['order-4711-attempt-1'],
    }),
  'Cache-Control': text(
    '`max-age=N` and `no-cache` say how old data may be, as `maxAge` does (0 for `no-cache`).',
    'max-age=900',
  ).optional(),
  'X-Request-Id': requestId.optional(),
});

const calcomCalls = text('How many calls to Cal.com were made for this answer.', '0');

const limitHeaders = {
  RateLimit: text(
    "What is left of the key's limit, which each api process counts for itself; only where keys are configured.",
    'limit=6000, remaining=5999, reset=60',
  ).optional(),
  'RateLimit-Policy': text("The key's limit, and its window in seconds.", '6000;w=60').optional(),
};

const callback = (examples: VerificationExamples): ZodOpenApiPathItemObject => ({
  post: {
    operationId: 'receiveVerification',
    summary: 'How a verification ended',
    description:
      'Sent to `callbackUrl` (Standard Webhooks), at least once: after 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h until one attempt is taken. Verify `webhook-signature` with the secret `CALLBACK_SECRET`; drop what has a `webhook-id` that was seen before. No redirect is followed.',
    tags: ['Verifications'],
    security: [],
    requestParams: {
      header: z.object({
        'webhook-id': text('The same at every attempt.', 'msg_0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11'),
        'webhook-timestamp': text('When this attempt was made, in seconds since 1970.', '1795946292'),
        'webhook-signature': text(
          '`v1,` and the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>` in base64.',
          'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        ),
      }),
    },
    requestBody: {
      required: true,
      content: { 'application/json': { schema: callbackEventSchema, examples: examples.events } },
    },
    responses: {
      '2XX': { description: 'It is taken. Anything else, or nothing within 15 s, is tried again.' },
      '410': { description: 'It is not wanted: nothing more is sent for this verification.' },
    },
  },
});

/** The paths. */
export const verificationPaths = (examples: VerificationExamples): ZodOpenApiPathsObject => ({
  '/v1/verifications': {
    post: {
      operationId: 'verify',
      summary: 'Can this slot be booked, and if not, which near it can?',
      description:
        'Answered from the cache where it can decide. Otherwise Cal.com is asked once: the answer comes within the deadline, or with a 202 and later, by polling or as a callback.',
      tags: ['Verifications'],
      requestParams: { header: postHeaders },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: verificationRequestSchema, examples: examples.requests } },
      },
      responses: {
        '200': {
          description: 'Decided; or a question to ask, where `when` is unclear',
          headers: z.object({
            'Cache-Status': text('RFC 9211: how the cache took part.', 'Slotproof; hit; ttl=859'),
            Age: text('Seconds since Cal.com was asked.', '41'),
            'Slotproof-Calcom-Calls': calcomCalls,
            'X-Request-Id': requestId,
            ...limitHeaders,
          }),
          content: {
            'application/json': {
              schema: z.union([completedVerificationSchema, clarificationSchema]),
              examples: examples.answers,
            },
          },
        },
        '202': {
          description: 'Accepted; the answer comes later',
          headers: z.object({
            Location: text('Where to poll.', '/v1/verifications/0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11'),
            'Retry-After': retryAfter,
            'Preference-Applied': preferenceApplied,
            'X-Request-Id': requestId,
            ...limitHeaders,
          }),
          content: {
            'application/json': { schema: pendingVerificationSchema, examples: { queued: examples.queued } },
          },
        },
        ...problemResponses(
          'malformed',
          'unauthorized',
          'event-type-not-found',
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
      callbacks: { verification: { '{$request.body#/callbackUrl}': callback(examples) } },
    },
  },
  '/v1/verifications/{id}': {
    get: {
      operationId: 'getVerification',
      summary: 'Where a verification stands',
      description: 'Kept for 24 hours. Another key than the one that asked cannot read it.',
      tags: ['Verifications'],
      requestParams: {
        path: z.object({ id: text('From `Location` or `id`.', '0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11') }),
        query: z.object(spokenShape),
        header: z.object({
          Prefer: text('`wait=N` (RFC 7240): wait so many seconds for its end, at most 30.', 'wait=10').optional(),
          'X-Request-Id': requestId.optional(),
        }),
      },
      responses: {
        '200': {
          description: 'Where it stands',
          headers: z.object({
            'Retry-After': retryAfter.optional(),
            'Preference-Applied': preferenceApplied,
            'Slotproof-Calcom-Calls': calcomCalls.optional(),
            'X-Request-Id': requestId,
            ...limitHeaders,
          }),
          content: {
            'application/json': {
              schema: verificationDocumentSchema,
              examples: { ...examples.answers, queued: examples.queued, failed: examples.failed },
            },
          },
        },
        ...problemResponses(
          'unauthorized',
          'verification-not-found',
          'invalid',
          'too-many-requests',
          'redis-unavailable',
        ),
      },
    },
  },
});

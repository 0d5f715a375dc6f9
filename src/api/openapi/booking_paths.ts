/** `/v1/bookings` and its callback, as the document shows them. */
import { z } from 'zod';
import type { ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { bookingDocumentSchema, bookingEventSchema } from '../../contract/booking_document_schema.ts';
import { bookingRequestSchema, cancelRequestSchema, rescheduleRequestSchema } from '../../contract/booking_request.ts';
import { spokenShape } from '../../contract/speech_schema.ts';
import { bookingExamples } from './booking_examples.ts';
import { problemResponses } from './problem_responses.ts';

const text = (description: string, ...examples: readonly string[]) =>
  z.string().meta({ description, examples: [...examples] });

const LOCATION = '/v1/bookings/0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11';

const prefer = text(
  'RFC 7240. `respond-async`: do not wait. `wait=N`: wait so many seconds, at most the deadline.',
  'wait=2',
).optional();

const id = z.object({ id: text('The `id` of the booking.', '0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11') });

const spoken = z.object(spokenShape);

const headers = z.object({ Location: text('Where it is read.', LOCATION) });

const callback: ZodOpenApiPathItemObject = {
  post: {
    operationId: 'receiveBooking',
    summary: 'How a booking ended',
    description: 'Sent to `callbackUrl` as the callbacks of verifications are, and signed as they are.',
    tags: ['Bookings'],
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema: bookingEventSchema } } },
    responses: {
      '2XX': { description: 'It is taken. Anything else, or nothing within 15 s, is tried again.' },
      '410': { description: 'It is not wanted: nothing more is sent for this booking.' },
    },
  },
};

/** The paths. @param today the day by which the examples are in the future */
export const bookingPaths = (today: Temporal.PlainDate): ZodOpenApiPathsObject => {
  const { request, active, booked, taken } = bookingExamples(today);
  const accepted = {
    description: 'Accepted; it is read where `Location` says',
    headers,
    content: { 'application/json': { schema: bookingDocumentSchema, examples: { active } } },
  };
  const changed = (description: string) => ({
    description,
    headers: z.object({ Location: text('Where it is read.', LOCATION).optional() }),
    content: { 'application/json': { schema: bookingDocumentSchema, examples: { booked } } },
  });
  return {
    '/v1/bookings': {
      post: {
        operationId: 'book',
        summary: 'Take it',
        description:
          'Books in Cal.com, once: the same `Idempotency-Key` within 24 hours, and without one the same attendee, event type and start within ten minutes, is the same booking. An answer of Cal.com that was lost is cleared up by looking for the booking before anything is tried again.',
        tags: ['Bookings'],
        requestParams: {
          header: z.object({
            Prefer: prefer,
            'Idempotency-Key': text('The same key within 24 hours is the same booking.', 'order-4711').optional(),
          }),
        },
        requestBody: {
          required: true,
          content: { 'application/json': { schema: bookingRequestSchema, examples: { request } } },
        },
        responses: {
          '201': {
            description: 'Booked',
            headers,
            content: { 'application/json': { schema: bookingDocumentSchema, examples: { booked } } },
          },
          '202': accepted,
          ...problemResponses(
            'malformed',
            'unauthorized',
            'hold-not-found',
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
            'redis-unavailable',
          ),
        },
        callbacks: { booking: { '{$request.body#/callbackUrl}': callback } },
      },
    },
    '/v1/bookings/{id}': {
      get: {
        operationId: 'getBooking',
        summary: 'Where a booking stands',
        description: 'Kept until a day after its end. Another key than the one that booked cannot read it.',
        tags: ['Bookings'],
        requestParams: {
          path: id,
          query: spoken,
          header: z.object({
            Prefer: text('`wait=N`: wait so many seconds for its end, at most 30.', 'wait=10').optional(),
          }),
        },
        responses: {
          '200': {
            description: 'Where it stands',
            content: { 'application/json': { schema: bookingDocumentSchema, examples: { active, booked, taken } } },
          },
          ...problemResponses('unauthorized', 'booking-not-found', 'invalid', 'too-many-requests', 'redis-unavailable'),
        },
      },
    },
    '/v1/bookings/{id}/reschedule': {
      post: {
        operationId: 'rescheduleBooking',
        summary: 'Move it',
        description: 'Moves a booking to another time. Where that is taken it stays where it is.',
        tags: ['Bookings'],
        requestParams: { path: id, header: z.object({ Prefer: prefer }) },
        requestBody: { required: true, content: { 'application/json': { schema: rescheduleRequestSchema } } },
        responses: {
          '200': changed('Moved'),
          '202': accepted,
          ...problemResponses(
            'malformed',
            'unauthorized',
            'booking-not-found',
            'slot-taken',
            'booking-unchangeable',
            'body-too-large',
            'unsupported-media-type',
            'invalid',
            'refused-by-calcom',
            'too-many-requests',
            'calcom-unavailable',
            'redis-unavailable',
          ),
        },
      },
    },
    '/v1/bookings/{id}/cancel': {
      post: {
        operationId: 'cancelBooking',
        summary: 'Give it back',
        description: 'Cancels a booking. One that is cancelled stays so.',
        tags: ['Bookings'],
        requestParams: { path: id, header: z.object({ Prefer: prefer }) },
        requestBody: { required: false, content: { 'application/json': { schema: cancelRequestSchema } } },
        responses: {
          '200': changed('Cancelled'),
          '202': accepted,
          ...problemResponses(
            'malformed',
            'unauthorized',
            'booking-not-found',
            'booking-unchangeable',
            'body-too-large',
            'invalid',
            'refused-by-calcom',
            'too-many-requests',
            'calcom-unavailable',
            'redis-unavailable',
          ),
        },
      },
    },
  };
};

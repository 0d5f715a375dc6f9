/** `GET /v2/slots`, as the document shows it: in Cal.com's own words. */
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

const text = (description: string, ...examples: readonly string[]) =>
  z.string().meta({ description, examples: [...examples] });

const slotsSchema = z
  .object({
    data: z
      .record(
        z.string(),
        z.array(
          z.object({
            start: z.string().meta({ format: 'date-time' }),
            end: z.string().optional().meta({ format: 'date-time', description: 'With `format=range`.' }),
            seatsBooked: z.int().optional(),
            seatsRemaining: z.int().optional(),
            seatsTotal: z.int().optional(),
            bookingUid: z.string().optional(),
          }),
        ),
      )
      .meta({ description: 'The slots under their days in `timeZone`. A day without any is not there.' }),
    status: z.literal('success'),
  })
  .meta({ id: 'CalcomSlots', description: "Cal.com's answer." });

const calcomErrorSchema = z
  .object({
    status: z.literal('error'),
    timestamp: z.string().meta({ format: 'date-time' }),
    path: z.string(),
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z
        .union([z.object({ message: z.string(), error: z.string(), statusCode: z.int() }), z.string()])
        .optional()
        .meta({ description: 'Not for what Cal.com names `TRPCError`; for a 429 the message once more.' }),
    }),
  })
  .meta({ id: 'CalcomError', description: "Cal.com's way to say that something is wrong." });

const calcomError = (description: string, status: number, code: string, message: string) => ({
  description,
  content: {
    'application/json': {
      schema: calcomErrorSchema,
      examples: {
        [code]: {
          value: {
            status: 'error',
            timestamp: '2026-11-23T10:00:00.000Z',
            path: '/v2/slots',
            error: {
              code,
              message,
              details: status === 429 ? message : { message, error: STATUS_CODES[status], statusCode: status },
            },
          },
        },
      },
    },
  },
});

const slotsQuery = z.object({
  eventTypeId: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "The event type's id.", examples: [101] }),
  eventTypeSlug: text('With `username` or `teamSlug`.', 'intro').optional(),
  username: text('Whose event type it is.', 'anna').optional(),
  teamSlug: text('Which team its event type it is.', 'support').optional(),
  usernames: text('Two people or more, for a dynamic event.', 'anna,bert').optional(),
  organizationSlug: text(
    'The organization of the user, the team or the people; for people it is required.',
    'acme',
  ).optional(),
  start: text('ISO 8601, in UTC unless it has an offset; a date alone means its first second.', '2026-12-01'),
  end: text(
    'ISO 8601, in UTC unless it has an offset; a date alone, or midnight, means the last second of that day. Slots that end a second later still count.',
    '2026-12-02',
  ),
  timeZone: text('An IANA time zone; UTC unless given.', 'Europe/Berlin').optional(),
  duration: z
    .int()
    .min(0)
    .max(1_440)
    .optional()
    .meta({ description: "Minutes; any number of them, whatever the event type's lengths are.", examples: [30] }),
  format: text('`time`, or `range` for the end of each slot too; in any case.', 'range').optional(),
  bookingUidToReschedule: text('The booking whose own time counts as free. Asked of Cal.com each time.').optional(),
  rrHostSubsetIds: text(
    'User ids separated by commas: only these hosts of a round-robin event type. Asked of Cal.com each time.',
    '7,12',
  ).optional(),
});

/** The path. */
export const SLOTS_PATHS: ZodOpenApiPathsObject = {
  '/v2/slots': {
    get: {
      operationId: 'listSlots',
      summary: "Cal.com's own operation, answered from the cache",
      description:
        'Parameters, answers and errors are those of Cal.com, version 2024-09-04: a client moves over by its base URL.',
      tags: ['Cal.com'],
      requestParams: {
        query: slotsQuery,
        header: z.object({
          'cal-api-version': text(
            "The version of Cal.com's API; with another the question goes on to Cal.com.",
            '2024-09-04',
          ),
          'Cache-Control': text('`max-age=N` and `no-cache` say how old data may be.', 'max-age=900').optional(),
        }),
      },
      responses: {
        '200': {
          description: 'The slots',
          headers: z.object({
            'Cache-Status': text('RFC 9211: how the cache took part.', 'Slotproof; hit; ttl=859'),
            Age: text('Seconds since Cal.com was asked.', '41'),
            ETag: text('For `If-None-Match`, which a 304 answers.', 'W/"154-JrIsWxWrtljfaYV9QufBfh79Fb0"'),
            'Access-Control-Allow-Origin': text('`CORS_ORIGINS`: every origin unless set.', '*').optional(),
          }),
          content: {
            'application/json': {
              schema: slotsSchema,
              examples: {
                range: {
                  value: {
                    data: {
                      '2026-12-01': [{ start: '2026-12-01T09:00:00.000+01:00', end: '2026-12-01T09:30:00.000+01:00' }],
                    },
                    status: 'success',
                  },
                },
              },
            },
          },
        },
        '304': { description: 'The caller has this answer already' },
        '400': calcomError(
          'A parameter is missing, unknown or malformed, or nothing that Cal.com could answer',
          400,
          'BadRequestException',
          'start property is wrong,start must be a valid ISO 8601 date string ',
        ),
        '404': calcomError('No such event type', 404, 'NotFoundException', 'Event Type not found'),
        '401': calcomError(
          'No valid API key of this service, or (`TRPCError`) a person who takes no part in dynamic events',
          401,
          'UnauthorizedException',
          'A valid API key is required',
        ),
        '429': calcomError('The key is over its limit', 429, 'ThrottlerException', 'Too many requests'),
        '503': calcomError(
          'Cal.com cannot be reached, or fails for this event type, and nothing cached may be used',
          503,
          'ServiceUnavailableException',
          'Cal.com cannot be reached',
        ),
      },
    },
  },
};

/** `POST /v1/bookings` and the changes of a booking: the bodies' schemas, and what a body means. */
import { z } from 'zod';
import type { EventType } from '../calcom/event_type.ts';
import type { Attendee } from '../calcom/bookings_client.ts';
import type { Question } from '../verification/decide.ts';
import type { PolicyDefaults } from '../verification/policy.ts';
import { isTimeZone, readRequestedTime } from '../verification/requested_time.ts';
import type { EpochMs } from '../verification/time.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';
import { TIME_ZONE_FAULT } from './time_zone_fault.ts';
import { bookingQuestionSchema, readBookingQuestion } from './booking_question.ts';
import { spokenShape } from './speech_schema.ts';
import type { CallbackRules } from './verification_request.ts';

/** Cal.com keeps fifty, two of which are ours. */
const MOST_METADATA = 48;
const LONGEST_METADATA_KEY = 40;
const LONGEST_METADATA_TEXT = 500;
const MOST_GUESTS = 50;

const ONE_OF_THEM = 'must have an email or a phoneNumber';

const attendee = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .meta({ examples: ['Ada Lovelace'] }),
    email: z.email({ error: 'must be an e-mail address' }).max(254).optional(),
    phoneNumber: z
      .string()
      .regex(/^\+[1-9]\d{5,14}$/, 'must be an international number such as +4930123456')
      .optional(),
    timeZone: z
      .string()
      .max(64, TIME_ZONE_FAULT)
      .refine(isTimeZone, { error: TIME_ZONE_FAULT })
      .optional()
      .meta({ description: 'That of the request, unless given.' }),
    language: z.string().min(2).max(10).optional().meta({ description: 'Of the e-mails that Cal.com sends.' }),
  })
  .refine(({ email, phoneNumber }) => email !== undefined || phoneNumber !== undefined, { error: ONE_OF_THEM });

/** The body of a booking. Every field is described here, once: the same schema validates and is published in the OpenAPI document. */
export const bookingRequestSchema = z.strictObject({
  ...bookingQuestionSchema.shape,
  attendee: attendee.meta({ description: 'Who books. Kept only as long as the booking needs it.' }),
  guests: z
    .array(z.email({ error: 'must be an e-mail address' }))
    .max(MOST_GUESTS)
    .optional()
    .meta({ description: 'E-mail addresses of who is invited too.' }),
  metadata: z
    .record(
      z.string().max(LONGEST_METADATA_KEY),
      z.union([z.string().max(LONGEST_METADATA_TEXT), z.number(), z.boolean()]),
    )
    .refine((fields) => Object.keys(fields).length <= MOST_METADATA, {
      error: `must have at most ${MOST_METADATA} fields`,
    })
    .optional()
    .meta({ description: 'Kept by Cal.com with the booking.' }),
  bookingFieldsResponses: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "Answers to the questions of the event type's form." }),
  holdId: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'The hold that is used up by it: of the same event type and start.' }),
});

const reasonShape = {
  reason: z.string().trim().min(1).max(500).optional().meta({
    description: 'Why, in words. Cal.com keeps it with the booking and writes it to whoever hosts and attends.',
  }),
};

/** The body of a cancellation. Whatever else stands in it was never read, and is not now. */
export const cancelRequestSchema = z.looseObject({ ...spokenShape, ...reasonShape });

/** The body of a move. */
export const rescheduleRequestSchema = z.strictObject({
  start: bookingQuestionSchema.shape.start.meta({
    description:
      'Where it is moved to: RFC 3339 with an offset, or a local time, which is read in the zone of the booking.',
  }),
  ...spokenShape,
  ...reasonShape,
});

/** What a booking asks for. */
export interface BookingOrder {
  readonly eventType: Exclude<EventType, { usernames: unknown }>;
  readonly question: Question;
  readonly attendee: Attendee;
  readonly guests: readonly string[] | undefined;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  readonly bookingFieldsResponses: Readonly<Record<string, unknown>> | undefined;
  readonly callbackUrl: string | undefined;
  readonly holdId: string | undefined;
}

/** What a body asks, or everything that is wrong with it. */
export type BookingReading =
  | { readonly ok: true; readonly order: BookingOrder }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** Reads the body of a booking, and finds all of its faults at once. @param defaults what the policy falls back to */
export const readBookingRequest = (
  body: unknown,
  defaults: PolicyDefaults,
  callbacks: CallbackRules,
): BookingReading => {
  const parsed = bookingRequestSchema.safeParse(body, { error: reasonOfIssue });
  const own = parsed.success ? [] : faultsOfIssues(parsed.error.issues, 'a booking');
  const question = readBookingQuestion(body, own, defaults, callbacks);
  if (!parsed.success || !question.ok) return { ok: false, faults: question.ok ? own : question.faults };
  const { guests, metadata, bookingFieldsResponses, holdId } = parsed.data;
  return {
    ok: true,
    order: {
      eventType: question.eventType,
      question: question.question,
      attendee: { ...parsed.data.attendee, timeZone: parsed.data.attendee.timeZone ?? parsed.data.timeZone },
      guests,
      metadata: metadata ?? {},
      bookingFieldsResponses,
      callbackUrl: question.callbackUrl,
      holdId,
    },
  };
};

type Read<Content> =
  | ({ readonly ok: true; readonly reason: string | undefined } & Content)
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** What the body of a cancellation says, or what is wrong with it. One that is no object says nothing. */
export const readCancellation = (body: unknown): Read<object> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { ok: true, reason: undefined };
  const parsed = cancelRequestSchema.safeParse(body, { error: reasonOfIssue });
  return parsed.success
    ? { ok: true, reason: parsed.data.reason }
    : { ok: false, faults: faultsOfIssues(parsed.error.issues, 'a cancellation') };
};

/** Where a body moves a booking to, or what is wrong with it. @param timeZone of the booking, for a local time */
export const readReschedule = (body: unknown, timeZone: string): Read<{ readonly start: EpochMs }> => {
  const parsed = rescheduleRequestSchema.safeParse(body, { error: reasonOfIssue });
  if (!parsed.success) return { ok: false, faults: faultsOfIssues(parsed.error.issues, 'a move') };
  const { start, reason } = parsed.data;
  const time = readRequestedTime(start, timeZone);
  return time.ok
    ? { ok: true, start: time.instant, reason }
    : { ok: false, faults: [{ pointer: '/start', reason: 'must be a time that can be read' }] };
};

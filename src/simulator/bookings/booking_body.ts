// The bodies of the bookings API as its first layer reads them. They have just these properties: with any other one they are refused.

import { z } from 'zod';
import { read } from '../request_body.ts';
import { isTimeZone } from '../zone.ts';
import { anything, flag, instant, integer, integers, nested, optional, positive, text, texts } from './body_rules.ts';

const METADATA_FAULT =
  'Metadata must have at most 50 keys, each key up to 40 characters, and string values up to 500 characters.';

/** What Cal.com writes to attendees in. */
const LANGUAGES = (
  'ar ca de es eu he id ja lv pl ro sr th vi az cs el es-419 fi hr it km nl pt ru sv tr zh-CN bg da en et fr hu iw ko no pt-BR sk ta uk ' +
  'zh-TW bn'
).split(' ');

function isMetadata(metadata: Record<string, unknown>): boolean {
  const entries = Object.entries(metadata);
  return entries.length <= 50 && entries.every(([key, value]) => key.length <= 40 && isMetadataValue(value));
}

function isMetadataValue(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 500 : typeof value === 'number' || typeof value === 'boolean';
}

// Neither an e-mail address nor a telephone number is looked at here: the rules that should do so are never run.
const attendeeSchema = nested('attendee', {
  name: text('name'),
  email: optional(z.unknown()),
  phoneNumber: optional(z.unknown()),
  timeZone: z
    .custom<string>(
      (value) => typeof value === 'string' && isTimeZone(value),
      'timeZone must be a valid IANA time-zone',
    )
    .transform(String),
  language: optional(z.enum(LANGUAGES, `language must be one of the following values: ${LANGUAGES.join(', ')}`)),
}).refine(({ email, phoneNumber }) => email || phoneNumber, {
  path: ['attendee email or phone'],
  error: 'Attendee must have at least one contact method (email or phone number)',
});

const routingSchema = nested('routing', {
  responseId: integer('responseId'),
  teamMemberIds: integers('teamMemberIds'),
  teamMemberEmail: optional(text('teamMemberEmail')),
  skipContactOwner: optional(flag('skipContactOwner')),
  crmAppSlug: optional(text('crmAppSlug')),
  crmOwnerRecordType: optional(text('crmOwnerRecordType')),
});

const isUrl = (value: unknown): boolean => z.url({ protocol: /^(?:https?|ftp)$/ }).safeParse(value).success;

/** Who books what, and when. */
export const bookingSchema = z
  .strictObject({
    start: instant('start'),
    attendee: attendeeSchema,
    bookingFieldsResponses: optional(anything('bookingFieldsResponses')),
    eventTypeId: optional(integer('eventTypeId')),
    eventTypeSlug: optional(text('eventTypeSlug')),
    username: optional(text('username')),
    teamSlug: optional(text('teamSlug')),
    organizationSlug: optional(text('organizationSlug')),
    guests: optional(texts('guests')),
    meetingUrl: optional(z.custom(isUrl, 'meetingUrl must be a URL address')),
    location: z.unknown().optional(),
    metadata: optional(anything('metadata').refine(isMetadata, METADATA_FAULT)),
    lengthInMinutes: optional(positive('lengthInMinutes')),
    routing: optional(routingSchema),
    emailVerificationCode: optional(text('emailVerificationCode')),
    /** Ids of the hosts of a round robin to choose from. */
    rrHostSubsetIds: optional(integers('rrHostSubsetIds')),
    /** How many of a series, unless all of it. */
    recurrenceCount: optional(positive('recurrenceCount')),
  })
  .refine(
    ({ eventTypeId, eventTypeSlug, username, teamSlug }) => eventTypeId || (eventTypeSlug && (username || teamSlug)),
    {
      path: ['eventTypeId or eventTypeSlug + username'],
      error: 'Either eventTypeId or eventTypeSlug + username or eventTypeSlug + teamSlug must be provided',
    },
  );

/** What `bookingSchema` reads. */
export type BookingBody = z.output<typeof bookingSchema>;

const moveShape = {
  start: instant('start'),
  rescheduledBy: optional(z.unknown()),
  emailVerificationCode: optional(text('emailVerificationCode')),
};
const rescheduleSchema = z.strictObject({
  ...moveShape,
  reschedulingReason: optional(text('reschedulingReason')),
  rrHostSubsetIds: optional(integers('rrHostSubsetIds')),
});
const seatRescheduleSchema = z.strictObject({ ...moveShape, seatUid: text('seatUid') });

/** Where a booking is moved to; `seatUid` moves one place of a seated one. */
export type Reschedule = {
  readonly start: number;
  /** Under whose e-mail address it is moved. */
  readonly rescheduledBy?: unknown;
  readonly reschedulingReason?: string | undefined;
  readonly rrHostSubsetIds?: readonly number[] | undefined;
  readonly seatUid?: string;
};

/** Reads one. Throws an ApiError (400): also when a place is to be moved and there is a reason, for which a place has none. */
export function readReschedule(body: unknown): Reschedule {
  return namesSeat(body) ? read(seatRescheduleSchema, body) : read(rescheduleSchema, body);
}

const cancelSchema = z
  .strictObject({
    cancellationReason: optional(text('cancellationReason')),
    cancelSubsequentBookings: optional(flag('cancelSubsequentBookings')),
  })
  .prefault({});
const seatCancelSchema = z.strictObject({
  cancellationReason: optional(text('cancellationReason')),
  seatUid: text('seatUid'),
});

/** What is cancelled: a booking, one place of it, or with it all that follow in its series. */
export type Cancellation = {
  readonly cancellationReason?: string | undefined;
  readonly cancelSubsequentBookings?: boolean | undefined;
  readonly seatUid?: string;
};

/** Reads one. Throws an ApiError (400). */
export function readCancellation(body: unknown): Cancellation {
  return namesSeat(body) ? read(seatCancelSchema, body) : read(cancelSchema, body);
}

function namesSeat(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'seatUid' in body;
}

/** Why a booking is declined. */
export const declineSchema = z.object({ reason: z.string().optional() }).default({});

/**
 * What a webhook of Cal.com's says about availability.
 *
 * The webhook's owner can replace the payload by a template, so every field can be missing, be text where it usually is a
 * number, stand beside `payload` instead of in it, or be no JSON at all. Nothing of that is an error: what cannot be read is
 * unknown, and an unknown trigger name is the only thing that says "this changes nothing".
 */
import { z } from 'zod';
import { DAY_MS, type EpochMs, epochMs } from '../verification/time.ts';

/** A stretch of a host's time that was taken or freed; at least one end is known. */
export interface TouchedTime {
  readonly from: EpochMs | undefined;
  /** Exclusive. */
  readonly until: EpochMs | undefined;
  /** Only dates were given, and nobody knows in which zone. */
  readonly datesOnly: boolean;
}

/** Which event type and whose time; what the webhook left out is absent. */
export interface BookedEventType {
  readonly eventTypeId?: number;
  readonly slug?: string;
  /** Of the organizer, or of who is out of office. */
  readonly username?: string;
}

/** A change of availability. */
export interface AvailabilityChange {
  readonly kind: 'change';
  readonly trigger: string | undefined;
  readonly booked: BookedEventType;
  readonly times: readonly TouchedTime[];
  /** Other times changed too, and the webhook does not say which: the old time of a moved booking, or all of them. */
  readonly timesMissing: boolean;
  /** When Cal.com made the webhook. */
  readonly createdAt: EpochMs | undefined;
}

/** What a webhook means for the cache. */
export type Webhook = AvailabilityChange | { readonly kind: 'irrelevant'; readonly trigger: string };

const TRIGGERS: ReadonlySet<string> = new Set([
  'BOOKING_CREATED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_REQUESTED',
  'OOO_CREATED',
]);

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Unreadable is unknown. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const text = lenient(z.string().trim().min(1));
const wholeNumber = lenient(
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1)),
);
const time = lenient(z.string().refine((value) => isTime(value)));
const isTime = (value: string): boolean =>
  (INSTANT.test(value) || DATE.test(value)) && !Number.isNaN(Date.parse(value));

const person = lenient(z.object({ username: text }));

const fieldsSchema = z.object({
  eventTypeId: wholeNumber,
  type: text,
  startTime: time,
  endTime: time,
  length: wholeNumber,
  rescheduleStartTime: time,
  rescheduleEndTime: time,
  organizer: person,
  oooEntry: lenient(z.object({ start: time, end: time, user: person })),
});

type Fields = z.output<typeof fieldsSchema>;

const envelopeSchema = z.object({
  triggerEvent: text,
  createdAt: time,
  payload: lenient(z.record(z.string(), z.unknown())),
});

/** Reads the body of a webhook, whatever it is. */
export const readWebhook = (body: string): Webhook => {
  const json = z.record(z.string(), z.unknown()).safeParse(parsed(body)).data ?? {};
  const { triggerEvent: trigger, createdAt, payload } = envelopeSchema.parse(json);
  if (trigger !== undefined && !TRIGGERS.has(trigger)) return { kind: 'irrelevant', trigger };

  const fields = fieldsSchema.parse(payload ?? json);
  const times = timesOf(fields);
  const isMoved = trigger === 'BOOKING_RESCHEDULED';
  return {
    kind: 'change',
    trigger,
    booked: bookedOf(fields),
    times,
    timesMissing: times.length === 0 || (isMoved && !knows(fields.rescheduleStartTime, fields.rescheduleEndTime)),
    createdAt: createdAt === undefined ? undefined : epochMs(Date.parse(createdAt)),
  };
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const bookedOf = ({ eventTypeId, type, organizer, oooEntry }: Fields): BookedEventType => {
  const username = oooEntry?.user?.username ?? organizer?.username;
  return {
    ...(eventTypeId === undefined ? {} : { eventTypeId }),
    ...(type === undefined ? {} : { slug: type.toLowerCase() }),
    ...(username === undefined ? {} : { username: username.toLowerCase() }),
  };
};

const timesOf = (fields: Fields): readonly TouchedTime[] => {
  const minutes = fields.length;
  return [
    touched(fields.startTime, fields.endTime, minutes),
    // A booking keeps its length when it is moved.
    touched(fields.rescheduleStartTime, fields.rescheduleEndTime, minutes),
    touched(fields.oooEntry?.start, fields.oooEntry?.end, undefined),
  ].filter((found) => found !== undefined);
};

const knows = (start: string | undefined, end: string | undefined): boolean => start !== undefined || end !== undefined;

const touched = (
  start: string | undefined,
  end: string | undefined,
  minutes: number | undefined,
): TouchedTime | undefined => {
  if (!knows(start, end)) return undefined;
  const length = minutes === undefined ? undefined : minutes * 60_000;
  const from = start === undefined ? undefined : epochMs(Date.parse(start));
  const until = end === undefined ? undefined : epochMs(Date.parse(end) + (DATE.test(end) ? DAY_MS : 0));
  const datesOnly = [start, end].some((given) => given !== undefined && DATE.test(given));
  if (from !== undefined && until === undefined && length !== undefined) {
    return { from, until: epochMs(from + length), datesOnly };
  }
  if (until !== undefined && from === undefined && length !== undefined) {
    return { from: epochMs(until - length), until, datesOnly };
  }
  return { from, until, datesOnly };
};

/**
 * The fields of a webhook that say something of availability: by Cal.com's own names where it has them, else by what they look like. Every field
 * can be missing, be text where it usually is a number, or stand under a name that the webhook's owner has made up. Nothing of that is an error:
 * what cannot be read is unknown.
 */
import { z } from 'zod';
import type { Leaf } from './leaf.ts';
import { isWrittenTime } from './written_instant.ts';

/** Unreadable is unknown. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const text = lenient(z.string().trim().min(1));
const wholeNumber = lenient(
  z
    .union([
      z.int(),
      z
        .string()
        .trim()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1)),
);
const time = lenient(z.string().trim().refine(isWrittenTime));

const person = z.object({ id: wholeNumber, username: text, email: text, timeZone: text });
const people = lenient(z.array(lenient(person)).transform((some) => some.filter((one) => one !== undefined)));

/** Far more than any series has that Cal.com lists. */
const MOST_OCCURRENCES = 1_000;

const fieldsSchema = z.object({
  uid: text,
  eventTypeId: wholeNumber,
  type: text,
  status: text,
  startTime: time,
  endTime: time,
  length: wholeNumber,
  rescheduleStartTime: time,
  rescheduleEndTime: time,
  rescheduleUid: text,
  /** Undefined of a booking that was never moved, which Cal.com writes as 0. */
  iCalSequence: wholeNumber,
  requiresConfirmation: lenient(z.boolean()),
  organizer: lenient(person),
  team: lenient(z.object({ members: people })),
  attendees: people,
  oooEntry: lenient(z.object({ start: time, end: time, user: lenient(person) })),
  recurringEvent: lenient(
    z.object({
      freq: z.int().min(0).max(3),
      count: z.int().min(1).max(MOST_OCCURRENCES),
      interval: z.int().min(1).max(MOST_OCCURRENCES).catch(1),
    }),
  ),
  cancelledDates: lenient(z.array(time).transform((dates) => dates.filter((date) => date !== undefined))),
});

/** The fields of a booking or an absence. */
export type WebhookFields = z.output<typeof fieldsSchema>;

/** Reads a document that names its fields as Cal.com does. */
export const fieldsOf = (payload: unknown): WebhookFields => fieldsSchema.parse(payload ?? {});

/** Whether any time is among them. */
export const tellsTime = ({ startTime, endTime, oooEntry }: WebhookFields): boolean =>
  startTime !== undefined || endTime !== undefined || oooEntry?.start !== undefined || oooEntry?.end !== undefined;

/** What is missing among the fields, as the other values of the body tell it. */
export const completedBy = (fields: WebhookFields, leaves: readonly Leaf[]): WebhookFields => {
  const times = tellsTime(fields) ? {} : timesAmong(leaves);
  const organizer = fields.organizer ?? hostAmong(leaves);
  return {
    ...fields,
    ...times,
    uid: fields.uid ?? textNamed(leaves, /^(?:booking)?uid$/),
    eventTypeId: fields.eventTypeId ?? numberNamed(leaves, /eventtypeid$|eventtype$/),
    type: fields.type ?? textNamed(leaves, /^(?:slug|eventtype|eventtypeslug|eventslug)$/),
    status: fields.status ?? textNamed(leaves, /status$/),
    ...(organizer === undefined ? {} : { organizer }),
    attendees: fields.attendees ?? attendeesAmong(leaves),
  };
};

/** They tell of the webhook or the booking's record. */
const RECORD = /creat|updat|modif|sent|expire|timestamp|^now$|^at$/;
const FORMER = /resched|previous|former|^old|original/;
const END = /end(?:s|time|at|date|datetime)?$|until|finish|^to$|^e$/;
const START = /start|begin|^from$|^when$|^s$/;

/** A booking that is longer is none. */
const LONGEST_MS = 36 * 60 * 60_000;

const timesAmong = (
  leaves: readonly Leaf[],
): Partial<Pick<WebhookFields, 'startTime' | 'endTime' | 'rescheduleStartTime' | 'rescheduleEndTime'>> => {
  const times = leaves
    .map(({ path, value }) => ({ name: path.at(-1) ?? '', path, value: String(value).trim() }))
    .filter(({ name, value }) => isWrittenTime(value) && !RECORD.test(name));
  const isFormer = ({ path }: { readonly path: readonly string[] }) => path.some((name) => FORMER.test(name));
  const [startTime, endTime] = endsOf(times.filter((one) => !isFormer(one)));
  const [rescheduleStartTime, rescheduleEndTime] = endsOf(times.filter(isFormer));
  return { startTime, endTime, rescheduleStartTime, rescheduleEndTime };
};

const endsOf = (
  times: readonly { readonly name: string; readonly value: string }[],
): readonly [string | undefined, string | undefined] => {
  const end = times.find(({ name }) => END.test(name));
  const start = times.find((one) => one !== end && START.test(one.name)) ?? times.find((one) => one !== end);
  if (end !== undefined || start === undefined) return [start?.value, end?.value];
  const from = Date.parse(start.value);
  const next = times.find(({ value }) => Date.parse(value) > from && Date.parse(value) <= from + LONGEST_MS);
  return [start.value, next?.value];
};

const HOST = /organi[sz]er|host|owner|^user/;
const ATTENDEE = /attendee|guest|invitee|booker|customer/;

const hostAmong = (leaves: readonly Leaf[]): WebhookFields['organizer'] => {
  const some = leaves.filter(
    ({ path }) => path.some((name) => HOST.test(name)) && !path.some((name) => ATTENDEE.test(name)),
  );
  const email = some.find(({ value }) => isEmail(value))?.value;
  const username = textNamed(some, /username$/);
  const id = numberNamed(some, /^(?:id|userid|hostid|organizerid)$/);
  if (email === undefined && username === undefined && id === undefined) return undefined;
  return {
    id,
    username,
    email: email === undefined ? undefined : String(email),
    timeZone: textNamed(some, /timezone$/),
  };
};

const attendeesAmong = (leaves: readonly Leaf[]): WebhookFields['attendees'] =>
  leaves
    .filter(({ path, value }) => isEmail(value) && path.some((name) => ATTENDEE.test(name)))
    .map(({ value }) => ({ id: undefined, username: undefined, email: String(value), timeZone: undefined }));

const isEmail = (value: string | number): boolean => typeof value === 'string' && /^\S+@\S+$/.test(value);

const named = (leaves: readonly Leaf[], pattern: RegExp) =>
  leaves.filter(({ path }) => pattern.test(path.at(-1) ?? '')).map(({ value }) => value);

const textNamed = (leaves: readonly Leaf[], pattern: RegExp): string | undefined =>
  named(leaves, pattern).find(
    (value): value is string => typeof value === 'string' && value.trim() !== '' && !/^\d+$/.test(value),
  );

const numberNamed = (leaves: readonly Leaf[], pattern: RegExp): number | undefined =>
  named(leaves, pattern)
    .map(Number)
    .find((value) => Number.isSafeInteger(value) && value > 0);

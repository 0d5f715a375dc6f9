/** `POST /v1/verifications`: the body's schema, and what a body means. */
import { z } from 'zod';
import { eventTypeShape, GREATEST_EVENT_TYPE_ID, readEventType } from '../calcom/event_type.ts';
import type { Question } from '../verification/decide.ts';
import {
  defaultPolicy,
  MOST_HORIZON_DAYS,
  type Policy,
  type PolicyDefaults,
  policyShape,
  resolvePolicy,
} from '../verification/policy.ts';
import { readRequestedTime } from '../verification/requested_time.ts';
import { DAY_MS } from '../verification/time.ts';
import { type AskedAbout, eventTypesSchema, hostsOf, hostsSchema, readEventTypes } from './asked_event_types.ts';
import { type AskedTime, askedTimeShape, LONGEST_TEXT, readAskedTime } from './asked_time.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';
import { callbackUrlFault } from './callback_url.ts';
import { holdMinutesSchema } from './hold.ts';
import { leniently } from './leniently.ts';
import { saidShape } from './speech_schema.ts';
import { TIME_ZONE_FAULT, timeZoneFault } from './time_zone_fault.ts';

const HOLD_FAULT = 'must be true, or a whole number of minutes from 1 to 60';

/** A day, in minutes. */
const LONGEST_DURATION = 1_440;

/** The body. Every field is described here, once: the same schema validates and is published in the OpenAPI document. */
export const verificationRequestSchema = z.strictObject({
  ...eventTypeShape,
  hosts: hostsSchema,
  eventTypes: eventTypesSchema.optional(),
  ...askedTimeShape,
  ...saidShape,
  timeZone: z.string({ error: TIME_ZONE_FAULT }).max(LONGEST_TEXT, TIME_ZONE_FAULT).meta({
    description: 'An IANA time zone. Days, business hours and the answer are in it.',
  }),
  duration: z
    .int()
    .min(1)
    .max(LONGEST_DURATION)
    .optional()
    .meta({ description: 'Minutes; for event types with several lengths.' }),
  ...policyShape,
  explain: z.boolean().optional().meta({
    description: 'Whether the answer says why the requested slot cannot be booked. About several it always does.',
  }),
  maxAge: z
    .int()
    .min(0)
    .max(31_536_000)
    .optional()
    .meta({ description: 'The oldest data that will do, in seconds; 0 asks Cal.com now.' }),
  hold: z
    .union([z.literal(true), holdMinutesSchema], { error: HOLD_FAULT })
    .optional()
    .meta({
      description:
        'Holds the slot that is answered, or the first alternative that can be had: true, or for how many minutes. Only where the answer is there at once.',
    }),
  callbackUrl: z
    .string()
    .max(2_048)
    .optional()
    .meta({ description: 'Where the answer is delivered when it takes longer; https.' }),
});

const SAYING_WHY = { error: reasonOfIssue };

/** A body that passed the schema. */
export type VerificationRequest = z.output<typeof verificationRequestSchema>;

/** What a body asks, or everything that is wrong with it. */
export type QuestionReading =
  | {
      readonly ok: true;
      readonly about: AskedAbout;
      readonly question: Question;
      readonly maxAgeSeconds: number | undefined;
      readonly callbackUrl: string | undefined;
      /** For how many minutes the answer is held; true for as long as Cal.com does. */
      readonly hold: true | number | undefined;
      /** Whether the answer says why the requested slot cannot be booked. */
      readonly explain: boolean;
    }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** How callbacks are delivered, as far as it decides which URLs may be given. */
export interface CallbackRules {
  /** Without one there are no callbacks. */
  readonly secret: string | undefined;
  readonly allowPrivateNetwork: boolean;
}

/** Reads a body, and finds all of its faults at once. @param defaults what the policy falls back to */
export const readVerificationRequest = (
  body: unknown,
  defaults: PolicyDefaults,
  callbacks: CallbackRules,
): QuestionReading => {
  const usual = readUsual(body, defaults);
  if (usual !== undefined) return usual;
  const strict = readBySchema(body, defaults, callbacks);
  return strict.ok ? strict : readBySchema(leniently(body), defaults, callbacks);
};

const readBySchema = (body: unknown, defaults: PolicyDefaults, callbacks: CallbackRules): QuestionReading => {
  const parsed = verificationRequestSchema.safeParse(body, SAYING_WHY);
  if (!parsed.success) {
    const faults = faultsOfIssues(parsed.error.issues, 'a verification');
    return { ok: false, faults: [...faults, ...faultsBeyondSchema(body, faults, callbacks)] };
  }
  const fields: VerificationRequest = parsed.data;
  const { timeZone, duration, maxAge, callbackUrl, hold, explain } = fields;
  const about = aboutOf(fields);
  const time = timeZoneFault(timeZone) === undefined ? readAskedTime(fields, timeZone) : undefined;
  const callbackFault = callbackUrl === undefined ? undefined : faultOfCallback(callbackUrl, callbacks);
  const isHeldLater = hold !== undefined && callbackUrl !== undefined;
  if (about === undefined || time?.ok !== true || callbackFault !== undefined || isHeldLater) {
    return { ok: false, faults: faultsBeyondSchema(body, [], callbacks) };
  }
  const policy = resolvePolicy(fields, defaults);
  return {
    ok: true,
    about,
    question: {
      ...time.time,
      timeZone,
      policy: fields.horizonDays === undefined ? reachingUntil(policy, time.time) : policy,
      durationMinutes: duration,
    },
    maxAgeSeconds: maxAge,
    callbackUrl,
    hold,
    explain: explain ?? false,
  };
};

/** The fields that most questions are made of. */
interface UsualFields {
  readonly eventTypeId?: unknown;
  readonly start?: unknown;
  readonly timeZone?: unknown;
  readonly duration?: unknown;
}

/**
 * Reads the usual question without the schema, which takes its time for every field, given or not. What is good here is good by the schema
 * too, and means the same.
 * @returns undefined for any other body: a good one perhaps, or a bad one
 */
const readUsual = (body: unknown, defaults: PolicyDefaults): QuestionReading | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  const { eventTypeId, start, timeZone, duration }: UsualFields = body;
  if (Object.keys(body).length !== (duration === undefined ? 3 : 4)) return undefined;
  if (!isWholeNumber(eventTypeId, GREATEST_EVENT_TYPE_ID)) return undefined;
  if (typeof start !== 'string' || start.length > LONGEST_TEXT) return undefined;
  if (typeof timeZone !== 'string' || timeZone.length > LONGEST_TEXT || timeZoneFault(timeZone) !== undefined)
    return undefined;
  if (duration !== undefined && !isWholeNumber(duration, LONGEST_DURATION)) return undefined;
  const time = readRequestedTime(start, timeZone);
  if (!time.ok) return undefined;
  return {
    ok: true,
    about: { kind: 'one', eventType: { eventTypeId } },
    question: {
      requested: time.instant,
      timeZone,
      policy: defaultPolicy(defaults),
      durationMinutes: duration,
    },
    maxAgeSeconds: undefined,
    callbackUrl: undefined,
    hold: undefined,
    explain: false,
  };
};

/** What the fields are about; undefined where they do not say, or contradict one another. */
const aboutOf = ({ eventTypes, ...fields }: VerificationRequest): AskedAbout | undefined => {
  if (eventTypes !== undefined) {
    const read = readEventTypes(eventTypes);
    return read.ok && besidesSeveral(fields).length === 0 ? read.about : undefined;
  }
  const named = readEventType(fields);
  if (!named.ok || (fields.hosts !== undefined && fields.hold !== undefined)) return undefined;
  return { kind: 'one', eventType: named.eventType, hosts: hostsOf(fields.hosts) };
};

/** Who says until when the first free slot may be need not say how many days that are. */
const reachingUntil = (policy: Policy, { requested, seeks, until }: AskedTime): Policy => {
  if (seeks === undefined || until === undefined || requested === 0) return policy;
  return { ...policy, horizonDays: Math.min(MOST_HORIZON_DAYS, Math.ceil((until - requested) / DAY_MS)) };
};

const isWholeNumber = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

const EVENT_TYPE_FIELDS = Object.keys(eventTypeShape);

/**
 * What the schema cannot say: fields that belong together, and texts that mean something. A field that the schema has found fault
 * with already is left alone, as is whatever depends on it.
 */
const faultsBeyondSchema = (
  body: unknown,
  found: readonly BodyFault[],
  callbacks: CallbackRules,
): readonly BodyFault[] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const isFine = (field: string): boolean => !found.some(({ pointer }) => `${pointer}/`.startsWith(`/${field}/`));
  const fields = z.looseObject({}).parse(body);
  const text = (field: string): string | undefined => {
    const value = fields[field];
    return isFine(field) && typeof value === 'string' ? value : undefined;
  };
  const faults: BodyFault[] = [];

  if (fields.eventTypes !== undefined) {
    if (isFine('eventTypes')) faults.push(...faultsOfSeveral(fields, eventTypesSchema.parse(fields.eventTypes)));
  } else if (EVENT_TYPE_FIELDS.every(isFine)) {
    const eventType = readEventType(eventTypeSchema.parse(fields));
    if (!eventType.ok) faults.push({ pointer: eventType.pointer, reason: eventType.reason });
  }
  const [timeZone, callbackUrl] = [text('timeZone'), text('callbackUrl')];
  const zoneFault = timeZone === undefined ? undefined : timeZoneFault(timeZone);
  // Whether a local time can be read hardly depends on the zone, so any does when the given one is none.
  const times = { start: text('start'), from: text('from'), until: text('until') };
  const time = readAskedTime(times, zoneFault === undefined ? (timeZone ?? 'UTC') : 'UTC');
  if (!time.ok) faults.push(...time.faults);
  if (zoneFault !== undefined) faults.push({ pointer: '/timeZone', reason: zoneFault });
  const callbackFault = callbackUrl === undefined ? undefined : faultOfCallback(callbackUrl, callbacks);
  if (callbackFault !== undefined) faults.push({ pointer: '/callbackUrl', reason: callbackFault });
  if (fields.hold !== undefined && fields.hosts !== undefined) {
    faults.push({ pointer: '/hold', reason: 'must not be given together with hosts' });
  }
  if (fields.hold !== undefined && callbackUrl !== undefined) {
    faults.push({ pointer: '/hold', reason: 'must not be given together with callbackUrl' });
  }
  return faults;
};

const eventTypeSchema = z.object(eventTypeShape);

const faultsOfSeveral = (
  fields: Readonly<Record<string, unknown>>,
  eventTypes: z.output<typeof eventTypesSchema>,
): readonly BodyFault[] => {
  const read = readEventTypes(eventTypes);
  return [
    ...(read.ok ? [] : read.faults),
    ...besidesSeveral(fields).map((field) => ({
      pointer: `/${field}`,
      reason: 'must not be given together with eventTypes',
    })),
  ];
};

const besidesSeveral = (fields: Readonly<Record<string, unknown>>): readonly string[] =>
  [...EVENT_TYPE_FIELDS, 'hosts', 'hold'].filter((field) => fields[field] !== undefined);

const faultOfCallback = (url: string, { secret, allowPrivateNetwork }: CallbackRules): string | undefined =>
  secret === undefined
    ? 'cannot be used: this service has no CALLBACK_SECRET to sign callbacks with'
    : callbackUrlFault(url, allowPrivateNetwork);

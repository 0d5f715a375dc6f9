/** `POST /v1/verifications`: the body's schema, and what a body means. */
import { z } from 'zod';
import { type EventType, eventTypeShape, readEventType } from '../calcom/event_type.ts';
import type { Question } from '../verification/decide.ts';
import { type PolicyDefaults, policyShape, resolvePolicy } from '../verification/policy.ts';
import { readRequestedTime } from '../verification/requested_time.ts';

/** The body. Every field is described here, once: the same schema validates and is published in the OpenAPI document. */
export const verificationRequestSchema = z.strictObject({
  ...eventTypeShape,
  start: z.string({ error: 'must be a time such as 2026-12-01T14:00:00+01:00' }).max(64).meta({
    description:
      'The requested time: RFC 3339 with an offset, or a local time (2026-12-01T14:00), which is read in `timeZone`.',
  }),
  timeZone: z.string({ error: 'must be an IANA time zone such as Europe/Berlin' }).max(64).meta({
    description: 'An IANA time zone. Days, business hours and the answer are in it.',
  }),
  duration: z
    .int()
    .min(1)
    .max(1_440)
    .optional()
    .meta({ description: 'Minutes; for event types with several lengths.' }),
  ...policyShape,
  maxAge: z
    .int()
    .min(0)
    .max(31_536_000)
    .optional()
    .meta({ description: 'The oldest data that will do, in seconds; 0 asks Cal.com now.' }),
  callbackUrl: z
    .string()
    .max(2_048)
    .optional()
    .meta({ description: 'Where the answer is delivered when it takes longer; https.' }),
});

/** A body that passed the schema. */
export type VerificationRequest = z.output<typeof verificationRequestSchema>;

/** One thing wrong with a body: a JSON pointer (RFC 6901) and the reason. */
export interface BodyFault {
  readonly pointer: string;
  readonly reason: string;
}

/** What a body asks, or everything that is wrong with it. */
export type VerificationReading =
  | {
      readonly ok: true;
      readonly eventType: EventType;
      readonly question: Question;
      readonly maxAgeSeconds: number | undefined;
      readonly callbackUrl: string | undefined;
    }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** Reads a body. @param defaults what the policy falls back to */
export const readVerificationRequest = (body: unknown, defaults: PolicyDefaults): VerificationReading => {
  const parsed = verificationRequestSchema.safeParse(body);
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.flatMap(faultsOf) };
  const {
    start,
    timeZone,
    duration,
    maxAge,
    callbackUrl,
    eventTypeId,
    eventTypeSlug,
    username,
    teamSlug,
    usernames,
    organizationSlug,
    ...policy
  } = parsed.data;
  const faults: BodyFault[] = [];
  const eventType = readEventType({ eventTypeId, eventTypeSlug, username, teamSlug, usernames, organizationSlug });
  if (!eventType.ok) faults.push({ pointer: eventType.pointer, reason: eventType.reason });
  const time = readRequestedTime(start, timeZone);
  if (!time.ok) faults.push(TIME_FAULTS[time.fault]);
  if (!eventType.ok || !time.ok) return { ok: false, faults };
  return {
    ok: true,
    eventType: eventType.eventType,
    question: {
      requested: time.instant,
      timeZone,
      policy: resolvePolicy(policy, defaults),
      ...(duration === undefined ? {} : { durationMinutes: duration }),
    },
    maxAgeSeconds: maxAge,
    callbackUrl,
  };
};

const TIME_FAULTS = {
  start_malformed: {
    pointer: '/start',
    reason: 'must be RFC 3339 with an offset, as 2026-12-01T14:00:00+01:00, or a local time, as 2026-12-01T14:00',
  },
  time_zone_unknown: { pointer: '/timeZone', reason: 'must be an IANA time zone such as Europe/Berlin' },
} as const;

const faultsOf = (issue: z.core.$ZodIssue): BodyFault[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      reason: 'is not a field of a verification',
    }));
  }
  return [{ pointer: pointerTo(issue.path), reason: issue.message }];
};

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a booking and a hold are asked with as a verification is: which event type, when, and what would do instead. */
import { z } from 'zod';
import type { EventType } from '../calcom/event_type.ts';
import type { Question } from '../verification/decide.ts';
import type { PolicyDefaults } from '../verification/policy.ts';
import { LONGEST_TEXT, START_FAULT } from './asked_time.ts';
import type { BodyFault } from './body_fault.ts';
import { type CallbackRules, readVerificationRequest, verificationRequestSchema } from './verification_request.ts';

/** The fields. People are not among them: Cal.com books an event type. Nor is a day: what is booked is a certain time. */
export const bookingQuestionSchema = verificationRequestSchema
  .pick({
    eventTypeId: true,
    eventTypeSlug: true,
    username: true,
    teamSlug: true,
    organizationSlug: true,
    start: true,
    timeZone: true,
    language: true,
    speechStyle: true,
    duration: true,
    maxAlternatives: true,
    windowHours: true,
    toleranceMinutes: true,
    horizonDays: true,
    businessHours: true,
    strategies: true,
    busy: true,
    callbackUrl: true,
  })
  .extend({
    start: z.string({ error: START_FAULT }).max(LONGEST_TEXT, START_FAULT).meta({
      description:
        'The requested time: RFC 3339 with an offset, or a local time (2026-12-01T14:00), which is read in `timeZone`.',
    }),
  });

const FIELDS = Object.keys(bookingQuestionSchema.shape);

const NO_CALLBACKS: CallbackRules = { secret: undefined, allowPrivateNetwork: false };

/** What a body asks, or everything that is wrong with it. */
export type BookingQuestionReading =
  | {
      readonly ok: true;
      readonly eventType: Exclude<EventType, { usernames: unknown }>;
      readonly question: Question;
      readonly callbackUrl: string | undefined;
    }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/**
 * Reads these fields of a body as a verification's are read.
 * @param found what is wrong with the body otherwise; it comes first, and is not told twice
 * @param defaults what the policy falls back to
 */
export const readBookingQuestion = (
  body: unknown,
  found: readonly BodyFault[],
  defaults: PolicyDefaults,
  callbacks: CallbackRules = NO_CALLBACKS,
): BookingQuestionReading => {
  const reading = readVerificationRequest(pick(body), defaults, callbacks);
  const isNew = ({ pointer }: BodyFault): boolean => !found.some((one) => one.pointer === pointer);
  const further = reading.ok ? faultsOfTime(reading.question) : reading.faults.map(asTime);
  const eventType = reading.ok && reading.about.kind === 'one' ? reading.about.eventType : undefined;
  if (!reading.ok || eventType === undefined || 'usernames' in eventType || further.length > 0) {
    return { ok: false, faults: [...found, ...further.filter(isNew)] };
  }
  const { question, callbackUrl } = reading;
  return { ok: true, eventType, question, callbackUrl };
};

const faultsOfTime = ({ seeks }: Question): readonly BodyFault[] =>
  seeks === undefined ? [] : [{ pointer: '/start', reason: START_FAULT }];

const asTime = (fault: BodyFault): BodyFault =>
  fault.pointer === '/start' ? { ...fault, reason: START_FAULT } : fault;

const pick = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => FIELDS.includes(name)))
    : body;

/** What a booking and a hold are asked with as a verification is: which event type, when, and what would do instead. */
import type { EventType } from '../calcom/event_type.ts';
import type { Question } from '../verification/decide.ts';
import type { PolicyDefaults } from '../verification/policy.ts';
import type { BodyFault } from './body_fault.ts';
import { type CallbackRules, readVerificationRequest, verificationRequestSchema } from './verification_request.ts';

/** The fields. People are not among them: Cal.com books an event type. */
export const bookingQuestionSchema = verificationRequestSchema.pick({
  eventTypeId: true,
  eventTypeSlug: true,
  username: true,
  teamSlug: true,
  organizationSlug: true,
  start: true,
  timeZone: true,
  duration: true,
  maxAlternatives: true,
  windowHours: true,
  toleranceMinutes: true,
  horizonDays: true,
  businessHours: true,
  strategies: true,
  busy: true,
  callbackUrl: true,
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
  const further = reading.ok
    ? []
    : reading.faults.filter(({ pointer }) => !found.some((one) => one.pointer === pointer));
  if (!reading.ok || 'usernames' in reading.eventType) return { ok: false, faults: [...found, ...further] };
  const { eventType, question, callbackUrl } = reading;
  return { ok: true, eventType, question, callbackUrl };
};

const pick = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => FIELDS.includes(name)))
    : body;

/** `POST /v1/holds`: the body's schema, and what a body means. */
import { z } from 'zod';
import type { EventType } from '../calcom/event_type.ts';
import type { Question } from '../verification/decide.ts';
import type { PolicyDefaults } from '../verification/policy.ts';
import { type BodyFault, faultsOfIssues, reasonOfIssue } from './body_fault.ts';
import { bookingQuestionSchema, readBookingQuestion } from './booking_question.ts';
import { holdMinutesSchema } from './hold.ts';

/** The body of a hold. */
export const holdRequestSchema = z.strictObject({
  ...bookingQuestionSchema.omit({ callbackUrl: true }).shape,
  minutes: holdMinutesSchema.optional().meta({
    description: "For how long. Five unless told, which takes a right that Cal.com gives an event type's own people.",
  }),
});

/** What a body asks, or everything that is wrong with it. */
export type HoldReading =
  | {
      readonly ok: true;
      readonly eventType: EventType;
      readonly question: Question;
      readonly minutes: number | undefined;
    }
  | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** Reads the body of a hold, and finds all of its faults at once. @param defaults what the policy falls back to */
export const readHoldRequest = (body: unknown, defaults: PolicyDefaults): HoldReading => {
  const parsed = holdRequestSchema.safeParse(body, { error: reasonOfIssue });
  const own = parsed.success ? [] : faultsOfIssues(parsed.error.issues, 'a hold');
  const question = readBookingQuestion(body, own, defaults);
  if (!parsed.success || !question.ok) return { ok: false, faults: question.ok ? own : question.faults };
  return { ok: true, eventType: question.eventType, question: question.question, minutes: parsed.data.minutes };
};

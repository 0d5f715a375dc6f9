/** What the document of a verification about several event types has besides: whose each slot is, how old each part, and what is missing. */
import type { EventType } from '../calcom/event_type.ts';
import type { AnswerPart, VerificationAnswer } from '../queues/verifications/job.ts';
import type { WhyNot } from '../verification/why_not.ts';
import type { EpochMs } from '../verification/time.ts';
import { ageSeconds } from './age_seconds.ts';
import { type Problem, problemOfReason } from './problem.ts';
import { utcText } from './zoned_time.ts';

/** Whose a slot is. */
export interface NamedEventType {
  readonly eventType: EventType;
  readonly hosts?: readonly number[];
  readonly label?: string;
}

interface LookedAtDocument extends NamedEventType {
  readonly freshness: VerificationAnswer['freshness'];
  readonly verifiedAt: string;
  readonly ageSeconds: number;
  readonly reason?: WhyNot;
}

interface UnansweredDocument extends NamedEventType {
  readonly error?: Problem;
}

/** The fields. */
export interface SeveralDocument {
  readonly eventTypes: readonly LookedAtDocument[];
  readonly partial?: true;
  readonly unanswered?: readonly UnansweredDocument[];
}

/** Whose a slot is at such a place; nothing where the question was about one event type. */
export const nameAt = (
  parts: readonly AnswerPart[] | undefined,
  place: number | undefined,
): NamedEventType | undefined => {
  const part = place === undefined ? undefined : parts?.[place];
  return part === undefined ? undefined : nameOf(part);
};

const nameOf = ({ eventType, hosts, label }: AnswerPart): NamedEventType => ({
  eventType,
  ...(hosts === undefined ? {} : { hosts }),
  ...(label === undefined ? {} : { label }),
});

/** Writes the fields as of `now`. */
export const severalDocument = (parts: readonly AnswerPart[], now: EpochMs): SeveralDocument => {
  const eventTypes = parts.flatMap((part): LookedAtDocument[] => {
    const { age, whyNot } = part;
    if (age === undefined) return [];
    const { freshness, verifiedAt } = age;
    const seen = {
      ...nameOf(part),
      freshness,
      verifiedAt: utcText(verifiedAt),
      ageSeconds: ageSeconds(verifiedAt, now),
    };
    return [whyNot === undefined ? seen : { ...seen, reason: whyNot }];
  });
  const unanswered = parts.flatMap((part): UnansweredDocument[] => {
    if (part.unanswered === undefined) return [];
    if (part.unanswered === 'pending') return [nameOf(part)];
    return [{ ...nameOf(part), error: problemOfReason(part.unanswered.reason) }];
  });
  return unanswered.length === 0 ? { eventTypes } : { eventTypes, partial: true, unanswered };
};

/** The verification as the outside sees it: in answers, when polled, and in callbacks. */
import type { Question } from '../verification/question.ts';
import type { VerificationAnswer } from '../queues/verifications/job.ts';
import type { EpochMs } from '../verification/time.ts';
import type { WhyNot } from '../verification/why_not.ts';
import { ageSeconds } from './age_seconds.ts';
import type { Problem } from './problem.ts';
import { type NamedEventType, nameAt, type SeveralDocument, severalDocument } from './several_document.ts';
import { utcText, zonedText } from './zoned_time.ts';

/** A slot in the caller's zone. */
interface SlotDocument extends Partial<NamedEventType> {
  readonly start: string;
  readonly end: string;
  readonly seatsRemaining?: number | undefined;
}

interface AlternativeDocument extends SlotDocument {
  readonly strategy: string;
  readonly minutesFromRequested: number;
}

interface RequestedDocument {
  readonly start: string;
  readonly end?: string | undefined;
  readonly timeZone: string;
}

/** The JSON of one verification; what is undefined is not in it. Instants are RFC 3339 in the caller's zone, but for `verifiedAt`, which is in UTC. */
export type VerificationDocument = { readonly id?: string | undefined; readonly requested: RequestedDocument } & (
  | { readonly status: 'queued' | 'active' }
  | { readonly status: 'failed'; readonly error: Problem }
  | ({
      readonly status: 'completed';
      readonly outcome: VerificationAnswer['outcome'];
      readonly slot?: SlotDocument | undefined;
      readonly alternatives: readonly AlternativeDocument[];
      readonly searched: VerificationAnswer['searched'];
      readonly freshness: VerificationAnswer['freshness'];
      readonly verifiedAt: string;
      readonly ageSeconds: number;
      /** Why the requested slot cannot be booked, where that was asked. */
      readonly reason?: WhyNot;
    } & Partial<SeveralDocument>)
);

/** A question as far as its document repeats it, and what is said of it. */
export type RepeatedQuestion = Pick<Question, 'requested' | 'seeks' | 'timeZone' | 'durationMinutes'>;

/** Where a verification stands. */
export type VerificationState =
  | { readonly status: 'queued' | 'active' }
  | { readonly status: 'failed'; readonly error: Problem }
  | { readonly status: 'completed'; readonly answer: VerificationAnswer };

/** Writes the document of a verification as of `now`. */
export const verificationDocument = (
  id: string | undefined,
  asked: RepeatedQuestion,
  state: VerificationState,
  now: EpochMs,
): VerificationDocument => {
  const { timeZone } = asked;
  const start = zonedText(asked.requested, timeZone);
  const end = requestedEnd(asked, state);
  const requested = end === undefined ? { start, timeZone } : { start, end: zonedText(end, timeZone), timeZone };
  const document = documentOf(state, requested, timeZone, now);
  return id === undefined ? document : { id, ...document };
};

/**
 * No field of it is there and undefined, which `JSON.stringify` has only a slow way for. Nor is any part copied into another: hence the
 * fields written out twice.
 */
const documentOf = (
  state: VerificationState,
  requested: RequestedDocument,
  timeZone: string,
  now: EpochMs,
): VerificationDocument => {
  if (state.status === 'failed') return { status: 'failed', requested, error: state.error };
  if (state.status !== 'completed') return { status: state.status, requested };
  const { outcome, slot, searched, freshness, several, whyNot } = state.answer;
  if (several !== undefined || whyNot !== undefined) return longDocumentOf(state.answer, requested, now);
  const alternatives = state.answer.alternatives.map((alternative) => alternativeDocument(alternative, timeZone));
  const verifiedAt = utcText(state.answer.verifiedAt);
  const age = ageSeconds(state.answer.verifiedAt, now);
  if (slot === undefined) {
    return {
      status: 'completed',
      outcome,
      requested,
      alternatives,
      searched,
      freshness,
      verifiedAt,
      ageSeconds: age,
    };
  }
  return {
    status: 'completed',
    outcome,
    requested,
    slot: slotDocument(slot, timeZone),
    alternatives,
    searched,
    freshness,
    verifiedAt,
    ageSeconds: age,
  };
};

/** The same of an answer that says more. */
const longDocumentOf = (
  answer: VerificationAnswer,
  requested: RequestedDocument,
  now: EpochMs,
): VerificationDocument => {
  const { outcome, slot, place, searched, freshness, verifiedAt, several, whyNot } = answer;
  const { timeZone } = requested;
  return {
    status: 'completed',
    outcome,
    requested,
    ...(slot === undefined ? {} : { slot: { ...slotDocument(slot, timeZone), ...nameAt(several, place) } }),
    alternatives: answer.alternatives.map((one) => ({
      ...alternativeDocument(one, timeZone),
      ...nameAt(several, one.place),
    })),
    searched,
    freshness,
    verifiedAt: utcText(verifiedAt),
    ageSeconds: ageSeconds(verifiedAt, now),
    ...(whyNot === undefined ? {} : { reason: whyNot }),
    ...(several === undefined ? {} : severalDocument(several, now)),
  };
};

type Slot = NonNullable<VerificationAnswer['slot']>;
type Alternative = VerificationAnswer['alternatives'][number];

const slotDocument = ({ start, end, seatsRemaining }: Slot, timeZone: string): SlotDocument => {
  const [startText, endText] = [zonedText(start, timeZone), zonedText(end, timeZone)];
  return seatsRemaining === undefined
    ? { start: startText, end: endText }
    : { start: startText, end: endText, seatsRemaining };
};

const alternativeDocument = (
  { slot: { start, end, seatsRemaining }, strategy, minutesFromRequested }: Alternative,
  timeZone: string,
): AlternativeDocument => {
  const [startText, endText] = [zonedText(start, timeZone), zonedText(end, timeZone)];
  return seatsRemaining === undefined
    ? { start: startText, end: endText, strategy, minutesFromRequested }
    : { start: startText, end: endText, seatsRemaining, strategy, minutesFromRequested };
};

const requestedEnd = (asked: RepeatedQuestion, state: VerificationState): EpochMs | undefined => {
  if (state.status === 'completed') return state.answer.requestedEnd;
  return asked.durationMinutes === undefined
    ? undefined
    : ((asked.requested + asked.durationMinutes * 60_000) as EpochMs);
};

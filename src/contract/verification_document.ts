/** The verification as the outside sees it: in answers, when polled, and in callbacks. */
import type { VerificationAnswer } from '../queues/verification_job.ts';
import type { EpochMs } from '../verification/time.ts';
import type { Problem } from './problem.ts';
import { zonedText } from './zoned_time.ts';

/** A slot in the caller's zone. */
interface SlotDocument {
  readonly start: string;
  readonly end: string;
  readonly seatsRemaining?: number;
}

interface RequestedDocument {
  readonly start: string;
  readonly end?: string;
  readonly timeZone: string;
}

/** The JSON of one verification. Instants are RFC 3339 in the caller's zone, but for `verifiedAt`, which is in UTC. */
export type VerificationDocument = { readonly id?: string; readonly requested: RequestedDocument } & (
  | { readonly status: 'queued' | 'active' }
  | { readonly status: 'failed'; readonly error: Problem }
  | {
      readonly status: 'completed';
      readonly outcome: VerificationAnswer['outcome'];
      readonly slot?: SlotDocument;
      readonly alternatives: readonly (SlotDocument & {
        readonly strategy: string;
        readonly minutesFromRequested: number;
      })[];
      readonly searched: VerificationAnswer['searched'];
      readonly freshness: VerificationAnswer['freshness'];
      readonly verifiedAt: string;
      readonly ageSeconds: number;
    }
);

/** What was asked, as far as the document repeats it. */
export interface Asked {
  readonly requested: EpochMs;
  readonly timeZone: string;
  readonly durationMinutes?: number | undefined;
}

/** Where a verification stands. */
export type Standing =
  | { readonly status: 'queued' | 'active' }
  | { readonly status: 'failed'; readonly error: Problem }
  | { readonly status: 'completed'; readonly answer: VerificationAnswer };

/** Whole seconds since Cal.com was asked; never negative, whatever two machines' clocks say. */
export const ageSeconds = (verifiedAt: EpochMs, now: EpochMs): number =>
  Math.max(0, Math.floor((now - verifiedAt) / 1000));

/** Writes the document of a verification as of `now`. */
export const verificationDocument = (
  id: string | undefined,
  asked: Asked,
  standing: Standing,
  now: EpochMs,
): VerificationDocument => {
  const { timeZone } = asked;
  const slotDocument = (slot: { start: EpochMs; end: EpochMs; seatsRemaining?: number | undefined }): SlotDocument => ({
    start: zonedText(slot.start, timeZone),
    end: zonedText(slot.end, timeZone),
    ...(slot.seatsRemaining === undefined ? {} : { seatsRemaining: slot.seatsRemaining }),
  });
  const end = requestedEnd(asked, standing);
  const head = {
    ...(id === undefined ? {} : { id }),
    status: standing.status,
  };
  const requested = {
    start: zonedText(asked.requested, timeZone),
    ...(end === undefined ? {} : { end: zonedText(end, timeZone) }),
    timeZone,
  };
  switch (standing.status) {
    case 'failed':
      return { ...head, status: 'failed', requested, error: standing.error };
    case 'completed': {
      const { answer } = standing;
      return {
        ...head,
        status: 'completed',
        outcome: answer.outcome,
        requested,
        ...(answer.slot === undefined ? {} : { slot: slotDocument(answer.slot) }),
        alternatives: answer.alternatives.map(({ slot, strategy, minutesFromRequested }) => ({
          ...slotDocument(slot),
          strategy,
          minutesFromRequested,
        })),
        searched: answer.searched,
        freshness: answer.freshness,
        verifiedAt: new Date(answer.verifiedAt).toISOString(),
        ageSeconds: ageSeconds(answer.verifiedAt, now),
      };
    }
    default:
      return { ...head, status: standing.status, requested };
  }
};

const requestedEnd = (asked: Asked, standing: Standing): EpochMs | undefined => {
  if (standing.status === 'completed') return standing.answer.requestedEnd;
  return asked.durationMinutes === undefined
    ? undefined
    : ((asked.requested + asked.durationMinutes * 60_000) as EpochMs);
};

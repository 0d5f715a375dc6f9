/** The verification as the outside sees it: in answers, when polled, and in callbacks. */
import type { VerificationAnswer } from '../queues/verification_job.ts';
import type { EpochMs } from '../verification/time.ts';
import type { Problem } from './problem.ts';
import { zonedText } from './zoned_time.ts';

/** A slot in the caller's zone. */
interface SlotDocument {
  readonly start: string;
  readonly end: string;
  readonly seatsRemaining?: number | undefined;
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
  | {
      readonly status: 'completed';
      readonly outcome: VerificationAnswer['outcome'];
      readonly slot?: SlotDocument | undefined;
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
  const end = requestedEnd(asked, standing);
  const requested = {
    start: zonedText(asked.requested, timeZone),
    end: end === undefined ? undefined : zonedText(end, timeZone),
    timeZone,
  };
  switch (standing.status) {
    case 'failed':
      return { id, status: 'failed', requested, error: standing.error };
    case 'completed': {
      const { answer } = standing;
      // Objects of one shape and without copies of one another: they are most of what an answer from the cache allocates.
      return {
        id,
        status: 'completed',
        outcome: answer.outcome,
        requested,
        slot: answer.slot === undefined ? undefined : slotDocument(answer.slot, timeZone),
        alternatives: answer.alternatives.map(({ slot, strategy, minutesFromRequested }) => ({
          start: zonedText(slot.start, timeZone),
          end: zonedText(slot.end, timeZone),
          seatsRemaining: slot.seatsRemaining,
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
      return { id, status: standing.status, requested };
  }
};

const slotDocument = (
  { start, end, seatsRemaining }: { start: EpochMs; end: EpochMs; seatsRemaining?: number | undefined },
  timeZone: string,
): SlotDocument => ({ start: zonedText(start, timeZone), end: zonedText(end, timeZone), seatsRemaining });

const requestedEnd = (asked: Asked, standing: Standing): EpochMs | undefined => {
  if (standing.status === 'completed') return standing.answer.requestedEnd;
  return asked.durationMinutes === undefined
    ? undefined
    : ((asked.requested + asked.durationMinutes * 60_000) as EpochMs);
};

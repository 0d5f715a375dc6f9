/** What is to be said of each answer: of verifications, bookings, holds, and of what goes wrong. */
import type { BookingRecord } from '../booking/booking_record.ts';
import type { VerificationAnswer } from '../queues/verifications/job.ts';
import type { Message } from '../speech/speak.ts';
import type { Question } from '../verification/question.ts';
import type { EpochMs } from '../verification/time.ts';
import { isProblem, type Problem, type ProblemName, problemOfReason } from './problem.ts';
import type { VerificationState } from './verification_document.ts';

/** It is still worked on. */
export const LATER: Message = { sentence: 'later' };

/** What is said of a verification. @param held the slot that is held for the caller */
export const messageOfVerification = (
  state: VerificationState,
  asked: Pick<Question, 'requested' | 'seeks'>,
  held?: EpochMs,
): Message => {
  if (state.status === 'failed') return messageOfProblem(state.error) ?? FAILED;
  if (state.status !== 'completed') return LATER;
  if (held !== undefined) return messageOfHold(held);
  const { slot } = state.answer;
  if (slot !== undefined) return { sentence: 'available', about: slot.start };
  const options = startsOf(state.answer);
  // Where the first free slots were sought, no time was named.
  const requested = asked.seeks === undefined ? asked.requested : undefined;
  if (options.length > 0) {
    return requested === undefined
      ? { sentence: 'offers', options }
      : { sentence: 'alternatives', about: requested, options };
  }
  return requested === undefined ? { sentence: 'nothingFree' } : { sentence: 'unavailable', about: requested };
};

/** What is said of a slot that is held. */
export const messageOfHold = (start: EpochMs): Message => ({ sentence: 'held', about: start });

/** What is said of a time that was not given. @param instead what is free instead; undefined where that is not known */
export const messageOfTaken = (start: EpochMs, instead: VerificationAnswer | undefined): Message => {
  if (instead === undefined) return { sentence: 'takenAskOther', about: start };
  const options = startsOf(instead);
  return options.length === 0
    ? { sentence: 'takenAndNothingFree', about: start }
    : { sentence: 'taken', about: start, options };
};

const startsOf = ({ alternatives }: VerificationAnswer): readonly EpochMs[] =>
  alternatives.map(({ slot }) => slot.start);

/** What is said of a booking, wherever it stands. */
export const messageOfBooking = ({ state, start, booking, change, alternatives, reason }: BookingRecord): Message => {
  const stands = booking?.start ?? start;
  switch (state) {
    case 'queued':
    case 'refused':
      return LATER;
    case 'taken':
      return messageOfTaken(start, alternatives);
    case 'failed':
      return messageOfProblem(problemOfReason(reason ?? '')) ?? { sentence: 'notBooked', about: start };
    case 'cancelled':
      return { sentence: 'cancelled' };
    case 'booked':
      switch (change?.state) {
        case 'queued':
        case 'refused':
          return LATER;
        case 'taken':
          return messageOfTaken(change.start ?? start, change.alternatives);
        case 'failed':
          return messageOfProblem(problemOfReason(change.reason ?? '')) ?? { sentence: 'notChanged', about: stands };
        default:
          return messageOfStanding(booking?.status, change === undefined ? 'booked' : 'moved', stands);
      }
  }
};

/** Cal.com's word for a booking that a host has yet to confirm. */
const PENDING = 'pending';

const messageOfStanding = (status: string | undefined, done: 'booked' | 'moved', about: EpochMs): Message => ({
  sentence: status === PENDING ? 'toBeConfirmed' : done,
  about,
});

/** Problems of which there is something to say, whatever was asked. */
const SAID: readonly (readonly [ProblemName, Message])[] = [
  ['start-in-the-past', { sentence: 'askOtherTime' }],
  ['hold-not-found', { sentence: 'holdOver' }],
  ['booking-not-found', { sentence: 'noSuchBooking' }],
];

/** What is said of a problem; undefined where it is one for whoever wrote the request. */
export const messageOfProblem = (found: Problem): Message | undefined =>
  found.status >= 500 ? FAILED : SAID.find(([name]) => isProblem(found, name))?.[1];

/** Nobody can help it now. */
export const FAILED: Message = { sentence: 'failed' };

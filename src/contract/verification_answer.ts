import type { DecidedFromCache } from '../availability/decide_from_cache.ts';
import type { AnswerPart, VerificationAnswer, VerificationJob } from '../queues/verifications/job.ts';

/** What of a question decides what its answer tells. */
export type AnsweredQuestion = Pick<VerificationJob, 'explain' | 'several'>;

/** What an answer cost, and why parts of it are missing. */
export interface AnswerCost {
  /** Cal.com calls that were made for it. */
  readonly calcomCalls: number;
  /** The range jobs that it waited for. */
  readonly ranges?: readonly string[];
  /** Why the event type at a place is not known; undefined while it is waited for. */
  readonly failureAt?: (place: number) => string | undefined;
}

/** What is kept of a decision: the answer, without what only the decision needed. */
export const answerOf = (
  cached: DecidedFromCache,
  { several, explain }: AnsweredQuestion,
  { calcomCalls, ranges = [], failureAt }: AnswerCost,
): VerificationAnswer => {
  const { decision, freshness, verifiedAt, freshUntil, days } = cached;
  const whyNot = decision.looks[0]?.whyNot;
  return {
    outcome: decision.kind,
    slot: decision.kind === 'available' ? decision.slot : undefined,
    alternatives:
      decision.kind === 'alternatives'
        ? decision.alternatives.map(({ calendar, ...one }) =>
            several === undefined ? one : { ...one, place: calendar },
          )
        : [],
    requestedEnd: decision.requestedEnd,
    searched: decision.searched,
    freshness,
    verifiedAt,
    freshUntil,
    calcomCalls,
    days,
    ranges: [...ranges],
    ...(several === undefined
      ? explain && whyNot !== undefined
        ? { whyNot }
        : {}
      : {
          several: several.map((one, place) => partOf(one, place, cached, failureAt)),
          ...(decision.kind === 'available' ? { place: decision.calendar } : {}),
        }),
  };
};

const partOf = (
  { eventType, hosts, label }: Pick<AnswerPart, 'eventType' | 'hosts' | 'label'>,
  place: number,
  { decision, ages, unknown }: DecidedFromCache,
  failureAt: AnswerCost['failureAt'],
): AnswerPart => {
  const named = { eventType, hosts, label };
  if (unknown.includes(place)) {
    const reason = failureAt?.(place);
    return { ...named, unanswered: reason === undefined ? 'pending' : { reason } };
  }
  const age = ages[place];
  const whyNot = decision.looks[place]?.whyNot;
  return { ...named, ...(age === undefined ? {} : { age }), ...(whyNot === undefined ? {} : { whyNot }) };
};

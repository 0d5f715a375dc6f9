import type { VerificationAnswer } from '../queues/verification_job.ts';

/**
 * What a log line tells of an answer: how it was found and what it cost. Nothing of it says who asked, when they are busy, or
 * where a callback goes.
 */
export const answerFacts = ({ outcome, alternatives, days, searched, freshness, calcomCalls }: VerificationAnswer) => ({
  outcome,
  strategies: [...new Set(alternatives.map(({ strategy }) => strategy))],
  alternatives: alternatives.length,
  searched,
  /** The days looked at, by cache state. */
  days,
  freshness,
  calcomCalls,
});

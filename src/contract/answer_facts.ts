import type { VerificationAnswer } from '../queues/verifications/job.ts';
import type { FindingStrategy } from '../verification/question.ts';

/**
 * What a log line tells of an answer: how it was found and what it cost. Nothing of it says who asked, when they are busy, or
 * where a callback goes.
 */
export const answerFacts = ({ outcome, alternatives, days, searched, freshness, calcomCalls }: VerificationAnswer) => ({
  outcome,
  strategies: strategiesOf(alternatives),
  alternatives: alternatives.length,
  searched,
  /** The days looked at, by cache state. */
  days,
  freshness,
  calcomCalls,
});

/** Each once, in the order of the alternatives. */
const strategiesOf = (alternatives: VerificationAnswer['alternatives']): readonly FindingStrategy[] => {
  const strategies: FindingStrategy[] = [];
  for (const { strategy } of alternatives) if (!strategies.includes(strategy)) strategies.push(strategy);
  return strategies;
};

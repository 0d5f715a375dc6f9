import type { CachedDecision } from '../availability/decide_from_cache.ts';
import type { VerificationAnswer } from '../queues/verifications/job.ts';

/** What is kept of a decision: the answer, without what only the decision needed. */
export const answerOf = (
  { decision, freshness, verifiedAt, days }: Extract<CachedDecision, { kind: 'decided' }>,
  calcomCalls: number,
  ranges: readonly string[] = [],
): VerificationAnswer => ({
  outcome: decision.kind,
  slot: decision.kind === 'available' ? decision.slot : undefined,
  alternatives:
    decision.kind === 'alternatives' ? decision.alternatives.map(({ calendar: _calendar, ...one }) => one) : [],
  requestedEnd: decision.requestedEnd,
  searched: decision.searched,
  freshness,
  verifiedAt,
  calcomCalls,
  days,
  ranges: [...ranges],
});

/** One range of days, fetched for a caller who waits. */
import { storedSegmentsName } from '../../availability/segment_key.ts';
import { causeOf } from '../../calcom/refusal.ts';
import { isProblem, problemOfReason } from '../../contract/problem.ts';
import { type RangeJob, rangeOutcomeSchema } from '../../queues/ranges/job.ts';
import { queueRange } from '../../queues/ranges/producer.ts';
import type { CalcomError } from './calcom_error.ts';
import type { SlotsContext } from './context.ts';
import { refusalError, type SlotsRequest } from './slots_found.ts';

/** How a range ended: `refused` is what Cal.com says of the question, `failed` and `late` say nothing of it. */
export type RangeEnd =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused' | 'failed' | 'late'; readonly error: CalcomError };

/** Queues the range and waits for it, as long as the caller does. @throws what Redis throws while it is away */
export const runRange = async (
  context: SlotsContext,
  wanted: Omit<RangeJob, 'account' | 'reason' | 'requestId'>,
  { requestId, signal }: SlotsRequest,
): Promise<RangeEnd> => {
  const { jobId } = await queueRange(context.ranges, {
    ...wanted,
    account: context.account.name,
    reason: 'caller',
    requestId,
  });
  const finish = await context.finishedRanges.wait(jobId, signal, true);
  if (finish === undefined) {
    return { kind: 'late', error: { status: 504, message: 'Cal.com did not answer in time.', retryAfterSeconds: 1 } };
  }
  if (finish.state === 'failed') {
    const problem = problemOfReason(finish.reason);
    if (isProblem(problem, 'event-type-failing')) {
      const failing = await context.store.read(storedSegmentsName(wanted.segments), []);
      const error = refusalError(failing, context.clock());
      if (error !== undefined) return { kind: 'failed', error };
    }
    const { circuitRetryAfterMs, throttle } = await context.gate.state();
    const retryAfterSeconds = Math.max(circuitRetryAfterMs, throttle.blockedForMs) / 1000;
    return {
      kind: 'failed',
      error: {
        status: 503,
        message: `Cal.com cannot be reached: ${problem.detail ?? finish.reason}`,
        retryAfterSeconds,
      },
    };
  }
  const outcome = rangeOutcomeSchema.parse(finish.value);
  if (outcome.kind !== 'refused') return { kind: 'written' };
  const { status, code, message } = outcome;
  switch (causeOf(outcome)) {
    case 'event-type':
    case 'question':
      return { kind: 'refused', error: { status, code, message } };
    case 'passing':
      return { kind: 'failed', error: { status, code, message } };
    case 'key':
      // Not the caller's, whom a 401 would tell so.
      return {
        kind: 'failed',
        error: { status: 503, message: 'Cal.com does not accept the API key of this service.' },
      };
  }
};

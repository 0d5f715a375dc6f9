/** What becomes of a range whose call to Cal.com was refused or failed: what is remembered of it, and whether it is tried again. */
import { type Job, UnrecoverableError } from 'bullmq';
import { type FailingMark, markFailing } from '../../availability/failing.ts';
import { type SegmentsName, storedSegmentsName, subjectOf } from '../../availability/segment_key.ts';
import type { SegmentStore } from '../../availability/segment_store.ts';
import type { CallOptions } from '../../calcom/call_gate.ts';
import { CalcomRefused, CalcomUnavailable } from '../../calcom/errors.ts';
import { eventTypeKey } from '../../calcom/event_type.ts';
import { causeOf } from '../../calcom/refusal.ts';
import { reasonOf } from '../../contract/problem.ts';
import type { RangeJob, RangeOutcome } from '../../queues/ranges/job.ts';
import { epochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';

/** How long an event type that Cal.com refuses is not asked for again. */
const REFUSAL_KEPT_MS = 60_000;

/**
 * How much longer than the circuit stays open an event type is left alone that failed as its probe. Others come first then: were it to
 * probe again and again, one event type would keep the circuit open for all.
 */
const AFTER_OTHERS_MS = 5_000;

/** A call that was made for a range. */
export interface FailedCall {
  readonly job: Pick<Job<RangeJob>, 'id' | 'name' | 'attemptsMade' | 'opts'>;
  readonly data: RangeJob;
  /** Where its answer would have been written. */
  readonly store: SegmentStore;
  /** What was known of its event type before the call. */
  readonly failing: FailingMark | undefined;
  /** Whether it probed an open circuit. */
  readonly probedCircuit: boolean;
  /** As in `CallOptions`: a range that is too wide for its event type is no failure of it. */
  readonly timeoutCounts?: boolean | undefined;
}

/** Whose failure a failure of this range is (`CallOptions`). */
export const blameOf = (
  { segments, once }: RangeJob,
  failing: FailingMark | undefined,
): Pick<CallOptions, 'subject'> =>
  // What one question alone meets is that question's; what is known already is no news.
  once !== undefined || failing !== undefined
    ? {}
    : { subject: eventTypeKey(subjectOf(storedSegmentsName(segments)).eventType) };

/** Nobody asks Cal.com for this event type now. @throws to whoever waits for the answer */
export const leaveAlone = ({ reason }: RangeJob, { message }: FailingMark): RangeOutcome => {
  if (reason !== 'caller') return { kind: 'left', calls: 0 };
  throw new UnrecoverableError(reasonOf('event-type-failing', message));
};

/**
 * Remembers what a failed call tells.
 * @returns the outcome of the range when it has one
 * @throws UnrecoverableError when it is not to be tried again, and the call's own error when it is
 */
export const afterFailedCall = async (
  context: WorkerContext,
  call: FailedCall,
  error: unknown,
): Promise<RangeOutcome> => {
  if (error instanceof CalcomRefused) return await afterRefusal(context, call, error);
  if (error instanceof CalcomUnavailable) await afterFailure(context, call, error);
  throw error;
};

const isLastAttempt = ({ attemptsMade, opts }: FailedCall['job']): boolean => attemptsMade + 1 >= (opts.attempts ?? 1);

const afterRefusal = async (
  context: WorkerContext,
  { job, data, store }: FailedCall,
  error: CalcomRefused,
): Promise<RangeOutcome> => {
  const { status, code, message } = error;
  const cause = causeOf(error);
  if (cause === 'passing' && !isLastAttempt(job)) throw error;
  const now = context.clock();
  if (cause === 'event-type' || cause === 'question') {
    await store.refuse(nameOf(data), { until: epochMs(now + REFUSAL_KEPT_MS), status, code, message }, now);
  }
  const facts = { range: job.name, rangeId: job.id, requestId: data.requestId, status, code, message };
  if (cause !== 'key') {
    context.logger.info(facts, 'range refused');
    await context.configurationFaults.clear();
  } else {
    context.logger.warn(facts, 'Cal.com does not accept the API key of this service (CALCOM_API_KEY)');
    // A refused key is the operator's to mend, and must not outlive the mending: it is shown, and asked with again.
    await context.configurationFaults.note({ kind: 'key', code, message, at: now });
  }
  return { kind: 'refused', calls: 1, status, code, message };
};

const afterFailure = async (context: WorkerContext, call: FailedCall, error: CalcomUnavailable): Promise<void> => {
  const { job, data, store, failing, probedCircuit } = call;
  const now = context.clock();
  if (error.reason === 'misdirected') {
    context.logger.warn(
      { range: job.name, rangeId: job.id, message: error.message },
      'CALCOM_API_URL or CALCOM_API_VERSION is wrong',
    );
    await context.configurationFaults.note({ kind: 'address', code: error.reason, message: error.message, at: now });
  }
  if (data.once !== undefined || error.reason === 'misdirected' || error.reason === 'network') return;
  if (error.reason === 'timeout' && call.timeoutCounts === false) return;
  // What is known to fail, or failed as the circuit's probe, gets one attempt.
  if (failing === undefined && !probedCircuit && !isLastAttempt(job)) return;
  const { circuit, circuitRetryAfterMs } = await context.gate.state();
  // While the circuit is open the failure is Cal.com's.
  if (circuit !== 'closed' && failing === undefined && !probedCircuit) return;
  const leastMs = probedCircuit ? circuitRetryAfterMs + AFTER_OTHERS_MS : 0;
  const mark = markFailing(failing, `Cal.com fails for this event type: ${error.message}`, now, leastMs);
  await Promise.all([store.refuse(nameOf(data), mark, now), context.failingEventTypes.note(nameOf(data), mark)]);
  context.logger.warn(
    { range: job.name, rangeId: job.id, failures: mark.failures, untilMs: mark.until - now, message: error.message },
    'event type fails',
  );
  throw new UnrecoverableError(
    failing === undefined
      ? reasonOf('calcom-unavailable', error.message)
      : reasonOf('event-type-failing', mark.message),
  );
};

const nameOf = ({ segments }: RangeJob): SegmentsName => storedSegmentsName(segments);

import type { CallReason } from '../../calcom/call_ledger.ts';
import { CalcomRefused, CalcomThrottled } from '../../calcom/errors.ts';
import type { CallOutcome } from '../../telemetry/worker_metrics.ts';
import type { WorkerContext } from './context.ts';

/** Makes a call to Cal.com and counts it: in the fleet's ledger when it begins, in this process's figures when it ends. */
export const meteredCall = async <T>(
  { ledger, metrics, logger }: Pick<WorkerContext, 'ledger' | 'metrics' | 'logger'>,
  reason: CallReason,
  call: () => Promise<T>,
): Promise<T> => {
  // Not waited for: the call holds its turn already, and a ledger that cannot be written is no reason to let it lapse.
  ledger.record(reason).catch((error: unknown) => logger.warn({ err: error }, 'call could not be counted'));
  const startedAt = performance.now();
  let outcome: CallOutcome = 'answered';
  try {
    return await call();
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    metrics.calls.inc({ reason, outcome });
    metrics.callDuration.observe({ outcome }, (performance.now() - startedAt) / 1000);
  }
};

const outcomeOf = (error: unknown): CallOutcome => {
  if (error instanceof CalcomThrottled) return 'throttled';
  return error instanceof CalcomRefused ? 'refused' : 'failed';
};

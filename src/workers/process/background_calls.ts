/** The calls of one job that nobody waits for: each in its turn at the gate, counted, and ended with the process. */
import type { MakeCall } from '../../calcom/account_call.ts';
import type { CallReason } from '../../calcom/call_ledger.ts';
import type { WorkerContext } from './context.ts';
import { meteredCall } from './metered_call.ts';

/** Makes them. */
export interface BackgroundCalls {
  readonly makeCall: MakeCall;
  /** How many were begun. */
  readonly made: () => number;
}

/** How they wait. */
export interface BackgroundTurn {
  /** At the gate; a lower number goes first. */
  readonly priority: number;
  /** The longest wait for a turn, in milliseconds. */
  readonly patienceMs: number;
}

/** The calls of a job, counted from none. */
export const backgroundCalls = (
  context: WorkerContext,
  reason: CallReason,
  { priority, patienceMs }: BackgroundTurn,
): BackgroundCalls => {
  let made = 0;
  return {
    makeCall: (call) =>
      context.gate.call(
        (signal) => {
          made += 1;
          return meteredCall(context, reason, () => call(signal));
        },
        { priority, patienceMs, signal: context.stopping },
      ),
    made: () => made,
  };
};

/**
 * The circuit breaker's state machine: cockatiel's, run over a state that the whole fleet shares.
 *
 * cockatiel keeps its state in one process, but can write it out and begin from it again. So a breaker is made from the stored
 * state, given the end of one call, and written out. What it does with it (open, half-open, close) is the library's, which failures are an
 * outage is ours (`failure_run.ts`). Redis holds the state and, since only it has a clock and a lock for all, says when an open circuit may
 * be probed and by whom.
 */
import { CircuitState, circuitBreaker, handleAll, type IBreaker } from 'cockatiel';
import { z } from 'zod';
import {
  type Evidence,
  type FailureEvidence,
  type FailureRun,
  failuresOf,
  isOutage,
  NO_FAILURES,
  withFailure,
} from './failure_run.ts';

/** When the circuit opens and how long it stays open. */
export interface BreakerSettings {
  /** Failed calls in a row; see `isOutage`. */
  readonly failureThreshold: number;
  readonly cooldownMs: number;
}

/** A state of the circuit. */
export interface Circuit {
  /** As it is stored; `''` is closed without failures. */
  readonly stored: string;
  readonly open: boolean;
  /** Failed calls since the last answer. */
  readonly failures: number;
}

/** What cockatiel writes out. A state that looks otherwise, such as another version's, is taken for a closed circuit. */
const writtenSchema = z.looseObject({
  ownState: z.looseObject({ value: z.enum(CircuitState) }),
  breakerState: z.object({ tags: z.array(z.string()), calls: z.int(), network: z.int() }),
});

class OutageBreaker implements IBreaker {
  state: FailureRun = NO_FAILURES;
  readonly #threshold: number;
  readonly #failure: FailureEvidence | undefined;

  constructor(threshold: number, failure: FailureEvidence | undefined) {
    this.#threshold = threshold;
    this.#failure = failure;
  }

  success(): void {
    this.state = NO_FAILURES;
  }

  failure(): boolean {
    if (this.#failure !== undefined) this.state = withFailure(this.state, this.#failure);
    return isOutage(this.state, this.#threshold);
  }
}

/**
 * The state after a call. One that comes to an open circuit is its probe: nothing else is let through, and what was in flight when it
 * opened is not reported.
 */
export async function circuitAfter(
  stored: string,
  evidence: Evidence,
  { failureThreshold, cooldownMs }: BreakerSettings,
): Promise<Circuit> {
  const failure = evidence.kind === 'answered' ? undefined : evidence;
  const policy = circuitBreaker(handleAll, {
    breaker: new OutageBreaker(failureThreshold, failure),
    halfOpenAfter: cooldownMs,
    initialState: read(stored),
  });
  await policy
    .execute(() => {
      if (failure !== undefined) throw new Error('The call failed');
    })
    .catch(() => undefined);
  const { ownState, breakerState } = writtenSchema.parse(policy.toJSON());
  const open = ownState.value === CircuitState.Open;
  const failures = failuresOf(breakerState);
  if (!open && failures === 0) return { stored: '', open, failures };
  // Whether the cool-down is over is for Redis' clock to say: here it always is.
  const kept = open ? { ...ownState, openedAt: 0 } : ownState;
  return { stored: JSON.stringify({ ownState: kept, breakerState }), open, failures };
}

function read(stored: string): z.output<typeof writtenSchema> | undefined {
  if (stored === '') return undefined;
  try {
    return writtenSchema.safeParse(JSON.parse(stored)).data;
  } catch {
    return undefined;
  }
}

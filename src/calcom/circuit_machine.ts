/**
 * The circuit breaker's state machine: cockatiel's, run over a state that the whole fleet shares.
 *
 * cockatiel keeps its state in one process, but can write it out and begin from it again. So a breaker is made from the stored
 * state, given one outcome, and written out: what it decides (count, open, half-open, close) is the library's. Redis holds the
 * state and, since only it has a clock and a lock for all, says when an open circuit may be probed and by whom.
 */
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import { z } from 'zod';

/** When the circuit opens and how long it stays open. */
export interface BreakerSettings {
  /** Consecutive failures. */
  readonly failureThreshold: number;
  readonly cooldownMs: number;
}

/** A state of the circuit. */
export interface Circuit {
  /** As it is stored; `''` is closed without failures. */
  readonly stored: string;
  readonly open: boolean;
  /** Consecutive failures. */
  readonly failures: number;
}

/** What cockatiel writes out. A state that looks otherwise, such as another version's, is taken for a closed circuit. */
const writtenSchema = z.looseObject({
  ownState: z.looseObject({ value: z.enum(CircuitState) }),
  breakerState: z.number(),
});

/**
 * The state after an outcome. An outcome that comes to an open circuit is that of its probe: nothing else is let through, and what
 * was in flight when it opened is not reported.
 */
export async function circuitAfter(
  stored: string,
  outcome: 'success' | 'failure',
  { failureThreshold, cooldownMs }: BreakerSettings,
): Promise<Circuit> {
  const policy = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(failureThreshold),
    halfOpenAfter: cooldownMs,
    initialState: read(stored),
  });
  await policy
    .execute(() => {
      if (outcome === 'failure') throw new Error('The call failed');
    })
    .catch(() => undefined);
  const { ownState, breakerState } = writtenSchema.parse(policy.toJSON());
  const open = ownState.value === CircuitState.Open;
  if (!open && breakerState === 0) return { stored: '', open, failures: 0 };
  // Whether the cool-down is over is for Redis' clock to say: here it always is.
  const kept = open ? { ...ownState, openedAt: 0 } : ownState;
  return { stored: JSON.stringify({ ownState: kept, breakerState }), open, failures: breakerState };
}

function read(stored: string): z.output<typeof writtenSchema> | undefined {
  if (stored === '') return undefined;
  try {
    return writtenSchema.safeParse(JSON.parse(stored)).data;
  } catch {
    return undefined;
  }
}

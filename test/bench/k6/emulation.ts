/** What an emulated run is told and what it gives. */
import type { ThresholdResult } from './threshold.ts';

/** In the environment of the emulator, beside what the script itself is told. */
export const EMULATION = {
  /** The script's path from the root of the repository. */
  script: 'EMULATED_SCRIPT',
  /** Iterations of each user, where the executor goes by time. */
  iterations: 'EMULATED_ITERATIONS',
} as const;

/** Before the result in the emulator's output. */
export const RESULT_MARK = 'RESULT ';

/** The result of a run. */
export interface EmulationResult {
  /** What k6 would refuse before it began. */
  readonly faults: readonly string[];
  /** What the script threw. */
  readonly errors: readonly string[];
  readonly thresholds: readonly ThresholdResult[];
  /** Requests by their `name` and status, such as `GET /metrics 200`. */
  readonly requests: Readonly<Record<string, number>>;
}

/** A simulator over real HTTP that lasts as long as one test, with its real clock. */
import { onTestFinished } from 'vitest';
import type { Call, CallTotals } from '../../src/simulator/call_log.ts';
import type { Fault } from '../../src/simulator/fault.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';

/** The part of a fault that a test has to write. */
export type GivenFault = Omit<Fault, 'operation'>;

/** A running simulator. */
export interface Cal {
  readonly url: string;
  calls(): Promise<{ readonly calls: readonly Call[]; readonly totals: CallTotals }>;
  /** Replaces all faults. */
  setFaults(...faults: readonly GivenFault[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startCal(options: SimulatorOptions = {}): Promise<Cal> {
  const simulator = createSimulator({ latency: 'none', slotsCacheMs: 0, ...options });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());
  return {
    url,
    calls: async () => (await (await fetch(`${url}/control/calls`)).json()) as Awaited<ReturnType<Cal['calls']>>,
    setFaults: async (...faults) => {
      const response = await fetch(`${url}/control/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    close: () => simulator.close(),
  };
}

/** Reads the fleet's figures from Redis, once for each scrape. */
import type { Queue } from 'bullmq';
import type { FleetFigures } from '../../telemetry/fleet_metrics.ts';
import type { FleetContext } from './context.ts';
import { CALLBACKS } from '../../queues/callbacks/queue.ts';

/** States whose jobs still have to be done, and the failed ones. Completed ones are kept for a while: their number says nothing. */
const STATES = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

/** The states of a callback that its receiver does not have yet and that is still to be tried. */
const UNDELIVERED = ['wait', 'prioritized', 'active', 'delayed'] as const;

/** Callbacks of each state that are looked at for the oldest one. */
const MOST_LOOKED_AT = 500;

/** @throws when Redis cannot be reached */
export const readFleetFigures = async (
  { gate, ledger, configurationFaults, failingEventTypes, clock }: FleetContext,
  queues: readonly Queue[],
): Promise<FleetFigures> => {
  const callbacks = queues.find(({ name }) => name === CALLBACKS.name);
  const [{ circuit, throttle }, callsLastHour, configurationFault, failing, counts, oldestCallbackMs] =
    await Promise.all([
      gate.state(),
      ledger.lastHour(),
      configurationFaults.current(),
      failingEventTypes.count(clock()),
      Promise.all(queues.map(async (queue) => [queue.name, await queue.getJobCounts(...STATES)] as const)),
      callbacks === undefined ? 0 : oldestAgeMs(callbacks),
    ]);
  return {
    circuit,
    configurationFault,
    failingEventTypes: failing,
    blockedForMs: throttle.blockedForMs,
    callsRemaining: throttle.remaining,
    callsLimit: throttle.limit,
    callsLastHour,
    queues: Object.fromEntries(counts),
    oldestCallbackMs,
  };
};

/** Delayed jobs stand in the order of their next attempts, so the oldest one is found only by looking at each. */
const oldestAgeMs = async (queue: Queue): Promise<number> => {
  const jobs = await queue.getJobs([...UNDELIVERED], 0, MOST_LOOKED_AT - 1, true);
  // BullMQ stamps its jobs by the machine's clock.
  const now = Date.now();
  return jobs.reduce((oldest, { timestamp }) => Math.max(oldest, now - timestamp), 0);
};

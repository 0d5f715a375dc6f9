/** Lets the faults of a plan strike, each at its time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calcom } from '../calcom.ts';
import type { Fleet } from './fleet.ts';
import type { PlannedFault } from './plan.ts';
import type { RedisPair } from './redis_pair.ts';

/** What is struck. */
export interface Struck {
  readonly calcom: Calcom;
  readonly redis: RedisPair;
  readonly fleet: Fleet;
}

/** Each in its turn where it strikes the same thing as another that is not over. */
export const strikeAll = async (
  plan: readonly PlannedFault[],
  struck: Struck,
  onFault: (fault: PlannedFault) => void,
): Promise<void> => {
  const began = Date.now();
  const turns = new Map<string, Promise<void>>();
  for (const fault of plan) {
    await sleep(Math.max(0, began + fault.at - Date.now()));
    const what =
      'target' in fault ? `${fault.target} ${fault.index}` : fault.kind === 'failover' ? 'redis 0' : 'calcom';
    const before = turns.get(what) ?? Promise.resolve();
    turns.set(
      what,
      before.then(() => {
        onFault(fault);
        return strike(fault, struck);
      }),
    );
  }
  await Promise.all(turns.values());
};

const strike = async (fault: PlannedFault, { calcom, redis, fleet }: Struck): Promise<void> => {
  switch (fault.kind) {
    case 'failover':
      return await redis.failOver();
    case 'calcom':
      await calcom.setFaults([{ kind: fault.fault, operation: 'slots' }]);
      await sleep(fault.lastsMs);
      return await calcom.setFaults([]);
    case 'kill':
    case 'freeze':
      if (fault.target === 'redis') return await redis[fault.kind](fault.lastsMs);
      return await fleet[fault.kind](fault.target, fault.index, fault.lastsMs);
  }
};

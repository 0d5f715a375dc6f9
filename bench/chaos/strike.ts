/** Lets the faults of a plan strike, each at its time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calcom } from '../calcom.ts';
import type { Clocks } from './clocks.ts';
import type { Fleet } from './fleet.ts';
import type { PlannedFault } from './plan.ts';
import type { RedisPair } from './redis_pair.ts';

/** What is struck. */
export interface Struck {
  readonly calcom: Calcom;
  readonly redis: RedisPair;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
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
    const what = struckBy(fault);
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

/** A clock goes on while its process is away, and several moves of it add up. */
const struckBy = (fault: PlannedFault): string => {
  if (fault.kind === 'clock') return `clock at ${fault.at}`;
  if (fault.kind === 'failover') return 'redis 0';
  return fault.kind === 'calcom' ? 'calcom' : `${fault.target} ${fault.index}`;
};

const strike = async (fault: PlannedFault, { calcom, redis, fleet, clocks }: Struck): Promise<void> => {
  switch (fault.kind) {
    case 'failover':
      return await redis.failOver();
    case 'calcom':
      await calcom.setFaults([{ kind: fault.fault, operation: 'slots' }]);
      await sleep(fault.lastsMs);
      return await calcom.setFaults([]);
    case 'clock':
      clocks.move(fault.target, fault.index, fault.byMs);
      await sleep(fault.lastsMs);
      return clocks.move(fault.target, fault.index, -fault.byMs);
    case 'kill':
    case 'freeze':
      if (fault.target === 'redis') return await redis[fault.kind](fault.lastsMs);
      return await fleet[fault.kind](fault.target, fault.index, fault.lastsMs);
  }
};

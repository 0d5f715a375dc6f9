/** Calls to Cal.com from the command line: through the fleet's gate, so that they never break the account's limit. */
import type { Cluster, Redis } from 'ioredis';
import { type Account, credentialOf } from '../account/account.ts';
import type { Allowance } from '../calcom/allowance.ts';
import { createCallGate } from '../calcom/call_gate.ts';
import type { Config } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { epochMs } from '../verification/time.ts';

/** Behind whatever the service itself asks. */
const PRIORITY = 9;

/** The longest wait for a turn. */
const TURN_PATIENCE_MS = 5_000;

/** A call that tells what its rate headers said. */
type Call<T> = (signal: AbortSignal) => Promise<T>;

/** Makes calls. */
export interface CalcomCalls {
  make<T extends { readonly allowance: Allowance | undefined }>(call: Call<T>): Promise<T>;
  close(): Promise<void>;
}

/** Makes them by the gate that lies in this Redis. @param signal ends all of them */
export const calcomCalls = (
  redis: Redis | Cluster,
  account: Account,
  { breaker }: Pick<Config, 'breaker'>,
  signal: AbortSignal,
): CalcomCalls => {
  const gate = createCallGate({
    redis,
    credential: credentialOf(account),
    limitPerMinute: account.rateLimitPerMinute,
    callsPerSecond: account.callsPerSecond,
    burst: account.burst,
    breaker,
    clock: () => epochMs(Date.now()),
    logger: createLogger('cli', 'silent'),
  });
  return {
    make: (call) => gate.call(call, { priority: PRIORITY, patienceMs: TURN_PATIENCE_MS, signal }),
    close: () => gate.close(),
  };
};

import type { Account } from '../../account/account.ts';
import type { Registry } from 'prom-client';
import type { FailingEventTypes } from '../../availability/failing_event_types.ts';
import type { CallGate } from '../../calcom/call_gate.ts';
import type { CallLedger } from '../../calcom/call_ledger.ts';
import type { ConfigurationFaults } from '../../calcom/configuration_fault.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { RedisHealth } from './redis_health.ts';

/** What the fleet's figures are read from. */
export interface FleetContext {
  /** Where the fleet stands with Cal.com; this process makes no calls. */
  readonly gate: Pick<CallGate, 'state'>;
  readonly ledger: Pick<CallLedger, 'lastHour'>;
  readonly configurationFaults: Pick<ConfigurationFaults, 'current'>;
  readonly failingEventTypes: Pick<FailingEventTypes, 'count'>;
  readonly clock: () => EpochMs;
}

/** What the routes for whoever runs the service tell. */
export interface OperationContext extends FleetContext, RedisHealth {
  readonly account: Pick<Account, 'warming'>;
  /** Where all figures of this process are. */
  readonly registry: Registry;
}

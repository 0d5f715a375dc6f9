/**
 * The figures that are the fleet's. Every api process would tell the same ones, so they are read from Redis at the scrape and
 * never counted here; in a query, take their `max`, not their `sum`.
 */
import { Gauge, type Registry } from 'prom-client';

/** A fault of our configuration, and when a call last met it (epoch ms). */
interface ConfigurationFaultFigure {
  readonly kind: (typeof CONFIGURATION_FAULT_KINDS)[number];
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

const CONFIGURATION_FAULT_KINDS = ['key', 'address'] as const;

/** What the fleet looks like at one moment. */
export interface FleetFigures {
  readonly circuit: 'closed' | 'open' | 'half-open';
  /** What Cal.com's answers show to be wrong with our configuration. */
  readonly configurationFault: ConfigurationFaultFigure | undefined;
  /** Event types that Cal.com fails for while it answers for others. */
  readonly failingEventTypes: number;
  readonly blockedForMs: number;
  readonly callsRemaining: number;
  readonly callsLimit: number;
  /** Calls to Cal.com within the last hour, by reason. */
  readonly callsLastHour: Readonly<Record<string, number>>;
  /** Jobs by queue, then by state. */
  readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly oldestCallbackMs: number;
}

/** Makes the gauges in `registry`. @returns sets them; `undefined` when Redis does not answer, so that nothing old is shown */
export const createFleetMetrics = (
  registry: Registry,
  backgroundCallsPerHour: number,
): ((figures: FleetFigures | undefined) => void) => {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: `slotproof_${name}`, help, labelNames, registers: [registry] });
  const redisUp = gauge('redis_up', 'Whether Redis answers.');
  const circuit = gauge('circuit_state', 'The circuit to Cal.com: 1 for the state that it is in.', 'state');
  const configuration = gauge(
    'calcom_configuration_fault',
    'Whether Cal.com does not accept the API key (key), or something else answers at its address (address).',
    'kind',
  );
  const failing = gauge('failing_event_types', 'Event types that Cal.com fails for while it answers for others.');
  const blocked = gauge('calcom_blocked_seconds', 'Until Cal.com takes calls again after a 429; else 0.');
  const remaining = gauge('calcom_window_remaining_calls', "Calls left in Cal.com's window.");
  const limit = gauge('calcom_window_limit_calls', "Calls that Cal.com's window allows.");
  const lastHour = gauge('calcom_calls_last_hour', 'Calls to Cal.com within the last 60 minutes, by reason.', 'reason');
  const budget = gauge('background_calls_budget', 'Background calls to Cal.com that an hour may have.');
  const jobs = gauge('queue_jobs', 'Jobs by queue and state.', 'queue', 'state');
  const oldest = gauge(
    'callback_oldest_undelivered_seconds',
    'Age of the oldest callback that still has to be delivered.',
  );
  budget.set(backgroundCallsPerHour);

  return (figures) => {
    redisUp.set(figures === undefined ? 0 : 1);
    // A gauge without labels shows a 0 after `reset`, and nothing after `remove`.
    for (const one of [failing, blocked, remaining, limit, oldest]) one.remove();
    for (const one of [circuit, configuration, lastHour, jobs]) one.reset();
    if (figures === undefined) return;
    for (const state of ['closed', 'open', 'half-open']) circuit.set({ state }, figures.circuit === state ? 1 : 0);
    for (const kind of CONFIGURATION_FAULT_KINDS) {
      configuration.set({ kind }, figures.configurationFault?.kind === kind ? 1 : 0);
    }
    failing.set(figures.failingEventTypes);
    blocked.set(figures.blockedForMs / 1000);
    remaining.set(figures.callsRemaining);
    limit.set(figures.callsLimit);
    oldest.set(figures.oldestCallbackMs / 1000);
    for (const [reason, calls] of Object.entries(figures.callsLastHour)) lastHour.set({ reason }, calls);
    for (const [queue, states] of Object.entries(figures.queues)) {
      for (const [state, count] of Object.entries(states)) jobs.set({ queue, state }, count);
    }
  };
};

/** Makes the gauge of the cache's own Redis. @returns sets it; `undefined` where the cache has none, and the gauge no value */
export const createCacheRedisMetric = (registry: Registry): ((isUp: boolean | undefined) => void) => {
  const up = new Gauge({
    name: 'slotproof_cache_redis_up',
    help: "Whether the cache's own Redis answers; without a value where it has none.",
    registers: [registry],
  });
  return (isUp) => {
    if (isUp === undefined) up.remove();
    else up.set(isUp ? 1 : 0);
  };
};

/** Scenarios as k6 accepts them (the `Validate` of its `lib/executor`, which refuses unknown fields too). */

/** A scenario, as far as it decides what is run. */
export interface Scenario {
  readonly name: string;
  readonly executor: string;
  readonly exec: string;
  readonly vus: number;
  /** Of each user; undefined where the executor goes by time. */
  readonly iterations: number | undefined;
}

type Check = (value: unknown) => string | undefined;

const integerFrom =
  (least: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least ? undefined : `must be a whole number, ${least} or more`;

const DURATION = /^(\d+(\.\d+)?(ms|s|m|h))+$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const durationMs = (text: string): number =>
  [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0),
    0,
  );

const durationFrom =
  (leastMs: number): Check =>
  (value) =>
    typeof value === 'string' && DURATION.test(value) && durationMs(value) >= leastMs
      ? undefined
      : `must be a duration of ${leastMs} ms or more`;

const record: Check = (value) => (typeof value === 'object' && value !== null ? undefined : 'must be an object');

const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');

const stages: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return 'must be a list of stages';
  for (const stage of value as readonly unknown[]) {
    const { duration, target, ...rest } = Object(stage) as Record<string, unknown>;
    const fault = durationFrom(0)(duration) ?? integerFrom(0)(target);
    if (fault !== undefined || Object.keys(rest).length > 0)
      return `has a stage that is none: ${JSON.stringify(stage)}`;
  }
  return undefined;
};

const COMMON: Readonly<Record<string, Check>> = {
  startTime: durationFrom(0),
  gracefulStop: durationFrom(0),
  env: record,
  tags: record,
  options: record,
  exec: text,
};

const ITERATIONS: Readonly<Record<string, Check>> = {
  vus: integerFrom(1),
  iterations: integerFrom(1),
  maxDuration: durationFrom(1_000),
};

const ARRIVALS: Readonly<Record<string, Check>> = {
  timeUnit: durationFrom(1),
  preAllocatedVUs: integerFrom(0),
  maxVUs: integerFrom(0),
};

interface Executor {
  readonly fields: Readonly<Record<string, Check>>;
  readonly required: readonly string[];
}

const EXECUTORS: Readonly<Record<string, Executor>> = {
  'shared-iterations': { fields: ITERATIONS, required: [] },
  'per-vu-iterations': { fields: ITERATIONS, required: [] },
  'constant-vus': { fields: { vus: integerFrom(1), duration: durationFrom(1_000) }, required: ['duration'] },
  'ramping-vus': {
    fields: { startVUs: integerFrom(0), stages, gracefulRampDown: durationFrom(0) },
    required: ['stages'],
  },
  'constant-arrival-rate': {
    fields: { ...ARRIVALS, rate: integerFrom(1), duration: durationFrom(1_000) },
    required: ['rate', 'duration', 'preAllocatedVUs'],
  },
  'ramping-arrival-rate': {
    fields: { ...ARRIVALS, startRate: integerFrom(0), stages },
    required: ['stages', 'preAllocatedVUs'],
  },
};

/** Reads the scenarios of a script's options. @param functions what the script exports to be run */
export const readScenarios = (
  scenarios: unknown,
  functions: readonly string[],
): { readonly scenarios: readonly Scenario[]; readonly faults: readonly string[] } => {
  const entries = Object.entries((scenarios ?? {}) as Record<string, Record<string, unknown>>);
  if (entries.length === 0) return { scenarios: [], faults: ['there are no scenarios'] };
  const read: Scenario[] = [];
  const faults: string[] = [];
  for (const [name, fields] of entries) {
    const own = faultsOf(name, fields, functions);
    faults.push(...own.map((fault) => `${name}: ${fault}`));
    if (own.length > 0) continue;
    const executor = String(fields.executor);
    read.push({
      name,
      executor,
      exec: String(fields.exec ?? 'default'),
      vus: Number(fields.vus ?? fields.preAllocatedVUs ?? 1),
      iterations: executor.endsWith('-iterations') ? Number(fields.iterations ?? 1) : undefined,
    });
  }
  return { scenarios: read, faults };
};

const faultsOf = (name: string, fields: Record<string, unknown>, functions: readonly string[]): string[] => {
  const { executor: executorName, ...rest } = fields;
  const executor = EXECUTORS[String(executorName)];
  if (executor === undefined) return [`there is no executor ${JSON.stringify(executorName)}`];
  const checks = { ...COMMON, ...executor.fields };
  const faults = executor.required.filter((field) => !(field in rest)).map((field) => `${field} lacks`);
  for (const [field, value] of Object.entries(rest)) {
    const check = checks[field];
    const fault = check === undefined ? `${executorName} has no such field` : check(value);
    if (fault !== undefined) faults.push(`${field}: ${fault}`);
  }
  if (!/^[0-9a-zA-Z_-]+$/.test(name)) faults.push('the name has other than letters, digits, _ and -');
  if (Number(fields.maxVUs ?? Infinity) < Number(fields.preAllocatedVUs ?? 0))
    faults.push('maxVUs: fewer than preAllocatedVUs');
  const exec = String(fields.exec ?? 'default');
  if (!functions.includes(exec)) faults.push(`the script exports no function ${exec}`);
  return faults;
};

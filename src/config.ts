/**
 * The settings: the environment in, one typed, validated, frozen object out. Every fault is named at once, because a
 * process that dies at each fault in turn costs its operator one deployment per mistake.
 */
import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { StartupError } from './runtime/startup_error.ts';
import { POLICY_DEFAULTS, type PolicyDefaults, policyShape, resolvePolicy } from './verification/policy.ts';

/** The settings of a process. Times end in their unit: `Ms` milliseconds, `Seconds` seconds. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly redisUrl: string;
  readonly calcom: {
    readonly apiUrl: string;
    readonly apiKey: string | undefined;
    readonly apiVersion: string;
    readonly rateLimitPerMinute: number;
    /** The most calls that begin within any second, over the whole fleet. */
    readonly callsPerSecond: number;
    readonly timeoutMs: number;
    readonly webhookSecret: string | undefined;
  };
  readonly cache: {
    readonly freshSeconds: number;
    readonly staleSeconds: number;
    readonly staleIfErrorSeconds: number;
    /** The most day segments that one process keeps in memory. */
    readonly memorySegments: number;
  };
  readonly requestDeadlineMs: number;
  readonly breaker: { readonly failureThreshold: number; readonly cooldownMs: number };
  readonly warming: {
    readonly eventTypeIds: readonly number[];
    readonly cron: string;
    readonly days: number;
    readonly callsPerHour: number;
  };
  /** When the account is read; without a schedule it is not. */
  readonly catalogue: { readonly cron: string | undefined };
  readonly workerConcurrency: number;
  /** Where a worker process serves `/metrics`; no port, no server. */
  readonly metrics: { readonly host: string; readonly port: number | undefined };
  readonly apiKeys: readonly string[];
  /** Requests that one API key may make in a minute, of each api process. */
  readonly apiKeyRequestsPerMinute: number;
  /** Whose pages may ask for slots: `*`, or origins such as `https://example.com`. */
  readonly corsOrigins: readonly string[];
  readonly callbacks: { readonly secret: string | undefined; readonly allowPrivateNetwork: boolean };
  readonly boardReadOnly: boolean;
  readonly logLevel: string;
  /** What a request's policy falls back to. */
  readonly policy: PolicyDefaults;
}

/** Settings that cannot be used: `faults` has one sentence for each. */
export class ConfigError extends StartupError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

const givenInteger = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

const integer = (least: number, most: number, fallback: number) => givenInteger(least, most).default(fallback);

const isCron = (text: string): boolean => {
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
};

const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true' || value === '1' || value === 'on');

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

const idList = list.pipe(
  z
    .array(z.string().regex(/^[1-9]\d{0,9}$/, 'must be event type ids, comma-separated'))
    .transform((ids) => ids.map(Number)),
);

/** As a browser sends it: without a path, and in lower case. */
const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text);

const environmentSchema = z.object({
  PORT: integer(0, 65_535, 3000),
  HOST: z.string().default('127.0.0.1'),
  REDIS_URL: z
    .string()
    .regex(
      /^(redis|rediss|redis\+sentinel|redis\+cluster):\/\/.+/,
      'must start with redis://, rediss://, redis+sentinel:// or redis+cluster://',
    ),
  CALCOM_API_URL: httpUrl.default('https://api.cal.com'),
  CALCOM_API_KEY: z.string().optional(),
  CALCOM_API_VERSION: z.string().default('2024-09-04'),
  CALCOM_RATE_LIMIT_PER_MINUTE: integer(1, 100_000, 120),
  CALCOM_CALLS_PER_SECOND: integer(1, 1_000, 10),
  CALCOM_TIMEOUT_MS: integer(100, 60_000, 4_000),
  CALCOM_WEBHOOK_SECRET: z.string().optional(),
  CACHE_FRESH_SECONDS: integer(1, 86_400, 900),
  CACHE_STALE_SECONDS: integer(1, 604_800, 3_600),
  CACHE_STALE_IF_ERROR_SECONDS: integer(1, 2_592_000, 86_400),
  CACHE_MEMORY_SEGMENTS: integer(0, 10_000_000, 50_000),
  REQUEST_DEADLINE_MS: integer(50, 60_000, 5_000),
  BREAKER_FAILURE_THRESHOLD: integer(1, 1_000, 3),
  BREAKER_COOLDOWN_MS: integer(100, 3_600_000, 30_000),
  WARM_EVENT_TYPES: idList,
  WARM_CRON: z.string().refine(isCron, 'must be a cron expression such as 0 * * * *').default('0 * * * *'),
  WARM_DAYS: integer(1, 365, 31),
  WARM_CALLS_PER_HOUR: integer(0, 100_000, 50),
  // Off the hour, when warming begins, and before it.
  CATALOGUE_CRON: z
    .string()
    .refine((text) => text === 'off' || isCron(text), 'must be off, or a cron expression such as 53 * * * *')
    .default('53 * * * *')
    .transform((text) => (text === 'off' ? undefined : text)),
  WORKER_CONCURRENCY: integer(1, 1_000, 20),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: givenInteger(1, 65_535).optional(),
  API_KEYS: list.pipe(
    // Others could be set and never matched: a bearer token is one word of visible ASCII (RFC 6750, section 2.1).
    z.array(
      z.string().regex(/^[\x21-\x7e]{16,}$/, 'must be keys of at least 16 visible ASCII characters, without spaces'),
    ),
  ),
  API_KEY_REQUESTS_PER_MINUTE: integer(1, 1_000_000, 6_000),
  CORS_ORIGINS: list
    .prefault('*')
    .pipe(z.array(z.string().refine(isOrigin, 'must be * or origins such as https://example.com, comma-separated'))),
  CALLBACK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ followed by at least 24 bytes in base64')
    .optional(),
  CALLBACK_ALLOW_PRIVATE_NETWORK: flag,
  BOARD_READ_ONLY: flag,
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { error: 'must be a pino level' })
    .default('info'),
  POLICY_MAX_ALTERNATIVES: integer(1, 20, POLICY_DEFAULTS.maxAlternatives),
  POLICY_WINDOW_HOURS: integer(0, 24, POLICY_DEFAULTS.windowHours),
  POLICY_TOLERANCE_MINUTES: integer(0, 720, POLICY_DEFAULTS.toleranceMinutes),
  POLICY_HORIZON_DAYS: integer(0, 60, POLICY_DEFAULTS.horizonDays),
  POLICY_BUSINESS_HOURS: z
    .string()
    .regex(/^\d\d:\d\d-\d\d:\d\d$/, 'must look like 09:00-18:00')
    .default(`${POLICY_DEFAULTS.businessHours.start}-${POLICY_DEFAULTS.businessHours.end}`),
  POLICY_BUSINESS_DAYS: z
    .string()
    .regex(/^[1-7](,[1-7])*$/, 'must be ISO weekdays, comma-separated, such as 1,2,3,4,5')
    .default(POLICY_DEFAULTS.businessHours.days.join(',')),
  POLICY_STRATEGIES: z.string().default(POLICY_DEFAULTS.strategies.join(',')),
});

type Environment = z.output<typeof environmentSchema>;

/** The addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const policyFrom = (environment: Environment): { policy: PolicyDefaults; faults: readonly string[] } => {
  const [start, end] = environment.POLICY_BUSINESS_HOURS.split('-');
  const result = z.object({ businessHours: policyShape.businessHours, strategies: policyShape.strategies }).safeParse({
    businessHours: { start, end, days: environment.POLICY_BUSINESS_DAYS.split(',').map(Number) },
    strategies: environment.POLICY_STRATEGIES.split(','),
  });
  const faults = (result.error?.issues ?? []).map(
    (issue) =>
      `POLICY_${issue.path[0] === 'strategies' ? 'STRATEGIES' : 'BUSINESS_HOURS and POLICY_BUSINESS_DAYS'}: ${issue.message}`,
  );
  const given = {
    ...result.data,
    maxAlternatives: environment.POLICY_MAX_ALTERNATIVES,
    windowHours: environment.POLICY_WINDOW_HOURS,
    toleranceMinutes: environment.POLICY_TOLERANCE_MINUTES,
    horizonDays: environment.POLICY_HORIZON_DAYS,
  };
  const { busy: _busy, ...policy } = resolvePolicy(given, POLICY_DEFAULTS);
  return { policy, faults };
};

const faultsBetweenSettings = (environment: Environment): string[] => {
  const faults: string[] = [];
  if (environment.CACHE_STALE_SECONDS < environment.CACHE_FRESH_SECONDS) {
    faults.push('CACHE_STALE_SECONDS must not be less than CACHE_FRESH_SECONDS');
  }
  if (environment.CACHE_STALE_IF_ERROR_SECONDS < environment.CACHE_STALE_SECONDS) {
    faults.push('CACHE_STALE_IF_ERROR_SECONDS must not be less than CACHE_STALE_SECONDS');
  }
  if (!isLoopback(environment.HOST) && environment.API_KEYS.length === 0) {
    faults.push(
      `HOST is ${environment.HOST}, which others can reach, and API_KEYS is empty: set API_KEYS, or leave HOST at 127.0.0.1`,
    );
  }
  return faults;
};

const freezeDeep = <T extends object>(value: T): T => {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freezeDeep(part);
  }
  return Object.freeze(value);
};

/**
 * Reads the settings.
 * @param env the environment; an empty variable counts as unset, as compose files write them
 * @throws {ConfigError} naming every fault
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return issue.code === 'invalid_type' && given[name] === undefined
          ? `${name} is not set`
          : `${name} ${issue.message}`;
      }),
    );
  }
  const environment = parsed.data;
  const { policy, faults } = policyFrom(environment);
  const all = [...faultsBetweenSettings(environment), ...faults];
  if (all.length > 0) throw new ConfigError(all);

  return freezeDeep<Config>({
    port: environment.PORT,
    host: environment.HOST,
    redisUrl: environment.REDIS_URL,
    calcom: {
      apiUrl: environment.CALCOM_API_URL,
      apiKey: environment.CALCOM_API_KEY,
      apiVersion: environment.CALCOM_API_VERSION,
      rateLimitPerMinute: environment.CALCOM_RATE_LIMIT_PER_MINUTE,
      callsPerSecond: environment.CALCOM_CALLS_PER_SECOND,
      timeoutMs: environment.CALCOM_TIMEOUT_MS,
      webhookSecret: environment.CALCOM_WEBHOOK_SECRET,
    },
    cache: {
      freshSeconds: environment.CACHE_FRESH_SECONDS,
      staleSeconds: environment.CACHE_STALE_SECONDS,
      staleIfErrorSeconds: environment.CACHE_STALE_IF_ERROR_SECONDS,
      memorySegments: environment.CACHE_MEMORY_SEGMENTS,
    },
    requestDeadlineMs: environment.REQUEST_DEADLINE_MS,
    breaker: { failureThreshold: environment.BREAKER_FAILURE_THRESHOLD, cooldownMs: environment.BREAKER_COOLDOWN_MS },
    warming: {
      eventTypeIds: environment.WARM_EVENT_TYPES,
      cron: environment.WARM_CRON,
      days: environment.WARM_DAYS,
      callsPerHour: environment.WARM_CALLS_PER_HOUR,
    },
    catalogue: { cron: environment.CATALOGUE_CRON },
    workerConcurrency: environment.WORKER_CONCURRENCY,
    metrics: { host: environment.METRICS_HOST, port: environment.METRICS_PORT },
    apiKeys: environment.API_KEYS,
    apiKeyRequestsPerMinute: environment.API_KEY_REQUESTS_PER_MINUTE,
    corsOrigins: environment.CORS_ORIGINS,
    callbacks: { secret: environment.CALLBACK_SECRET, allowPrivateNetwork: environment.CALLBACK_ALLOW_PRIVATE_NETWORK },
    boardReadOnly: environment.BOARD_READ_ONLY,
    logLevel: environment.LOG_LEVEL,
    policy,
  });
};

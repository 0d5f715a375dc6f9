/**
 * The settings: the environment in, one typed, validated, frozen object out. Every fault is named at once, because a
 * process that dies at each fault in turn costs its operator one deployment per mistake.
 */
import type { PolicyDefaults } from '../verification/policy.ts';
import { type ApiSettings, apiFaults, apiSettings } from './api.ts';
import {
  type CatalogueSettings,
  catalogueSettings,
  type ChangesSettings,
  changesSettings,
  type WarmingSettings,
  warmingSettings,
} from './background.ts';
import { bookingFaults, type BookingSettings, bookingSettings } from './bookings.ts';
import { type CacheSettings, cacheFaults, cacheSettings } from './cache.ts';
import { type CircuitSettings, circuitSettings, type CalcomSettings, calcomSettings } from './calcom.ts';
import { type CallbackSettings, callbackSettings } from './callbacks.ts';
import { ConfigError } from './config_error.ts';
import { type OperationSettings, operationSettings } from './operation.ts';
import { type PassthroughSettings, passthroughSettings } from './passthrough.ts';
import { policySettings } from './policy.ts';
import { redisFaults, type RedisSettings, redisSettings } from './redis.ts';
import { environmentSchema } from './settings.ts';

/** The settings of a process. Times end in their unit: `Ms` milliseconds, `Seconds` seconds. */
export interface Config extends ApiSettings, PassthroughSettings, OperationSettings, RedisSettings {
  readonly calcom: CalcomSettings;
  readonly breaker: CircuitSettings;
  readonly bookings: BookingSettings;
  readonly cache: CacheSettings;
  readonly warming: WarmingSettings;
  readonly catalogue: CatalogueSettings;
  readonly changes: ChangesSettings;
  readonly callbacks: CallbackSettings;
  /** What a question's policy falls back to. */
  readonly policy: PolicyDefaults;
}

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
  const { policy, faults } = policySettings(environment);
  const config: Config = {
    ...apiSettings(environment),
    ...passthroughSettings(environment),
    ...operationSettings(environment),
    ...redisSettings(environment),
    calcom: calcomSettings(environment),
    breaker: circuitSettings(environment),
    bookings: bookingSettings(environment),
    cache: cacheSettings(environment),
    warming: warmingSettings(environment),
    catalogue: catalogueSettings(environment),
    changes: changesSettings(environment),
    callbacks: callbackSettings(environment),
    policy,
  };
  const all = [
    ...redisFaults(config),
    ...bookingFaults(config.bookings),
    ...cacheFaults(config.cache),
    ...apiFaults(config),
    ...faults,
  ];
  if (all.length > 0) throw new ConfigError(all);
  return freezeDeep(config);
};

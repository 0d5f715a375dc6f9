import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../src/config/config_error.ts';
import { loadConfig } from '../src/config/config.ts';
import { SETTINGS } from '../src/config/settings.ts';

const LEAST = { REDIS_URL: 'redis://127.0.0.1:6379' };

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

test('without settings the documented defaults hold', () => {
  expect(loadConfig(LEAST)).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    calcom: {
      apiUrl: 'https://api.cal.com',
      apiVersion: '2024-09-04',
      rateLimitPerMinute: 120,
      callsPerSecond: 5,
      burst: 10,
      timeoutMs: 4_000,
    },
    cache: {
      freshSeconds: 900,
      leastFreshSeconds: 300,
      mostFreshSeconds: 14_400,
      staleSeconds: 3_600,
      staleIfErrorSeconds: 86_400,
    },
    requestDeadlineMs: 5_000,
    breaker: { failureThreshold: 3, cooldownMs: 30_000 },
    warming: { eventTypeIds: 'all', cron: '*/5 * * * *', days: 31, callsPerHour: 50 },
    catalogue: { cron: '53 * * * *' },
    callbacks: { allowPrivateNetwork: false },
    corsOrigins: ['*'],
    policy: {
      maxAlternatives: 2,
      windowHours: 2,
      toleranceMinutes: 30,
      horizonDays: 14,
      businessHours: 'calendar',
      strategies: ['same_day', 'next_workday', 'next_week', 'next_available'],
    },
  });
});

test('every fault is named at once, by the name of its setting', () => {
  const faults = faultsOf({
    PORT: 'x',
    CALCOM_API_URL: 'ftp://cal',
    WARM_EVENT_TYPES: '1,two',
    LOG_LEVEL: 'loud',
    CALLBACK_SECRET: 'short',
  });
  for (const name of ['REDIS_URL', 'PORT', 'CALCOM_API_URL', 'WARM_EVENT_TYPES', 'LOG_LEVEL', 'CALLBACK_SECRET']) {
    expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1);
  }
});

test('an address of Redis that cannot be read is a fault, and so is a certificate that is none', () => {
  expect(faultsOf({ REDIS_URL: 'redis://:pa/s3cret@redis', REDIS_CA_FILE: new URL(import.meta.url).pathname })).toEqual(
    [
      expect.stringMatching(/^REDIS_URL names a host that is none(?!.*s3cret)/),
      expect.stringMatching(/^REDIS_CA_FILE must be a file/),
    ],
  );
});

test('a certificate is of no use to an address that is not encrypted', () => {
  const REDIS_CA_FILE = join(mkdtempSync(join(tmpdir(), 'slotproof-ca-')), 'ca.pem');
  onTestFinished(() => rmSync(dirname(REDIS_CA_FILE), { recursive: true }));
  // In two words, as this file is none to the test above.
  writeFileSync(REDIS_CA_FILE, ['-----BEGIN', 'CERTIFICATE-----'].join(' '));
  expect(faultsOf({ ...LEAST, REDIS_CA_FILE })).toEqual([
    'REDIS_URL has a setting of TLS and begins with redis, not rediss',
  ]);
  expect(faultsOf({ REDIS_URL: 'rediss://127.0.0.1', REDIS_CA_FILE })).toEqual([]);
  const CACHE_REDIS_URL = 'rediss+sentinel://127.0.0.1/cache';
  expect(loadConfig({ ...LEAST, CACHE_REDIS_URL, REDIS_CA_FILE })).toMatchObject({
    redisUrl: LEAST.REDIS_URL,
    cacheRedisUrl: `${CACHE_REDIS_URL}?ca=${encodeURIComponent(REDIS_CA_FILE)}`,
  });
});

test('settings that contradict each other are faults', () => {
  const faults = faultsOf({
    ...LEAST,
    CACHE_FRESH_SECONDS: '100',
    CACHE_STALE_SECONDS: '50',
    CACHE_STALE_IF_ERROR_SECONDS: '20',
  });
  expect(faults).toHaveLength(2);
});

test('an address that others can reach needs keys', () => {
  expect(faultsOf({ ...LEAST, HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST is 0\.0\.0\.0.*API_KEYS/)]);
  expect(faultsOf({ ...LEAST, HOST: '0.0.0.0', API_KEYS: 'a-key-of-sixteen-characters' })).toEqual([]);
  for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) expect(faultsOf({ ...LEAST, HOST })).toEqual([]);
});

test('an empty variable counts as unset, and the result cannot be changed', () => {
  const config = loadConfig({ ...LEAST, PORT: '', CALCOM_API_KEY: '' });
  expect(config.port).toBe(3000);
  expect(config.calcom.apiKey).toBeUndefined();
  expect(Object.isFrozen(config.policy.partsOfDay.morning)).toBe(true);
});

test('the policy’s defaults come from the settings', () => {
  const env = {
    ...LEAST,
    POLICY_BUSINESS_HOURS: '08:30-20:00',
    POLICY_BUSINESS_DAYS: '6,7',
    POLICY_STRATEGIES: 'next_available',
  };
  expect(loadConfig(env).policy).toMatchObject({
    businessHours: [{ start: '08:30', end: '20:00', days: [6, 7] }],
    strategies: ['next_available'],
  });
  expect(faultsOf({ ...LEAST, POLICY_BUSINESS_HOURS: '18:00-09:00' })).toEqual([
    expect.stringMatching(/^POLICY_BUSINESS_HOURS/),
  ]);
  expect(faultsOf({ ...LEAST, POLICY_MORNING: '12:00-06:00' })).toEqual([expect.stringMatching(/^POLICY_MORNING/)]);
});

test('what Cal.com lists is what is open, unless hours or days are set', () => {
  const hoursBy = (env: object) => loadConfig({ ...LEAST, ...env }).policy.businessHours;
  expect(hoursBy({})).toBe('calendar');
  expect(hoursBy({ POLICY_BUSINESS_DAYS: '1,2' })).toEqual([{ start: '09:00', end: '18:00', days: [1, 2] }]);
  expect(hoursBy({ POLICY_BUSINESS_HOURS: '10:00-24:00' })).toEqual([
    { start: '10:00', end: '24:00', days: [1, 2, 3, 4, 5] },
  ]);
});

test('origins are written as browsers send them', () => {
  expect(loadConfig({ ...LEAST, CORS_ORIGINS: 'https://example.com, http://localhost:8080' }).corsOrigins).toEqual([
    'https://example.com',
    'http://localhost:8080',
  ]);
  for (const CORS_ORIGINS of ['example.com', 'https://example.com/', 'https://Example.com', 'https://a.example,b']) {
    expect(faultsOf({ ...LEAST, CORS_ORIGINS })).toEqual([expect.stringMatching(/^CORS_ORIGINS/)]);
  }
});

test('every setting has a name, a sentence and the default that an empty environment gets', () => {
  for (const { name, about } of SETTINGS) {
    expect(name).toMatch(/^[A-Z][A-Z_]+$/);
    expect(about).toMatch(/^.{10,}[^.]$/);
  }
  const written = SETTINGS.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const]));
  expect(loadConfig({ ...LEAST, ...Object.fromEntries(written) })).toEqual(loadConfig(LEAST));
});

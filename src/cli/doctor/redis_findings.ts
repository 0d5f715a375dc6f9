/** Redis: whether it is there, whether it keeps what it is given, and how far it is. */
import type { Cluster, Redis } from 'ioredis';
import { infoField, isNewEnough, OLDEST_MAJOR } from '../../redis/redis_info.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const ABOUT = 'redis';
const PINGS = 5;
const SLOW_MS = 10;
const FAR_MS = 100;
const CLOCKS_APART_MS = 1_000;

/** Looks at it. @throws when it cannot be asked any more */
export const redisFindings = async (redis: Redis | Cluster): Promise<readonly Finding[]> => {
  const info = await redis.info();
  return [
    versionFinding(infoField(info, 'redis_version') ?? 'unknown'),
    policyFinding(infoField(info, 'maxmemory_policy')),
    aofFinding(infoField(info, 'aof_enabled')),
    await latencyFinding(redis),
    await clockFinding(redis),
  ];
};

const versionFinding = (version: string): Finding =>
  isNewEnough(version)
    ? ok(ABOUT, `version ${version}`)
    : fail(ABOUT, `version ${version} is too old`, `Use ${OLDEST_MAJOR}.0 or newer.`);

const policyFinding = (policy: string | undefined): Finding => {
  if (policy === 'noeviction') return ok(ABOUT, 'keeps everything (noeviction)');
  return policy === undefined
    ? warn(ABOUT, 'does not say what it drops when it is full', 'Make sure that maxmemory-policy is noeviction.')
    : fail(
        ABOUT,
        `drops queued jobs when it is full (maxmemory-policy ${policy})`,
        'Set maxmemory-policy to noeviction.',
      );
};

const aofFinding = (enabled: string | undefined): Finding =>
  enabled === '1'
    ? ok(ABOUT, 'writes what it is given to disk (AOF)')
    : warn(
        ABOUT,
        'loses what it was given when it ends (no AOF)',
        'Set appendonly to yes, or know that your provider does.',
      );

const latencyFinding = async (redis: Redis | Cluster): Promise<Finding> => {
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping++) {
    const began = performance.now();
    await redis.ping();
    times.push(performance.now() - began);
  }
  const median = times.sort((one, other) => one - other)[Math.floor(PINGS / 2)] ?? 0;
  const text = `answers within ${median.toFixed(1)} ms`;
  if (median < SLOW_MS) return ok(ABOUT, text);
  const todo = 'Put it near the api: each cached answer waits for it once.';
  return median < FAR_MS ? warn(ABOUT, text, todo) : fail(ABOUT, text, todo);
};

const clockFinding = async (redis: Redis | Cluster): Promise<Finding> => {
  const before = Date.now();
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  const theirs = seconds * 1_000 + microseconds / 1_000;
  const apart = Math.abs(theirs - (before + Date.now()) / 2);
  const text = `its clock and this one are ${Math.round(apart)} ms apart`;
  return apart <= CLOCKS_APART_MS
    ? ok(ABOUT, text)
    : warn(ABOUT, text, 'Let both follow NTP: ages are told by clocks.');
};

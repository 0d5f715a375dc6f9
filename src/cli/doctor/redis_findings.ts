/** Redis: whether it is there, whether it keeps what it is given, and how far it is. */
import type { Cluster, Redis } from 'ioredis';
import { infoField, isNewEnough, OLDEST_MAJOR } from '../../redis/redis_info.ts';
import { CACHE_ROLE, QUEUES_ROLE, type RedisRole } from '../../redis/redis_role.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** How a finding names each of the two. */
export const aboutRedis = ({ setting }: RedisRole): string =>
  setting === CACHE_ROLE.setting ? "the cache's redis" : 'redis';

const PINGS = 5;
const SLOW_MS = 10;
const FAR_MS = 100;
const CLOCKS_APART_MS = 1_000;

/** Looks at it. @throws when it cannot be asked any more */
export const redisFindings = async (
  redis: Redis | Cluster,
  role: RedisRole = QUEUES_ROLE,
): Promise<readonly Finding[]> => {
  const info = await redis.info();
  const about = aboutRedis(role);
  return [
    versionFinding(about, infoField(info, 'redis_version') ?? 'unknown'),
    policyFinding(role, infoField(info, 'maxmemory_policy')),
    aofFinding(role, infoField(info, 'aof_enabled')),
    await latencyFinding(about, redis),
    await clockFinding(about, redis),
  ];
};

const versionFinding = (about: string, version: string): Finding =>
  isNewEnough(version)
    ? ok(about, `version ${version}`)
    : fail(about, `version ${version} is too old`, `Use ${OLDEST_MAJOR}.0 or newer.`);

const policyFinding = (role: RedisRole, policy: string | undefined): Finding => {
  const about = aboutRedis(role);
  if (policy === 'noeviction') return ok(about, 'keeps everything (noeviction)');
  return policy === undefined
    ? warn(about, 'does not say what it drops when it is full', 'Make sure that maxmemory-policy is noeviction.')
    : fail(
        about,
        `drops ${role.drops} when it is full (maxmemory-policy ${policy})`,
        'Set maxmemory-policy to noeviction.',
      );
};

const aofFinding = (role: RedisRole, enabled: string | undefined): Finding => {
  const about = aboutRedis(role);
  if (enabled === '1') return ok(about, 'writes what it is given to disk (AOF)');
  return role.setting === CACHE_ROLE.setting
    ? warn(
        about,
        'begins empty when it was restarted, or with an old snapshot (no AOF)',
        'Set appendonly to yes, or switch snapshots off too: what was told after one is not in it.',
      )
    : warn(
        about,
        'loses what it was given when it ends (no AOF)',
        'Set appendonly to yes, or know that your provider does.',
      );
};

const latencyFinding = async (about: string, redis: Redis | Cluster): Promise<Finding> => {
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping++) {
    const began = performance.now();
    await redis.ping();
    times.push(performance.now() - began);
  }
  const median = times.sort((one, other) => one - other)[Math.floor(PINGS / 2)] ?? 0;
  const text = `answers within ${median.toFixed(1)} ms`;
  if (median < SLOW_MS) return ok(about, text);
  const todo = 'Put it near the api: each cached answer waits for it once.';
  return median < FAR_MS ? warn(about, text, todo) : fail(about, text, todo);
};

const clockFinding = async (about: string, redis: Redis | Cluster): Promise<Finding> => {
  const before = Date.now();
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  const theirs = seconds * 1_000 + microseconds / 1_000;
  const apart = Math.abs(theirs - (before + Date.now()) / 2);
  const text = `its clock and this one are ${Math.round(apart)} ms apart`;
  return apart <= CLOCKS_APART_MS
    ? ok(about, text)
    : warn(about, text, 'Let both follow NTP: ages are told by clocks.');
};

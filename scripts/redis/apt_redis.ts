import { OWN_REDIS_ROOT } from '../../src/runtime/redis_binary.ts';
import { hasApt, unpackFromApt } from '../packages/unpack_from_apt.ts';
import type { RedisSource } from './redis_source.ts';

/** The program itself lies in redis-tools, which may be here already where redis-server is not: so it is named too. */
const PACKAGES = ['redis-server', 'redis-tools'];

/**
 * Unpacks the distribution's own redis-server into `.data/redis-server`, as root too. Installing it would start a Redis on
 * port 6379 and again at every boot, which nobody asked for; unpacking it needs no rights and is undone by a `rm`.
 */
export const aptRedis: RedisSource = {
  name: 'apt',
  isHere: hasApt,
  install: () => unpackFromApt(PACKAGES, OWN_REDIS_ROOT),
};

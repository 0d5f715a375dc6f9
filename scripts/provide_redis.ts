/**
 * Makes sure that there is a Redis to use: the one in REDIS_URL, a redis-server on this machine, or one that is installed
 * now by the package manager of the platform. Exits with 1 and one sentence when there is none in the end.
 */
import { findRedisBinary, redisBinaries } from '../src/runtime/redis_binary.ts';
import { aptRedis } from './redis/apt_redis.ts';
import { brewRedis } from './redis/brew_redis.ts';
import { dnfRedis } from './redis/dnf_redis.ts';

if (!process.env.REDIS_URL && findRedisBinary() === undefined) {
  for (const { path, version } of redisBinaries())
    process.stdout.write(`${path} is Redis ${version}, and Slotproof needs 7.0 or newer.\n`);

  const way = [aptRedis, dnfRedis, brewRedis].find(({ isHere }) => isHere());
  if (way !== undefined) {
    process.stdout.write(`Installing redis-server with ${way.name} …\n`);
    way.install();
  }

  const installed = findRedisBinary();
  if (installed === undefined) {
    const tried = way === undefined ? '' : ` and ${way.name} could not provide one`;
    process.stderr.write(
      `No redis-server 7.0 or newer was found${tried}: install one (https://redis.io/docs/latest/operate/oss_and_stack/install/), or set REDIS_URL to a Redis that runs.\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`Redis ${installed.version} is at ${installed.path}.\n`);
}

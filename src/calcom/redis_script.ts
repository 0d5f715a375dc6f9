/** Runs Lua in Redis, by its hash where Redis knows it already. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';

/** A script: its text and the hash under which Redis keeps it. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

/** Reads files of `lua/`, one after the other, as one script. */
export function loadScript(...names: readonly string[]): RedisScript {
  const text = names.map((name) => readFileSync(new URL(`lua/${name}.lua`, import.meta.url), 'utf8')).join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/**
 * Runs a script and gives back its reply.
 *
 * It waits at most `timeoutMs`, whatever the connection's own patience: workers' connections wait for ever for a Redis that is
 * away, and a call that hangs there would hold its worker slot. Nor is it left in the connection's queue: a turn that is taken
 * when Redis comes back, for someone who has gone, is a turn lost.
 * @throws Error when Redis cannot be reached, does not answer in time, or refuses the script
 */
export async function runScript(
  redis: Redis | Cluster,
  script: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[],
  timeoutMs: number,
): Promise<unknown> {
  const late = new AbortController();
  const lateness = new Error(`Redis did not answer within ${timeoutMs} ms`);
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.abort();
    reject(lateness);
  }, timeoutMs);
  const reply = run(redis, script, [keys.length, ...keys, ...args], late.signal);
  // It can still fail after it was given up.
  reply.catch(() => undefined);
  try {
    return await Promise.race([reply, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(
  redis: Redis | Cluster,
  script: RedisScript,
  [keyCount = 0, ...rest]: readonly (string | number)[],
  signal: AbortSignal,
): Promise<unknown> {
  // `wait` is a connection that its first command opens.
  if (redis.status !== 'ready' && redis.status !== 'wait') await untilReady(redis);
  signal.throwIfAborted();
  try {
    return await redis.evalsha(script.sha, keyCount, ...rest);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(script.text, keyCount, ...rest);
  }
}

const becomingReady = new WeakMap<Redis | Cluster, Promise<unknown>>();

/** One listener for all who wait. @throws the connection's error when its next attempt fails */
function untilReady(redis: Redis | Cluster): Promise<unknown> {
  const waiting = becomingReady.get(redis) ?? once(redis, 'ready').finally(() => becomingReady.delete(redis));
  becomingReady.set(redis, waiting);
  return waiting;
}

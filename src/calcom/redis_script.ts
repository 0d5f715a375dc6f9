/** Runs Lua in Redis, by its hash where Redis knows it already. */
import { createHash } from 'node:crypto';
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
 * away, and a call that hangs there would hold its worker slot.
 * @throws Error when Redis cannot be reached, does not answer in time, or refuses the script
 */
export async function runScript(
  redis: Redis | Cluster,
  script: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[],
  timeoutMs: number,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  const reply = redis.evalsha(script.sha, keys.length, ...keys, ...args).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(script.text, keys.length, ...keys, ...args);
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    clearTimeout(timer);
    // It can still fail after it was given up.
    reply.catch(() => undefined);
  }
}

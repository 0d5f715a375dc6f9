import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { keptPort } from './kept_port.ts';
import { findRedisBinary } from '../../src/runtime/redis_binary.ts';
import type { AtEnd } from './system.ts';

/**
 * Starts a Sentinel on a free port. It may not listen yet.
 * @param linesAt its configuration, by its port
 * @param atEnd the test's own end unless told
 * @returns the port
 */
export const startSentinel = async (
  linesAt: (port: number) => readonly string[],
  atEnd: AtEnd = onTestFinished,
): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-sentinel-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const [port, file] = [await keptPort(), join(folder, 'sentinel.conf')];
  await writeFile(file, ['bind 127.0.0.1', `dir ${folder}`, ...linesAt(port)].join('\n'));
  const binary = findRedisBinary();
  if (binary === undefined) throw new Error('No redis-server 7.0 or newer: run `npm run setup`.');
  const sentinel = spawn(binary.path, [file, '--sentinel'], { env: binary.env, stdio: 'ignore' });
  atEnd(() => void sentinel.kill());
  return port;
};

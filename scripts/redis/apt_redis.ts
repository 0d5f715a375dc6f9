import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_REDIS_ROOT } from '../../src/runtime/redis_binary.ts';
import type { RedisSource } from './redis_source.ts';
import { hasCommand, run } from './run.ts';

/** apt with package lists and a cache of its own in `folder`, so that it needs no root and changes nothing outside. */
const aptOptions = (folder: string): string[] => [
  ...['-qq', '-o', `Dir::State::lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`],
  // The system's package database is only read, so its lock, which needs root, is not.
  ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-o', 'Acquire::Retries=3'],
];

/** What an installation of redis-server would add to this machine: itself and the libraries that are not here yet. */
const neededPackages = (options: readonly string[]): string[] => {
  const plan = run('apt-get', [
    ...options,
    '--simulate',
    '--no-install-recommends',
    '--reinstall',
    'install',
    'redis-server',
  ]);
  const names = [...(plan ?? '').matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '');
  // The program itself lies in redis-tools, which may be here already where redis-server is not.
  return names.length === 0 ? [] : [...new Set([...names, 'redis-server', 'redis-tools'])];
};

/**
 * Unpacks the distribution's own redis-server into `.data/redis-server`, as root too. Installing it would start a Redis on
 * port 6379 and again at every boot, which nobody asked for; unpacking it needs no rights and is undone by a `rm`.
 */
export const aptRedis: RedisSource = {
  name: 'apt',
  isHere: () => hasCommand('apt-get') && hasCommand('dpkg-deb'),
  install: () => {
    const folder = mkdtempSync(join(tmpdir(), 'slotproof-apt-'));
    try {
      const options = aptOptions(folder);
      for (const part of ['lists/partial', 'cache/archives/partial', 'packages'])
        mkdirSync(join(folder, part), { recursive: true });
      run('apt-get', [...options, 'update']);
      const packages = join(folder, 'packages');
      const names = neededPackages(options);
      if (names.length === 0 || run('apt-get', [...options, 'download', ...names], packages) === undefined) return;
      rmSync(OWN_REDIS_ROOT, { recursive: true, force: true });
      mkdirSync(OWN_REDIS_ROOT, { recursive: true });
      for (const file of readdirSync(packages)) run('dpkg-deb', ['-x', join(packages, file), OWN_REDIS_ROOT]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

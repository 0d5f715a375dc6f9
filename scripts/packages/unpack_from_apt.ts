/** Programs from the distribution's own packages without installing them: no root, no service started, nothing changed outside of one folder. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCommand, run } from './run.ts';

/** apt with package lists and a cache of its own in `folder`, so that it needs no root and changes nothing outside. */
const aptOptions = (folder: string): string[] => [
  ...['-qq', '-o', `Dir::State::lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`],
  // The system's package database is only read, so its lock, which needs root, is not.
  ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-o', 'Acquire::Retries=3'],
];

/** What an installation would add to this machine: the packages themselves and the libraries that are not here yet. */
const neededPackages = (options: readonly string[], packages: readonly string[]): string[] => {
  const plan = run('apt-get', [
    ...options,
    '--simulate',
    '--no-install-recommends',
    '--reinstall',
    'install',
    ...packages,
  ]);
  const names = [...(plan ?? '').matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '');
  return names.length === 0 ? [] : [...new Set([...names, ...packages])];
};

/** Whether this machine can unpack its distribution's packages. */
export const hasApt = (): boolean => hasCommand('apt-get') && hasCommand('dpkg-deb');

/**
 * Unpacks packages, and the libraries they need that this machine lacks, into `root`, whose content they replace. Where they cannot be had,
 * `root` stays as it is. Whether it worked is seen by looking for what was wanted.
 */
export const unpackFromApt = (packages: readonly string[], root: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'slotproof-apt-'));
  try {
    const options = aptOptions(folder);
    for (const part of ['lists/partial', 'cache/archives/partial', 'packages'])
      mkdirSync(join(folder, part), { recursive: true });
    run('apt-get', [...options, 'update']);
    const downloads = join(folder, 'packages');
    const names = neededPackages(options, packages);
    if (names.length === 0 || run('apt-get', [...options, 'download', ...names], downloads) === undefined) return;
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    for (const file of readdirSync(downloads)) run('dpkg-deb', ['-x', join(downloads, file), root]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

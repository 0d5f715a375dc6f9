import { expect, test } from 'vitest';
import { withoutResolved } from '../../scripts/lock/drop_resolved.ts';
import type { Lock } from '../../scripts/lock/lock_file.ts';
import { missingOptionalPackages, withPackages } from '../../scripts/lock/missing_optional_packages.ts';

const lockWith = (optionalDependencies: Record<string, string>, more: Lock['packages'] = {}): Lock => ({
  packages: { '': {}, 'node_modules/tool': { version: '1.0.0', dev: true, optionalDependencies }, ...more },
});

test('an entry tells its platform by its name, and is for development where its owner is', () => {
  const lock = lockWith({
    '@tool/cli-linux-x64': '1.0.0',
    '@tool/cli-linux-x64-musl': '1.0.0',
    'tool-win32-arm64-msvc': '1.0.0',
  });
  expect(missingOptionalPackages(lock).map(({ path, entry }) => [path, entry])).toEqual([
    [
      'node_modules/@tool/cli-linux-x64',
      { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'], dev: true, optional: true },
    ],
    [
      'node_modules/@tool/cli-linux-x64-musl',
      { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['musl'], dev: true, optional: true },
    ],
    [
      'node_modules/tool-win32-arm64-msvc',
      { version: '1.0.0', os: ['win32'], cpu: ['arm64'], dev: true, optional: true },
    ],
  ]);
});

test('what is there, beside its owner or under it, is not missing', () => {
  const lock = lockWith(
    { 'tool-linux-x64': '1.0.0', 'tool-darwin-x64': '1.0.0' },
    { 'node_modules/tool-linux-x64': {}, 'node_modules/tool/node_modules/tool-darwin-x64': {} },
  );
  expect(missingOptionalPackages(lock)).toEqual([]);
});

test('a completed lock lacks nothing and is sorted as npm sorts it', () => {
  const lock = lockWith({ 'aaa-linux-x64': '1.0.0' });
  const complete = withPackages(lock, missingOptionalPackages(lock));
  expect(missingOptionalPackages(complete)).toEqual([]);
  expect(Object.keys(complete.packages)).toEqual(['', 'node_modules/aaa-linux-x64', 'node_modules/tool']);
});

test('what a name does not tell has to be written by hand', () => {
  expect(() => missingOptionalPackages(lockWith({ fsevents: '2.3.3' }))).toThrow(/fsevents 2\.3\.3/);
  expect(() => missingOptionalPackages(lockWith({ 'tool-linux-x64': '^1.0.0' }))).toThrow(/tool-linux-x64/);
});

test('no registry is named', () => {
  const lock: Lock = {
    packages: { 'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a.tgz' } },
  };
  expect(withoutResolved(lock)).toEqual({
    lock: { packages: { 'node_modules/a': { version: '1.0.0' } } },
    dropped: ['node_modules/a'],
  });
});

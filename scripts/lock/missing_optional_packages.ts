import type { Lock, LockedPackage } from './lock_file.ts';
import { platformOfName } from './platform_of_name.ts';

/** An optional package that the lock should name and does not. */
export interface MissingPackage {
  /** Its install path, the key in `packages`. */
  path: string;
  entry: LockedPackage;
  /** The install path of the package that lists it. */
  neededBy: string;
}

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** The install paths where Node.js would look for `name` from the package at `from`, nearest first. */
const lookupPaths = (from: string, name: string): string[] => {
  const paths: string[] = [];
  for (let at = from; ; ) {
    paths.push(`${at === '' ? '' : `${at}/`}node_modules/${name}`);
    if (at === '') return paths;
    at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1));
  }
};

/**
 * Every optional package of another platform that the lock lacks, with the entry it should have.
 *
 * @throws Error when an entry cannot be told from the name and the version alone; it then has to be written by hand.
 */
export const missingOptionalPackages = (lock: Lock): MissingPackage[] => {
  const missing: MissingPackage[] = [];
  for (const [neededBy, { optionalDependencies = {}, dev, peer }] of Object.entries(lock.packages)) {
    const siblings = Object.keys(optionalDependencies);
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (lookupPaths(neededBy, name).some((path) => path in lock.packages)) continue;
      const platform = platformOfName(name, siblings);
      if (platform === undefined || !EXACT_VERSION.test(version))
        throw new Error(
          `package-lock.json lacks ${name} ${version} of ${neededBy}, whose entry its name does not tell.`,
        );
      missing.push({
        path: `node_modules/${name}`,
        neededBy,
        entry: {
          version,
          cpu: platform.cpu,
          ...(dev && { dev }),
          ...(platform.libc && { libc: platform.libc }),
          optional: true,
          os: platform.os,
          ...(peer && { peer }),
        },
      });
    }
  }
  return missing;
};

/** The lock with these packages in it, sorted as npm sorts them, so that npm has nothing to move. */
export const withPackages = (lock: Lock, added: readonly MissingPackage[]): Lock => {
  const packages = { ...lock.packages };
  for (const { path, entry } of added) packages[path] = entry;
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
};

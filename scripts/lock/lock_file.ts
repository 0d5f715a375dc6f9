/** One package of a lock file of version 3, as far as it is read or written here. */
export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  peer?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

/** package-lock.json, version 3: `packages` by install path, the root under the empty path. */
export interface Lock {
  packages: Record<string, LockedPackage>;
}

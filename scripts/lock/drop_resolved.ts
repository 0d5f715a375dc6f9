import type { Lock, LockedPackage } from './lock_file.ts';

/** The lock without the registry's address on any package, and the install paths that had one. */
export const withoutResolved = (lock: Lock): { lock: Lock; dropped: string[] } => {
  const dropped: string[] = [];
  const packages: Record<string, LockedPackage> = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    const { resolved, ...rest } = entry;
    const fromRegistry = resolved !== undefined && /^https?:/.test(resolved);
    if (fromRegistry) dropped.push(path);
    packages[path] = fromRegistry ? rest : entry;
  }
  return { lock: { ...lock, packages }, dropped };
};

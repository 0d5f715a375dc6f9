/**
 * Keeps package-lock.json complete. `npm install` writes no entry for an optional package that the registry in use does
 * not hold, and `npm ci` on another platform or with another npm then refuses the lock as out of date. This adds what
 * is missing (`npm run lock:complete`), or names it and exits 1 (`--check`, `npm run lock:check`).
 *
 * It also drops `resolved`, so that a lock written behind one registry works behind every other.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withoutResolved } from './lock/drop_resolved.ts';
import type { Lock } from './lock/lock_file.ts';
import { missingOptionalPackages, withPackages } from './lock/missing_optional_packages.ts';

const LOCK = fileURLToPath(new URL('../package-lock.json', import.meta.url));

const lock = JSON.parse(await readFile(LOCK, 'utf8')) as Lock;
const missing = missingOptionalPackages(lock);
const { lock: portable, dropped } = withoutResolved(lock);

if (process.argv.includes('--check')) {
  for (const { path, entry, neededBy } of missing)
    process.stderr.write(`package-lock.json lacks ${path} ${entry.version}, an optional package of ${neededBy}.\n`);
  for (const path of dropped) process.stderr.write(`package-lock.json names a registry for ${path}.\n`);
  if (missing.length + dropped.length > 0) {
    process.stderr.write('Run `npm run lock:complete`.\n');
    process.exitCode = 1;
  }
} else if (missing.length + dropped.length > 0) {
  await writeFile(LOCK, `${JSON.stringify(withPackages(portable, missing), null, 2)}\n`);
  process.stdout.write(
    `package-lock.json: ${missing.length} optional packages added, ${dropped.length} registry addresses dropped.\n`,
  );
}

import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewEnough } from '../redis/redis_info.ts';

/** A redis-server that runs on this machine. */
export interface RedisBinary {
  readonly path: string;
  /** As it says itself, such as `7.0.15`. */
  readonly version: string;
  /** The environment to start it in. */
  readonly env: NodeJS.ProcessEnv;
}

/** Where the setup step puts a redis-server of our own: beside the data, because `npm ci` empties node_modules. */
export const OWN_REDIS_ROOT = fileURLToPath(new URL('../../.data/redis-server', import.meta.url));

// Homebrew's folders, which a shell opened before Homebrew was installed does not have on its PATH.
const BEYOND_THE_PATH = ['/opt/homebrew/bin', '/home/linuxbrew/.linuxbrew/bin', '/usr/local/bin'];
// Fedora ships Valkey in Redis's place: the same protocol, and it tells redis_version 7.2.
const NAMES = ['redis-server', 'valkey-server'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const foldersIn = (path: string): string[] => {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return [];
  }
};

/** The libraries that came with a redis-server of our own lie beside it, where the linker does not look. */
const ownEnvironment = (): NodeJS.ProcessEnv => {
  const folders = ['lib', 'usr/lib'].map((folder) => join(OWN_REDIS_ROOT, folder));
  const libraries = [...folders, ...folders.flatMap(foldersIn), process.env.LD_LIBRARY_PATH ?? ''];
  return { ...process.env, LD_LIBRARY_PATH: libraries.filter((folder) => folder !== '').join(delimiter) };
};

const askVersion = (path: string, env: NodeJS.ProcessEnv): RedisBinary | undefined => {
  if (!isExecutable(path)) return undefined;
  const { stdout } = spawnSync(path, ['--version'], { env, encoding: 'utf8', timeout: 5_000 });
  const version = /\bv=(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
  return version === undefined ? undefined : { path, version, env };
};

/** Every redis-server on this machine that starts, in the order of preference: the PATH's before our own. */
export function* redisBinaries(): Generator<RedisBinary> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...BEYOND_THE_PATH];
  for (const folder of folders)
    for (const name of NAMES) {
      const binary = askVersion(join(folder, name), process.env);
      if (binary !== undefined) yield binary;
    }
  const own = askVersion(join(OWN_REDIS_ROOT, 'usr/bin/redis-server'), ownEnvironment());
  if (own !== undefined) yield own;
}

/** The redis-server to use, or undefined when this machine has none of version 7.0 or newer. */
export const findRedisBinary = (): RedisBinary | undefined => {
  for (const binary of redisBinaries()) if (isNewEnough(binary.version)) return binary;
  return undefined;
};

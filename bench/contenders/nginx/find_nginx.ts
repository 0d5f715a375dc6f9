/** The nginx of this machine, if it has one that will do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TOOL_PLACES, type ToolPlaces, unpackedEnvironment } from '../../tool_places.ts';

/** An nginx that runs on this machine. */
export interface NginxBinary {
  readonly path: string;
  /** As it says itself, such as `1.22.1`. */
  readonly version: string;
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The modules that this build was made without, such as `http_uwsgi_module`. */
  readonly without: ReadonlySet<string>;
}

/** The first version that takes the place of its error log as an argument: an older one writes to `/var/log` before it reads its configuration. */
const OLDEST = [1, 19, 5] as const;

/** The nginx to use, or undefined when this machine has none of version 1.19.5 or newer. */
export const findNginx = ({ programs, unpacked }: ToolPlaces = TOOL_PLACES): NginxBinary | undefined => {
  for (const folder of programs) {
    const binary = askVersion(join(folder, 'nginx'), {});
    if (binary !== undefined) return binary;
  }
  return unpacked === undefined
    ? undefined
    : askVersion(join(unpacked, 'usr/sbin/nginx'), unpackedEnvironment(unpacked));
};

const askVersion = (path: string, env: Readonly<Record<string, string>>): NginxBinary | undefined => {
  if (!existsSync(path)) return undefined;
  // It tells all of it on stderr.
  const { stderr } = spawnSync(path, ['-V'], { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 5_000 });
  const [, version = '', major = '0', minor = '0', patch = '0'] =
    /nginx\/((\d+)\.(\d+)\.(\d+))/.exec(stderr ?? '') ?? [];
  if (version === '' || isOlder([Number(major), Number(minor), Number(patch)])) return undefined;
  const without = new Set([...stderr.matchAll(/--without-(\w+)/g)].map(([, name = '']) => name));
  return { path, version, env, without };
};

const isOlder = (version: readonly number[]): boolean => {
  for (const [index, oldest] of OLDEST.entries()) {
    const part = version[index] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
};

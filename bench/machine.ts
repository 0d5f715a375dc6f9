/** What a run was made on: figures without it are of no use to anyone else. */
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { findRedisBinary } from '../src/runtime/redis_binary.ts';
import { findNginx } from './contenders/nginx/find_nginx.ts';

/** Processor, cores, memory, system, and the versions of whatever takes part. */
export const describeMachine = (): Readonly<Record<string, string>> => {
  const processors = cpus();
  const nginx = findNginx();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: String(processors.length),
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${type()} ${release()} ${arch()}`,
    'Node.js': process.version,
    Redis: findRedisBinary()?.version ?? 'unknown',
    ...(nginx === undefined ? {} : { nginx: nginx.version }),
    ...Object.fromEntries(['bullmq', 'ioredis', 'express'].map((name) => [name, packageVersion(name)])),
  };
};

const packageVersion = (name: string): string => {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.dependencies[name] ?? 'unknown';
};

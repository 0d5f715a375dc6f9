/** Dependencies point one way: what stands lower in the list is used by what stands above it, never the other way round. */
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** What each folder may import from, besides itself. `main.ts` stands beside the folders. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  api: [
    'assembly',
    'contract',
    'queues',
    'availability',
    'catalogue',
    'calcom',
    'verification',
    'telemetry',
    'runtime',
    'config',
  ],
  workers: [
    'assembly',
    'contract',
    'queues',
    'availability',
    'catalogue',
    'calcom',
    'verification',
    'telemetry',
    'runtime',
    'config',
  ],
  assembly: ['queues', 'availability', 'catalogue', 'calcom', 'verification', 'telemetry', 'runtime', 'config'],
  contract: ['queues', 'availability', 'catalogue', 'calcom', 'verification'],
  queues: ['availability', 'catalogue', 'calcom', 'verification'],
  availability: ['catalogue', 'calcom', 'verification'],
  catalogue: ['calcom', 'verification'],
  calcom: ['verification', 'telemetry'],
  telemetry: [],
  verification: [],
  simulator: [],
  runtime: ['queues', 'config'],
  config: ['verification'],
  'main.ts': ['runtime', 'config'],
};

test('every import points down', async () => {
  const wrong: string[] = [];
  for await (const path of glob('**/*.ts', { cwd: SRC })) {
    const [folder = ''] = path.split('/');
    const text = await readFile(join(SRC, path), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import) '(\.[^']+)'/g)) {
      const [target = ''] = relative(SRC, join(SRC, path, '..', specifier)).split('/');
      if (target !== folder && !MAY_USE[folder]?.includes(target)) wrong.push(`${path} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

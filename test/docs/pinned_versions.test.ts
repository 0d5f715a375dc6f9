/** What is built and checked elsewhere is built and checked with what it was tried with here. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

test.each([
  ['Dockerfile', /^FROM (\S+)/gm],
  ['docker-compose.yml', /^ +image: (?!slotproof$)(\S+)/gm],
  ['.github/workflows/ci.yml', /uses: (\S+)/g],
])('%s names full versions', async (path, pattern) => {
  const names = [...(await read(path)).matchAll(pattern)].map(([, name = '']) => name);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !/[:@]v?\d+\.\d+\.\d+(-[a-z]+)?$/.test(name))).toEqual([]);
});

test('the image has the Node.js that the tests run on', async () => {
  const { devDependencies } = JSON.parse(await read('package.json'));
  expect(await read('Dockerfile')).toContain(`FROM node:${devDependencies.node}-slim`);
});

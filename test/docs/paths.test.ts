/** Every file and folder of ours that the documentation names is there, and every package that we use has its reason. */
import { access, glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const PATH = /(?<![\w./-])(?:src|test|bench|scripts|docs|deploy)\/[\w./-]*\w/g;

const exists = (path: string): Promise<boolean> =>
  access(join(ROOT, path)).then(
    () => true,
    () => false,
  );

test('every path that the documentation names exists', async () => {
  const gone: string[] = [];
  for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: ROOT })) {
    for (const [path] of (await readFile(join(ROOT, file), 'utf8')).matchAll(PATH)) {
      if (!(await exists(path))) gone.push(`${file}: ${path}`);
    }
  }
  expect(gone).toEqual([]);
});

test('the design says why each package is used', async () => {
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const design = await readFile(join(ROOT, 'docs/design.md'), 'utf8');
  expect(Object.keys(dependencies).filter((name) => !design.includes(`\`${name}\``))).toEqual([]);
});

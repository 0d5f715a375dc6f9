/** Every link from one file of the documentation to another leads somewhere. */
import { access, glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What others wrote, or a run left behind. */
const NOT_OURS = ['node_modules', '.data', 'coverage', 'fixtures'];

const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

/** As GitHub names the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const faultOf = async (from: string, path: string, anchor: string | undefined): Promise<string | undefined> => {
  const target = path === '' ? from : join(dirname(from), path);
  const exists = await access(join(ROOT, target)).then(
    () => true,
    () => false,
  );
  if (!exists) return `${from}: there is no ${path}`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  const isThere = anchorsOf(await readFile(join(ROOT, target), 'utf8')).includes(anchor);
  return isThere ? undefined : `${from}: ${target} has no heading for #${anchor}`;
};

test('every relative link exists', async () => {
  const faults: string[] = [];
  for await (const file of glob('**/*.md', { cwd: ROOT, exclude: (name) => NOT_OURS.includes(name) })) {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const [, path = '', anchor] of text.matchAll(LINK)) {
      const fault = await faultOf(file, path, anchor);
      if (fault !== undefined) faults.push(fault);
    }
  }
  expect(faults).toEqual([]);
});

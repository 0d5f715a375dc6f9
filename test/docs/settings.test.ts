/** `.env.example` and the table in the design tell of every setting what the settings say of themselves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/config/settings.ts';

const ROOT = join(import.meta.dirname, '../..');

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

test('.env.example has every setting with what it is and its default', async () => {
  const found = [...(await read('.env.example')).matchAll(/^# (.+)\.\n#([A-Z_]+)=(.*)$/gm)];
  expect(found.map(([, about, name, fallback]) => ({ name, default: fallback, about }))).toEqual(
    SETTINGS.map((setting) => ({ ...setting, default: setting.default ?? '' })),
  );
});

test('the table in the design has every setting with its default and what it is', async () => {
  const found = [...(await read('docs/design.md')).matchAll(/^\| `([A-Z_]+)` +\| (?:`(.+)`|none) +\| (.+?) +\|$/gm)];
  expect(found.map(([, name, fallback = '', about]) => ({ name, default: fallback, about }))).toEqual(
    SETTINGS.map((setting) => ({
      ...setting,
      default: setting.default ?? '',
      about: setting.about.replaceAll('<', '\\<'),
    })),
  );
});

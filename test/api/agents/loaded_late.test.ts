/** What only agents need is loaded by their first call: neither the start of the api nor any other answer waits for it. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../../../src');

/** Every module that is loaded with one, and every package. */
const loadedWith = async (path: string, seen = new Set<string>()): Promise<ReadonlySet<string>> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = await readFile(join(SRC, path), 'utf8');
  const statements = text.matchAll(/^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)';$/gm);
  for (const [, specifier = ''] of statements) {
    if (specifier.startsWith('.')) await loadedWith(relative(SRC, join(SRC, path, '..', specifier)), seen);
    else seen.add(specifier);
  }
  return seen;
};

test('the api starts without chrono, the MCP SDK and the SDKs of platforms', async () => {
  const loaded = await loadedWith('api/main.ts');
  expect(loaded).toContain('tools/tools.ts');
  expect(loaded).toContain('express');
  const late = [...loaded].filter((name) =>
    /^(?:chrono-node|@modelcontextprotocol|retell-sdk|when\/read_when)/.test(name),
  );
  expect(late).toEqual([]);
  expect(await loadedWith('api/agents/mcp_handler.ts')).toContain('@modelcontextprotocol/server');
});

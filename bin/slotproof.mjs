#!/usr/bin/env node
/**
 * Runs the command line with a Node.js that can: this one, or the one that `npm ci` has put beside it. No TypeScript, because older versions of
 * Node.js, which cannot run any, must run it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 26;

const provided = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const node =
  Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR
    ? process.execPath
    : existsSync(provided)
      ? provided
      : undefined;

if (node === undefined) {
  process.stderr.write(
    `Slotproof needs Node.js ${NEEDED_MAJOR} or newer and this is ${process.version}: run \`npm ci\`, which brings it, or install it.\n`,
  );
  process.exit(1);
}
const { status } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);

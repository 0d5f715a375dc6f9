/**
 * Provides what `npm start` and `npm test` need and this machine lacks: Node.js 26, then (not with `--node-only`) a Redis.
 * npm runs it before both, so it takes a fraction of a second when nothing is missing.
 *
 * The one file that is no TypeScript, because older versions of Node.js, which cannot run any, must run it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 26;

const providedNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const provideRedis = new URL('provide_redis.ts', import.meta.url);
const nodeOnly = process.argv.includes('--node-only');

/** Runs the install script of the package `node`, which `npm ci --ignore-scripts` and npm's script policy leave out. */
const installNode = () => {
  process.stdout.write(`Node.js ${process.version} is too old: installing ${NEEDED_MAJOR} into node_modules.\n`);
  spawnSync('npm', ['rebuild', 'node', '--ignore-scripts=false'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    // npm is a script on Windows, which only a shell starts there.
    shell: process.platform === 'win32',
  });
};

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  if (!nodeOnly) await import(provideRedis.href);
} else {
  if (!existsSync(providedNode)) installNode();
  if (!existsSync(providedNode)) {
    process.stderr.write(
      `Slotproof needs Node.js ${NEEDED_MAJOR} or newer and this is ${process.version}: run \`npm ci\`, which brings it, or install it.\n`,
    );
    process.exit(1);
  }
  if (!nodeOnly) process.exit(spawnSync(providedNode, [fileURLToPath(provideRedis)], { stdio: 'inherit' }).status ?? 1);
}

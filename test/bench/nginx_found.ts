/** What the tests of the contender nginx need of the machine; they are skipped, with the reason, where it is not there. */
import type { TestContext } from 'vitest';
import { findNginx } from '../../bench/contenders/nginx/find_nginx.ts';
import { findFaketime } from '../../bench/faketime.ts';

/** Skips the test where there is no nginx. @returns its path */
export const requireNginx = (context: TestContext): string => require(context, 'nginx', findNginx()?.path);

/** Skips the test where there is no libfaketime. @returns its path */
export const requireFaketime = (context: TestContext): string => require(context, 'libfaketime', findFaketime());

const require = (context: TestContext, name: string, path: string | undefined): string => {
  if (path !== undefined) return path;
  const reason = `no ${name} here: run \`npm run bench:setup\``;
  // Not every reporter tells why a test is skipped.
  process.stderr.write(`Skipped, ${reason}: ${context.task.name}\n`);
  return context.skip(reason);
};

/**
 * Runs redis-server (argv: its path and arguments) and outlives the process that asked for it just long enough to stop
 * it. redis-server cannot watch an IPC channel, so without this a SIGKILL of `npm start` would leave it running.
 *
 * Tells its parent redis-server's process id, and exits when redis-server does: with 0 when it was asked to stop, else 1.
 */
import { spawn } from 'node:child_process';
import { exitWithParent } from './exit_with_parent.ts';

/** How long redis-server may take to write its data, in ms. */
const STOP_LIMIT_MS = 9_000;

const [path = 'redis-server', ...args] = process.argv.slice(2);
let stopping = false;

// Its log goes to a file of its own; stderr is kept for what it says before it has read its settings.
const redis = spawn(path, args, { stdio: ['ignore', 'ignore', 'inherit'] });
const ended = new Promise<void>((resolve) => {
  redis.once('exit', () => resolve());
  redis.once('error', () => resolve());
});

const stop = async (): Promise<void> => {
  stopping = true;
  redis.kill('SIGTERM');
  const impatience = setTimeout(() => redis.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(impatience);
};

process.once('SIGTERM', () => void stop());
exitWithParent(stop);
if (process.connected) process.send?.({ redisPid: redis.pid });
await ended;
process.exit(stopping ? 0 : 1);

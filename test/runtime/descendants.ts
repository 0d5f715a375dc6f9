import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Every process of this machine with its parent. A slim image has no ps, and only Linux has /proc. */
const parents = (): Map<number, number> => {
  const found = new Map<number, number>();
  if (!existsSync('/proc/self/stat')) {
    for (const [, pid, parent] of execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).matchAll(
      /(\d+)\s+(\d+)/g,
    ))
      found.set(Number(pid), Number(parent));
    return found;
  }
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // The name, in brackets, may hold anything; the state and the parent follow it.
      const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
      found.set(Number(pid), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
};

/** The process ids of all that a process started, and of what those started. */
export const descendants = (pid: number): number[] => {
  const all = parents();
  const below = (parent: number): number[] =>
    [...all].filter(([, itsParent]) => itsParent === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
};

/** The command line of a process, its words divided by spaces. */
export const commandOf = (pid: number): string => {
  const path = `/proc/${pid}/cmdline`;
  if (existsSync(path)) return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
};

/** Whether a process still runs. A zombie, which only waits for its parent to look, does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  try {
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
};

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ContenderProcess } from '../contender.ts';
import type { MemorySample } from '../figures.ts';

const run = promisify(execFile);

/** Resident memory of a process in MB, by `ps`, which Linux and macOS have; undefined once it has ended. */
const residentMegabytes = async (pid: number): Promise<number | undefined> => {
  const kilobytes = await run('ps', ['-o', 'rss=', '-p', String(pid)]).then(
    ({ stdout }) => Number.parseInt(stdout, 10),
    () => Number.NaN,
  );
  return Number.isNaN(kilobytes) ? undefined : kilobytes / 1024;
};

/** Samples the memory of processes from now on. @returns ends it, and gives what was sampled */
export const sampleMemory = (
  processes: () => readonly ContenderProcess[],
  everyMs: number,
): (() => readonly MemorySample[]) => {
  const samples: MemorySample[] = [];
  let ended = false;
  const began = performance.now();
  const take = async (): Promise<void> => {
    const at = (performance.now() - began) / 1000;
    const round = await Promise.all(
      processes().map(async ({ role, pid }) => ({ at, role, megabytes: await residentMegabytes(pid) })),
    );
    // A round that ends after the end may have met processes that were already stopped.
    if (ended) return;
    for (const { megabytes, ...sample } of round) if (megabytes !== undefined) samples.push({ ...sample, megabytes });
  };
  void take();
  const timer = setInterval(() => void take(), everyMs);
  return () => {
    ended = true;
    clearInterval(timer);
    return samples;
  };
};

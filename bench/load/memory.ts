import pidusage from 'pidusage';
import type { ContenderProcess } from '../contender.ts';
import type { MemorySample } from '../figures.ts';

/** Resident memory of a process in MB. @throws when it has ended */
export const residentMegabytes = async (pid: number): Promise<number> => (await pidusage(pid)).memory / 2 ** 20;

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
      processes().map(async ({ role, pid }) => ({
        at,
        role,
        megabytes: await residentMegabytes(pid).catch(() => undefined),
      })),
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

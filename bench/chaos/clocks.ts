/** The clocks of the fleet's processes, each of which can be moved while its process runs, by itself and together with the others. */
import { createDayClock } from '../day_clock.ts';
import { epochMs } from '../../src/verification/time.ts';
import { PROCESSES } from './plan.ts';

/** Whose clock is moved. */
export type Clocked = 'api' | 'worker';

/** The clocks. */
export interface Clocks {
  /** What a process needs in its environment to live by its clock. Who takes its place lives by the same one. */
  env(target: Clocked, index: number): Readonly<Record<string, string>>;
  /** Moves one clock, or all of them. */
  move(target: Clocked | 'all', index: number, byMs: number): void;
  remove(): void;
}

/** Makes them. @param library the path of libfaketime; undefined where there is none: then nothing moves */
export const createClocks = (library: string | undefined): Clocks => {
  if (library === undefined) return { env: () => ({}), move: () => undefined, remove: () => undefined };
  const clocks = (['api', 'worker'] as const).flatMap((target) =>
    Array.from({ length: PROCESSES }, (_, index) => ({
      ...{ target, index, offsetMs: 0 },
      clock: createDayClock(library, epochMs(Date.now())),
    })),
  );
  return {
    // As it is shipped.
    env: (target, index) => ({
      ...clocks.find((one) => one.target === target && one.index === index)?.clock.env,
      CLOCK: 'redis',
    }),
    move: (target, index, byMs) => {
      for (const one of clocks) {
        if (target !== 'all' && (one.target !== target || one.index !== index)) continue;
        one.offsetMs += byMs;
        one.clock.moveTo(epochMs(Date.now() + one.offsetMs));
      }
    },
    remove: () => {
      for (const { clock } of clocks) clock.remove();
    },
  };
};

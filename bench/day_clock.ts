/**
 * A clock that the driver moves, for every process of a world: libfaketime gives them the real time plus what a file says. Timers go
 * by the monotonic clock, which stays real, so a process that waits a second waits a second, and everything that has an age ages as
 * fast as the driver likes. The other way, a clock handed to our own code, would leave nginx out.
 */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EpochMs, epochMs } from '../src/verification/time.ts';

/** A clock of its own. */
export interface DayClock {
  /** What a process needs in its environment to live by it. */
  readonly env: Readonly<Record<string, string>>;
  /** It runs on from there. */
  moveTo(instant: EpochMs): void;
  now(): EpochMs;
  remove(): void;
}

/** Makes a clock. @param library the path of libfaketime */
export const createDayClock = (library: string, start: EpochMs): DayClock => {
  const folder = mkdtempSync(join(tmpdir(), 'slotproof-clock-'));
  const file = join(folder, 'offset');
  let offsetMs = 0;
  const moveTo = (instant: EpochMs): void => {
    offsetMs = instant - Date.now();
    // Written aside and renamed: nobody may read half a number.
    writeFileSync(`${file}.next`, `${offsetMs < 0 ? '-' : '+'}${Math.abs(offsetMs) / 1000}`);
    renameSync(`${file}.next`, file);
  };
  moveTo(start);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // Read at every look at the clock: otherwise it would be up to ten seconds before a process noticed.
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // libfaketime does not move Redis (it starts with no jemalloc), whose clock ours go by otherwise.
      CLOCK: 'machine',
    },
    moveTo,
    now: () => epochMs(Date.now() + offsetMs),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

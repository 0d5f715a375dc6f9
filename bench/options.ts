/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

/** What a run is asked for. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly sustainedSeconds: number;
  readonly seed: string;
  /** How many event types the day is about. */
  readonly eventTypes: number;
  /** The scenarios to run; all of them unless told. */
  readonly only: readonly string[];
}

const USUAL_SECONDS = 600;
const QUICK_SECONDS = 8;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** How the command is used, in one line. */
export const USAGE =
  'npm run bench -- [--quick] [--duration 10m] [--seed TEXT] [--event-types 20] [--only normal,faults]';

/** Reads it. @throws {Error} that says what is wrong, in words for whoever typed it */
export const readOptions = (args: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      duration: { type: 'string' },
      seed: { type: 'string', default: 'slotproof' },
      'event-types': { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
    },
  });
  return {
    quick: values.quick,
    sustainedSeconds:
      values.duration === undefined ? (values.quick ? QUICK_SECONDS : USUAL_SECONDS) : secondsOf(values.duration),
    seed: values.seed,
    eventTypes: eventTypesOf(values['event-types']),
    only: values.only.split(',').filter((name) => name !== ''),
  };
};

/** `90s`, `10m`, `4h`, or a bare number of seconds. */
const secondsOf = (text: string): number => {
  const [, amount = '', unit = 's'] = /^(\d{1,6})([smh])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? 1);
  if (amount === '' || seconds < 1) throw new Error(`--duration must look like 90s, 10m or 4h, not ${text}`);
  return seconds;
};

const eventTypesOf = (text: string): number => {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 9_000) throw new Error(`--event-types must be a number from 1 to 9000, not ${text}`);
  return count;
};

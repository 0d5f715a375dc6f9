/** Api and worker processes that are killed and come back, each under its number and each api at its address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, type TestProcess } from '../../test/support/process.ts';
import { startTcpProxy } from '../../test/support/tcp_proxy.ts';
import type { Clocked, Clocks } from './clocks.ts';
import { PROCESSES } from './plan.ts';

/** The processes of ours. */
export interface Fleet {
  /** The addresses of all api processes, whether they live or not. */
  readonly urls: readonly string[];
  kill(target: Clocked, index: number, awayMs: number): Promise<void>;
  freeze(target: Clocked, index: number, ms: number): Promise<void>;
  /** The lines in which its processes, dead or alive, told of errors. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/** A process, and the one after it when it has ended: as any supervisor does, whoever ended it. */
interface Place {
  readonly pid: () => number;
  kill(awayMs: number): Promise<void>;
  /** @throws (rejects) when it ends before: nothing strikes yet, so the next would end, too */
  untilUp(): Promise<void>;
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/** Who ended by itself, as there was no Redis, is started again after so long. */
const RESTART_MS = 300;

/** Nobody listens there. */
const NOBODY = 1;

/** Starts it, and waits until all of it runs. */
export const startFleet = async (env: Readonly<Record<string, string>>, clocks: Clocks): Promise<Fleet> => {
  const numbers = Array.from({ length: PROCESSES }, (_, index) => index);
  // An address of the driver's: the port of who is dead could be another program's by the time that he is back.
  const addresses = await Promise.all(numbers.map(() => startTcpProxy(NOBODY)));
  const places: Readonly<Record<Clocked, readonly Place[]>> = {
    api: addresses.map((address, index) =>
      keepUp(
        () => startProcess('src/api/main.ts', { ...env, ...clocks.env('api', index), PORT: '0' }),
        /"port":(\d+)[^\n]*api listens/,
        (port) => address.leadTo(port === undefined ? NOBODY : Number(port)),
      ),
    ),
    worker: numbers.map((index) =>
      keepUp(() => startProcess('src/workers/main.ts', { ...env, ...clocks.env('worker', index) }), /workers run/),
    ),
  };
  const all = Object.values(places).flat();
  await Promise.all(all.map((place) => place.untilUp()));
  const placeOf = (target: Clocked, index: number): Place => {
    const found = places[target][index];
    if (found === undefined) throw new RangeError(`There is no ${target} ${index}.`);
    return found;
  };
  return {
    urls: addresses.map(({ port }) => `http://127.0.0.1:${port}`),
    kill: async (target, index, awayMs) => {
      await placeOf(target, index).kill(awayMs);
    },
    freeze: async (target, index, ms) => {
      const pid = placeOf(target, index).pid();
      signal(pid, 'SIGSTOP');
      await sleep(ms);
      signal(pid, 'SIGCONT');
    },
    complaints: () => all.flatMap((place) => place.complaints()),
    stop: async () => {
      await Promise.all(all.map((place) => place.stop()));
      for (const address of addresses) address.close();
    },
  };
};

/**
 * Keeps a place filled.
 * @param listens what it writes when it is up
 * @param lead told what `listens` found, and undefined when the process has ended
 */
const keepUp = (
  start: () => TestProcess,
  listens: RegExp,
  lead: (found: string | undefined) => void = () => undefined,
): Place => {
  let away = Promise.resolve();
  let isOver = false;
  let isUp = false;
  const complaints: string[] = [];
  const fill = (): TestProcess => {
    const one = start();
    void one.exited.then(async () => {
      isUp = false;
      lead(undefined);
      complaints.push(...complaintsOf(one));
      await Promise.all([away, sleep(RESTART_MS)]);
      if (!isOver) running = fill();
    });
    void upIn(one).then((found) => {
      if (found === undefined) return;
      isUp = true;
      lead(found[1]);
    });
    return one;
  };
  /** However long it takes; undefined where it ended before. */
  const upIn = async (one: TestProcess): Promise<RegExpExecArray | undefined> => {
    let hasEnded = false;
    void one.exited.then(() => {
      hasEnded = true;
    });
    for (;;) {
      const found = await one.waitForOutput(listens).catch(() => undefined);
      if (found !== undefined || hasEnded) return hasEnded ? undefined : found;
    }
  };
  let running = fill();
  return {
    pid: () => running.pid,
    kill: async (awayMs) => {
      away = sleep(awayMs);
      await running.kill();
      await away;
    },
    untilUp: async () => {
      const first = running;
      const ended = first.exited.then(() => true);
      while (!isUp) {
        if (!(await Promise.race([ended, sleep(50, false)]))) continue;
        isOver = true;
        throw new Error(`A process does not start. It wrote:\n${first.output()}`);
      }
    },
    complaints: () => [...complaints, ...complaintsOf(running)],
    stop: async () => {
      isOver = true;
      await running.kill();
    },
  };
};

/** At pino's levels error and fatal. */
const complaintsOf = (one: TestProcess): readonly string[] =>
  one
    .output()
    .split('\n')
    .filter((line) => /^\{"level":"?(?:50|60|error|fatal)\b/.test(line));

/** Another fault may have killed it meanwhile. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
};

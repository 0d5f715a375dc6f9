/**
 * Lets each program compile once before any test starts it. Node.js writes its compile cache when a process ends by itself, and most processes of
 * the tests are killed. A setting that is none ends a program when all of it is loaded.
 */
import { startProcess } from './process.ts';

const PROGRAMS = ['src/api/main.ts', 'src/workers/main.ts', 'src/simulator/main.ts'];

/** Runs once, before all tests. */
export const setup = async (): Promise<void> => {
  const faulty = { PORT: 'none', SIMULATOR_PORT: 'none' };
  await Promise.all(PROGRAMS.map((program) => startProcess(program, faulty).exited));
};

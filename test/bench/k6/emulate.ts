import { startProcess } from '../../support/process.ts';
import { EMULATION, type EmulationResult, RESULT_MARK } from './emulation.ts';

/** Runs a k6 script with the stand-in for k6, as a process of its own. @param env what the script is told, as by `k6 run -e` */
export const emulate = async (
  script: string,
  env: Readonly<Record<string, string>>,
  iterations = 5,
): Promise<EmulationResult> => {
  const emulator = startProcess('test/bench/k6/emulator.ts', {
    ...env,
    [EMULATION.script]: script,
    [EMULATION.iterations]: String(iterations),
  });
  const [, text = ''] = await emulator.waitForOutput(new RegExp(`^${RESULT_MARK}(.*)$`, 'm'));
  await emulator.exited;
  return JSON.parse(text) as EmulationResult;
};

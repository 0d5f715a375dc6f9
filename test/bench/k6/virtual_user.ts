/** A virtual user: a thread with the script to itself, in what k6 has of JavaScript. */
import { registerHooks } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { Command, LoadedScript, Report } from './protocol.ts';
import { keep, state, userData } from './user_state.ts';

const MODULES: Readonly<Record<string, URL>> = {
  k6: new URL('modules/k6.ts', import.meta.url),
  'k6/http': new URL('modules/http.ts', import.meta.url),
  'k6/metrics': new URL('modules/metrics.ts', import.meta.url),
  'k6/execution': new URL('modules/execution.ts', import.meta.url),
};

const STAND_IN = new URL('.', import.meta.url).href;

/** What Node.js has and k6 does not. A script that uses one of them would fail only on the day of the test. */
const NOT_IN_K6: readonly string[] = [
  ...['Intl', 'Temporal', 'process', 'Buffer', 'global', 'fetch', 'URL', 'URLSearchParams', 'performance'],
  ...['structuredClone', 'AbortController', 'AbortSignal', 'navigator', 'queueMicrotask', 'btoa', 'atob'],
];

type ScriptFunction = (argument: unknown) => unknown;

let script: Readonly<Record<string, unknown>> = {};

const importScript = async (): Promise<LoadedScript> => {
  registerHooks({
    resolve: (specifier, context, next) => {
      const ours = MODULES[specifier];
      if (ours !== undefined) return { url: ours.href, shortCircuit: true };
      const isOfScript = context.parentURL !== undefined && !context.parentURL.startsWith(STAND_IN);
      if (isOfScript && !/^\.{1,2}\/.*\.ts$/.test(specifier)) throw new Error(`k6 has no module ${specifier}`);
      return next(specifier, context);
    },
  });
  for (const name of NOT_IN_K6) Reflect.deleteProperty(globalThis, name);
  Object.assign(globalThis, { __ENV: userData.env, __VU: userData.vu, __ITER: 0 });
  script = (await import(userData.script)) as Readonly<Record<string, unknown>>;
  return {
    // As k6 takes it: through JSON.
    options: JSON.parse(JSON.stringify(script.options ?? {})),
    functions: Object.keys(script).filter((name) => typeof script[name] === 'function'),
    metrics: state.metrics,
  };
};

const functionOf = (name: string): ScriptFunction | undefined => {
  const found = script[name];
  return typeof found === 'function' ? (found as ScriptFunction) : undefined;
};

const carryOut = async (command: Command, errors: string[]): Promise<unknown> => {
  if (command.kind === 'load') return await importScript();
  if (command.kind === 'call') {
    state.stage = 'setup';
    const value = functionOf(command.name)?.(command.argument);
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  }
  const { scenario, executor, exec, iterations, users, data } = command;
  state.stage = 'iteration';
  for (let iteration = 0; iteration < iterations; iteration++) {
    Object.assign(globalThis, { __ITER: iteration });
    state.scenario = { name: scenario, executor, iterationInTest: iteration * users + userData.vu - 1 };
    try {
      functionOf(exec)?.(data);
    } catch (error) {
      // k6 goes on with the next iteration.
      errors.push(String(error));
    }
    keep('iterations', 1);
  }
  return undefined;
};

parentPort?.on('message', async (command: Command) => {
  const errors: string[] = [];
  let value: unknown;
  try {
    value = await carryOut(command, errors);
  } catch (error) {
    errors.push(String(error));
  }
  const report: Report = { value, samples: state.samples, errors };
  state.samples = [];
  parentPort?.postMessage(report);
});

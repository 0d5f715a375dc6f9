/**
 * Runs a k6 script without k6, in a short form: its options are checked as k6 checks them, its users are threads that make real requests
 * at the same time, each for a few iterations instead of for minutes, and its thresholds are judged as k6 judges them. It knows only what
 * the scripts use, and refuses the rest.
 */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { EMULATION, type EmulationResult, RESULT_MARK } from './emulation.ts';
import { BUILT_IN, type Sample } from './metric.ts';
import type { Command, LoadedScript, Report, WireRequest, WireResponse } from './protocol.ts';
import { readScenarios, type Scenario } from './scenario.ts';
import { judge, readThresholds } from './threshold.ts';

/** A thread each. */
const MOST_USERS = 20;

const ROOT = new URL('../../../', import.meta.url);

const { [EMULATION.script]: scriptPath = '', [EMULATION.iterations]: iterationText = '5', ...rest } = process.env;
const env = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? '']));

const samples: Sample[] = [];
const errors: string[] = [];
const threads: Worker[] = [];

const makeRequest = async ({ method, url, body, headers, timeoutMs }: WireRequest): Promise<WireResponse> => {
  const startedAt = performance.now();
  const passedMs = (): number => performance.now() - startedAt;
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), body: text, error: '', durationMs: passedMs() };
  } catch (error) {
    return { status: 0, headers: {}, body: '', error: String(error), durationMs: passedMs() };
  }
};

type User = (command: Command) => Promise<unknown>;

const startUser = (vu: number): User => {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', async (request: WireRequest) => {
    port1.postMessage(await makeRequest(request));
    Atomics.store(request.done, 0, 1);
    Atomics.notify(request.done, 0);
  });
  const thread = new Worker(new URL('virtual_user.ts', import.meta.url), {
    workerData: { script: new URL(scriptPath, ROOT).href, env, vu, http: port2 },
    transferList: [port2],
  });
  threads.push(thread);
  return async (command) => {
    thread.postMessage(command);
    const [report] = (await once(thread, 'message')) as [Report];
    samples.push(...report.samples);
    errors.push(...report.errors);
    return report.value;
  };
};

const iterate = async (scenario: Scenario, data: unknown): Promise<void> => {
  const { name, executor, exec, vus } = scenario;
  const users = Array.from({ length: vus }, (_, index) => startUser(index + 1));
  await Promise.all(users.map((user) => user({ kind: 'load' })));
  const iterations = scenario.iterations ?? Number(iterationText);
  await Promise.all(
    users.map((user) => user({ kind: 'iterate', scenario: name, executor, exec, iterations, users: vus, data })),
  );
};

const run = async (): Promise<EmulationResult> => {
  const first = startUser(0);
  const loaded = (await first({ kind: 'load' })) as LoadedScript | undefined;
  if (loaded === undefined) return resultOf([]);
  const { scenarios: scenarioOptions, thresholds: thresholdOptions } = Object(loaded.options) as Record<
    string,
    unknown
  >;
  const { scenarios, faults } = readScenarios(scenarioOptions, loaded.functions);
  const { thresholds, faults: thresholdFaults } = readThresholds(thresholdOptions, [...BUILT_IN, ...loaded.metrics]);
  const tooMany = scenarios
    .filter(({ vus }) => vus > MOST_USERS)
    .map(({ name, vus }) => `${name}: ${vus} users are more than the stand-in has, which is ${MOST_USERS}`);
  const allFaults = [...faults, ...thresholdFaults, ...tooMany];
  if (allFaults.length > 0) return resultOf(allFaults);

  const data = await first({ kind: 'call', name: 'setup', argument: undefined });
  // Where setup fails, k6 ends the run.
  if (errors.length > 0) return resultOf([]);
  for (const scenario of scenarios) await iterate(scenario, data);
  await first({ kind: 'call', name: 'teardown', argument: data });
  return { ...resultOf([]), thresholds: judge(thresholds, samples) };
};

const resultOf = (faults: readonly string[]): EmulationResult => {
  const requests: Record<string, number> = {};
  for (const { metric, tags } of samples) {
    if (metric !== 'http_reqs') continue;
    const key = `${tags.name} ${tags.status}`;
    requests[key] = (requests[key] ?? 0) + 1;
  }
  return { faults, errors, thresholds: [], requests };
};

const result = await run();
process.stdout.write(`${RESULT_MARK}${JSON.stringify(result)}\n`);
await Promise.all(threads.map((thread) => thread.terminate()));

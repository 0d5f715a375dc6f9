/** What k6 refuses, the stand-in for k6 refuses too: else the tests of the scripts would prove little. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { emulate } from './k6/emulate.ts';
import type { EmulationResult } from './k6/emulation.ts';

const SCENARIO = `{ executor: 'per-vu-iterations', exec: 'ask' }`;

const emulateText = async (text: string): Promise<EmulationResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-k6-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'script.mts');
  await writeFile(script, text);
  return await emulate(script, {}, 1);
};

const withThreshold = (key: string, expression: string): string => `
  import { Counter } from 'k6/metrics';
  const asked: Counter = new Counter('asked');
  export const options = { scenarios: { one: ${SCENARIO} }, thresholds: { '${key}': ['${expression}'] } };
  export const ask = (): void => asked.add(1);
`;

const withScenario = (scenario: string): string => `
  export const options = { scenarios: { one: ${scenario} } };
  export const ask = (): void => {};
`;

const withAsk = (imports: string, body: string): string => `
  ${imports}
  export const options = { scenarios: { one: ${SCENARIO} } };
  export const ask = (): void => { ${body} };
`;

test('a threshold that fails is told', async () => {
  const { faults, errors, thresholds } = await emulateText(withThreshold('asked{scenario:one}', 'count >= 2'));
  expect({ faults, errors }).toEqual({ faults: [], errors: [] });
  expect(thresholds).toMatchObject([{ samples: 1, value: 1, passed: false }]);
});

test.each([
  ['asked', 'p(99)<5', 'a counter has no p'],
  ['asked', 'count 5', 'is no threshold expression'],
  ['asked', 'total<5', 'is no threshold expression'],
  ['http_req_duration', 'p(990)<5', 'a percentile is between 0 and 100'],
  ['http_req_duration', 'p99<5', 'is no threshold expression'],
  ['answered', 'count<5', 'there is no such metric'],
  ['asked{name}', 'count<5', 'name is no tag'],
])('the threshold %s: %s is refused', async (key, expression, fault) => {
  expect((await emulateText(withThreshold(key, expression))).faults).toEqual([`${key}: ${expression}: ${fault}`]);
});

test.each([
  [`{ executor: 'externally-controlled' }`, 'there is no executor "externally-controlled"'],
  [`{ executor: 'constant-vus', exec: 'ask', vus: 5 }`, 'duration lacks'],
  [`{ executor: 'constant-vus', exec: 'answer', duration: '1m' }`, 'the script exports no function answer'],
  [
    `{ executor: 'constant-vus', exec: 'ask', duration: '1m', iterations: 2 }`,
    'iterations: constant-vus has no such field',
  ],
  [`{ executor: 'constant-vus', exec: 'ask', duration: '1 m' }`, 'duration: must be a duration of 1000 ms or more'],
  [
    `{ executor: 'ramping-arrival-rate', exec: 'ask', preAllocatedVUs: 1, stages: [{ duration: '1m', target: 0.5 }] }`,
    'stages: has a stage that is none: {"duration":"1m","target":0.5}',
  ],
])('the scenario %s is refused', async (scenario, fault) => {
  expect((await emulateText(withScenario(scenario))).faults).toEqual([`one: ${fault}`]);
});

test.each([
  ['', 'Temporal.Now.instant()', 'ReferenceError: Temporal is not defined'],
  ['', 'new Intl.DateTimeFormat()', 'ReferenceError: Intl is not defined'],
  ['', `new URL('http://127.0.0.1')`, 'ReferenceError: URL is not defined'],
  [`import { readFileSync } from 'node:fs';`, `readFileSync('x')`, 'Error: k6 has no module node:fs'],
  [`import { Rate } from 'k6/metrics';`, `new Rate('late')`, 'Error: metrics must be declared in the init context'],
])('what k6 does not have is refused: %s %s', async (imports, body, error) => {
  expect((await emulateText(withAsk(imports, body))).errors).toEqual([error]);
});

/** The k6 scripts, each run against the real system by a stand-in for k6 (see k6/emulator.ts). How fast anything is decides nothing here. */
import { describe, expect, test } from 'vitest';
import { eventually, sharedProcesses, startProcesses } from '../support/system.ts';
import { emulate } from './k6/emulate.ts';
import type { EmulationResult } from './k6/emulation.ts';
import type { ThresholdResult } from './k6/threshold.ts';

const API_KEY = 'a-key-of-16-chars-or-more';
const NOT_ASKED_BEFORE = '1234';

/** Metrics that have no sample when all is well. */
const MAY_BE_EMPTY: readonly string[] = ['dropped_iterations'];

const failedThresholds = ({ thresholds }: EmulationResult): readonly string[] =>
  thresholds
    .filter(({ isTime, passed }: ThresholdResult) => !isTime && !passed)
    .map(({ key, expression, value }) => `${key}: ${expression}, and it is ${value}`);

const valueAt = ({ thresholds }: EmulationResult, key: string): number | undefined =>
  thresholds.find((threshold) => threshold.key === key)?.value;

/** What every run that went well has: nothing refused or thrown, and no threshold that looks at nothing. */
const expectWell = (result: EmulationResult): void => {
  expect(result.faults).toEqual([]);
  expect(result.errors).toEqual([]);
  expect(failedThresholds(result)).toEqual([]);
  const unseen = result.thresholds.filter(({ key, samples }) => samples === 0 && !MAY_BE_EMPTY.includes(key));
  expect(unseen).toEqual([]);
};

/** Event types as an account has them, so that callers of a grid class share one list. */
const LISTED = { account: { generatedListed: 250 } };

describe('with a key', () => {
  const running = sharedProcesses({ env: { API_KEYS: API_KEY }, simulator: LISTED });

  test.each([
    { script: 'normal', ids: '105,1000-1003', env: { USERS: '4' } },
    { script: 'sustained', ids: '106,1010-1013', env: { USERS: '3', DURATION: '4h' } },
    { script: 'day_trace', ids: '109,1020-1023', env: { USERS: '4', DAY_MINUTES: '1440' } },
  ])('$script holds its thresholds in small', async ({ script, ids, env }) => {
    const system = running();
    const { calls } = (await system.calls()).totals;
    const result = await emulate(`bench/k6/${script}.ts`, {
      BASE_URL: system.urls[0] ?? '',
      API_KEY,
      EVENT_TYPE_IDS: ids,
      PAUSE_SECONDS: '0.01',
      ...env,
    });
    expectWell(result);
    // Five event types to warm up, then five questions of each user.
    expect(result.requests).toEqual({ 'POST /v1/verifications 200': 5 + 5 * Number(env.USERS), 'GET /metrics 200': 2 });
    expect((await system.calls()).totals.calls).toBe(calls + 5);
  });

  test('nothing is asked where the figures cannot be had', async () => {
    const url = running().urls[0] ?? '';
    const without = await emulate('bench/k6/cold_start.ts', { BASE_URL: url, COLD_EVENT_TYPE_ID: '101', USERS: '1' });
    expect(without.errors).toEqual([`Error: ${url}/metrics wants a key: set API_KEY.`]);
    expect(without.requests).toEqual({ 'GET /metrics 401': 1 });
  });
});

describe('without a key', () => {
  const running = sharedProcesses({ simulator: LISTED });

  test('cold_start counts the one call that all callers share', async () => {
    const system = running();
    const { calls } = (await system.calls()).totals;
    const result = await emulate('bench/k6/cold_start.ts', {
      BASE_URL: system.urls[0] ?? '',
      USERS: '12',
      COLD_EVENT_TYPE_ID: NOT_ASKED_BEFORE,
    });
    expectWell(result);
    expect(result.requests['POST /v1/verifications 200']).toBe(12);
    expect(valueAt(result, 'slotproof_calcom_calls')).toBe(1);
    expect((await system.calls()).totals.calls).toBe(calls + 1);
  });

  test('cold_start without a cold event type asks past the cache', async () => {
    const system = running();
    // More users than two could need more than two calls: the simulator may have answered one before the next user asks.
    const settings = { BASE_URL: system.urls[0] ?? '', USERS: '2', EVENT_TYPE_IDS: '101' };
    const question = {
      eventTypeId: 101,
      start: `${Temporal.Now.plainDateISO().add({ days: 3 })}T10:00`,
      timeZone: 'UTC',
    };
    // What is two seconds old is past the cache.
    const untilOld = () => eventually(async () => Number((await system.verify(question)).body.ageSeconds) >= 3, 100);
    await untilOld();
    expectWell(await emulate('bench/k6/cold_start.ts', settings));
    const { calls } = (await system.calls()).totals;
    await untilOld();
    const again = await emulate('bench/k6/cold_start.ts', settings);
    expectWell(again);
    expect((await system.calls()).totals.calls).toBe(calls + (valueAt(again, 'slotproof_calcom_calls') ?? 0));
  });

  test('cold_start of what is cached proves nothing, and says so', async () => {
    const system = running();
    const settings = { BASE_URL: system.urls[0] ?? '', USERS: '2', COLD_EVENT_TYPE_ID: '1235' };
    await emulate('bench/k6/cold_start.ts', settings);
    const again = await emulate('bench/k6/cold_start.ts', settings);
    expect(failedThresholds(again)).toEqual(['slotproof_calcom_calls: count>=1, and it is 0']);
  });

  test('what is no answer fails the run', async () => {
    const system = running();
    const result = await emulate('bench/k6/cold_start.ts', {
      BASE_URL: system.urls[0] ?? '',
      USERS: '2',
      // The simulator's Cal.com knows no such event type: a 404, which no question of these scripts should get.
      COLD_EVENT_TYPE_ID: '100',
    });
    expect(failedThresholds(result)).toEqual([
      'slotproof_answers: count>0, and it is 0',
      'slotproof_errors: rate<0.001, and it is 1',
      'slotproof_wrong: count==0, and it is 2',
    ]);
  });

  test('nothing is asked where an event type cannot be', async () => {
    const system = running();
    const result = await emulate('bench/k6/normal.ts', {
      BASE_URL: system.urls[0] ?? '',
      EVENT_TYPE_IDS: '100',
      USERS: '1',
    });
    expect(result.errors).toEqual(['Error: Event type 100 cannot be asked for (status 404): is EVENT_TYPE_IDS right?']);
  });
});

test('an answer that comes after the deadline is polled for at its Location', async () => {
  const system = await startProcesses({
    env: { REQUEST_DEADLINE_MS: '50' },
    simulator: { latency: { minMs: 1_000, maxMs: 1_000 } },
  });
  const result = await emulate('bench/k6/cold_start.ts', {
    BASE_URL: system.urls[0] ?? '',
    USERS: '1',
    COLD_EVENT_TYPE_ID: NOT_ASKED_BEFORE,
  });
  expectWell(result);
  expect(result.requests['POST /v1/verifications 202']).toBe(1);
  expect(result.requests['GET /v1/verifications/{id} 200']).toBeGreaterThanOrEqual(1);
});

test('all wrong settings are named at once', async () => {
  const result = await emulate('bench/k6/day_trace.ts', {
    BASE_URL: 'ftp://127.0.0.1',
    EVENT_TYPE_IDS: '7,9-8',
    TIME_ZONES: 'Europe/Berlin,',
    USERS: '0',
    DURATION: '1',
    PEAK_PER_SECOND: 'many',
  });
  const [error = ''] = result.errors;
  for (const name of ['BASE_URL', 'EVENT_TYPE_IDS', 'TIME_ZONES', 'USERS', 'DURATION', 'PEAK_PER_SECOND']) {
    expect(error).toContain(`${name}: must be`);
  }
  expect(result.requests).toEqual({});
});

test('the numbers of a full run are what k6 accepts', async () => {
  // As they stand they want more users than the stand-in has: that is all that may be wrong with them.
  const faults = {
    normal: 'normal: 100',
    cold_start: 'cold_start: 100',
    sustained: 'sustained: 25',
    day_trace: 'day_trace: 50',
  };
  for (const [script, beginning] of Object.entries(faults)) {
    const result = await emulate(`bench/k6/${script}.ts`, {});
    expect(result.errors).toEqual([]);
    expect(result.faults).toEqual([`${beginning} users are more than the stand-in has, which is 20`]);
  }
});

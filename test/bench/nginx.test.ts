import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import type { Ask, ContenderSettings } from '../../bench/contender.ts';
import { type Nginx, startNginx } from '../../bench/contenders/nginx/nginx.ts';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { DAY_MS, type EpochMs, epochMs } from '../../src/verification/time.ts';
import { KEY, NOW, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';
import { type CallLog, eventually } from '../support/system.ts';
import { requireFaketime, requireNginx } from './nginx_found.ts';

const clock = (): EpochMs => epochMs(NOW);

interface Running {
  readonly nginx: Nginx;
  readonly simulator: RunningSimulator;
  /** How many calls Cal.com saw. */
  calls(): Promise<number>;
}

const start = async (options: SimulatorOptions = {}, settings: Partial<ContenderSettings> = {}): Promise<Running> => {
  const simulator = await runningSimulator(options);
  const nginx = await startNginx({ calcomUrl: simulator.url, apiKey: KEY, ...settings }, clock);
  onTestFinished(() => nginx.stop());
  return { nginx, simulator, calls: () => callsOf(simulator) };
};

const callsOf = async (simulator: RunningSimulator): Promise<number> =>
  ((await (await simulator.control('GET', '/calls')).json()) as CallLog).totals.calls;

const ask = (fields: Partial<Ask> = {}): Ask => ({
  eventTypeId: 101,
  start: epochMs(Date.parse('2026-11-24T13:00:00Z')),
  timeZone: 'Europe/Berlin',
  windowHours: 2,
  ...fields,
});

/** A start that Cal.com lists on Tuesday. */
const listedStart = async (simulator: RunningSimulator): Promise<EpochMs> => {
  const [first] = await simulator.starts('eventTypeId=101&start=2026-11-24&end=2026-11-24');
  await simulator.control('DELETE', '/calls');
  return epochMs(Date.parse(first ?? ''));
};

test('a listed slot is available: by a call at first, from the cache after', async (context) => {
  requireNginx(context);
  const { nginx, simulator, calls } = await start();
  const requested = await listedStart(simulator);
  const answer = { kind: 'answered', outcome: 'available', offers: [requested] };
  expect(await nginx.ask(ask({ start: requested }))).toEqual({ ...answer, hit: false });
  expect(await nginx.ask(ask({ start: requested }))).toEqual({ ...answer, hit: true });
  expect(await calls()).toBe(1);
});

test('other times are offered by the rules of a verification, and all of them can be booked', async (context) => {
  requireNginx(context);
  const { nginx, simulator } = await start();
  const answer = await nginx.ask(ask({ start: epochMs(Date.parse('2026-11-24T19:00:00Z')) }));
  expect(answer).toMatchObject({ kind: 'answered', outcome: 'alternatives' });
  const offers = answer.kind === 'answered' ? answer.offers : [];
  expect(offers).toHaveLength(2);
  for (const offer of offers) {
    const query = `eventTypeId=101&start=${new Date(offer).toISOString()}`;
    expect(await (await simulator.control('GET', `/bookable?${query}`)).json()).toMatchObject({ bookable: true });
  }
});

test('a full calendar is unavailable', async (context) => {
  requireNginx(context);
  const { nginx } = await start({ fullyBooked: true });
  expect(await nginx.ask(ask())).toEqual({ kind: 'answered', outcome: 'unavailable', offers: [], hit: false });
});

test('fifty at once make one call', async (context) => {
  requireNginx(context);
  const { nginx, calls } = await start({ latency: { minMs: 200, maxMs: 200 } });
  const answers = await Promise.all(Array.from({ length: 50 }, () => nginx.ask(ask())));
  expect(answers.every(({ kind }) => kind === 'answered')).toBe(true);
  expect(await calls()).toBe(1);
});

test('the same month serves every time, zone and window; what lies beyond it makes one more call', async (context) => {
  requireNginx(context);
  const { nginx, calls } = await start();
  await nginx.ask(ask());
  await nginx.ask(ask({ start: epochMs(NOW + 8 * DAY_MS), timeZone: 'America/New_York', windowHours: 5 }));
  await nginx.ask(ask({ start: epochMs(NOW + 17 * DAY_MS) }));
  expect(await calls()).toBe(1);
  expect(await nginx.ask(ask({ start: epochMs(NOW + 18 * DAY_MS) }))).toMatchObject({ kind: 'answered', hit: false });
  expect(await nginx.ask(ask({ start: epochMs(NOW + 48 * DAY_MS) }))).toMatchObject({ kind: 'answered', hit: true });
  expect(await calls()).toBe(2);
});

test('after a flush everything is asked for again', async (context) => {
  requireNginx(context);
  const { nginx, calls } = await start();
  await nginx.ask(ask());
  await nginx.flush();
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: false });
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: true });
  expect(await calls()).toBe(2);
});

test('what was never cached fails as Cal.com does', async (context) => {
  requireNginx(context);
  const { nginx, simulator } = await start();
  const failures = [
    [{ kind: 'error', status: 500 }, '500'],
    [{ kind: 'reset' }, '502'],
    [{ kind: 'wrong_shape' }, 'bad answer'],
    [{ kind: 'no_offset' }, 'bad answer'],
    [{ kind: 'truncated' }, 'connection reset'],
    [{ kind: 'too_many_requests' }, '429'],
  ] as const;
  for (const [fault, reason] of failures) {
    await simulator.control('PUT', '/faults', [fault]);
    await nginx.flush();
    expect(await nginx.ask(ask()), fault.kind).toEqual({ kind: 'failed', reason });
  }
});

test('nginx waits four seconds for Cal.com', async (context) => {
  requireNginx(context);
  const { nginx, simulator } = await start();
  await simulator.control('PUT', '/faults', [{ kind: 'hang' }]);
  expect(await nginx.ask(ask())).toEqual({ kind: 'failed', reason: '504' });
});

/** A clock for nginx: what it writes is how many seconds later than now it is. */
const movedClock = async (context: TestContext) => {
  const library = requireFaketime(context);
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-faketime-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'time');
  const setTo = (seconds: number): Promise<void> => writeFile(file, `+${seconds}`);
  await setTo(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { env, setTo };
};

/** Asks until Cal.com has seen another call: nginx looks at the clock once in a turn of its loop. Every answer must be from the cache. */
const askUntilCalled = async ({ nginx, calls }: Running): Promise<void> => {
  const before = await calls();
  await eventually(async () => {
    expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: true });
    return (await calls()) > before;
  });
};

test('past its time an answer is used while a new one is fetched, and while Cal.com fails', async (context) => {
  requireNginx(context);
  const { env, setTo } = await movedClock(context);
  const running = await start({}, { env });
  const { nginx, simulator, calls } = running;
  await nginx.ask(ask());
  await setTo(890);
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: true });
  expect(await calls()).toBe(1);
  await setTo(910);
  await askUntilCalled(running);
  await simulator.control('PUT', '/faults', [{ kind: 'error' }]);
  await setTo(80_000);
  await askUntilCalled(running);
  await simulator.control('PUT', '/faults', [{ kind: 'too_many_requests' }]);
  await askUntilCalled(running);
});

test('nobody waits for the call that an old answer set off, and it brings a new one', async (context) => {
  requireNginx(context);
  const { env, setTo } = await movedClock(context);
  const running = await start({}, { env });
  const { nginx, simulator, calls } = running;
  await nginx.ask(ask());
  await simulator.control('PUT', '/faults', [{ kind: 'latency', latencyMs: 3_000, count: 1 }]);
  await setTo(910);
  await askUntilCalled(running);
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: true });
  const statuses = async () =>
    ((await (await simulator.control('GET', '/calls')).json()) as CallLog).calls.map(({ status }) => status);
  // Answered while the call was still under way.
  expect(await statuses()).toEqual([200, null]);

  await eventually(async () => (await statuses()).every((status) => status === 200));
  await setTo(1_800);
  // The new answer is good for another 900 s.
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered', hit: true });
  expect(await calls()).toBe(2);
});

test('its processes are told, and gone once it is stopped', async (context) => {
  requireNginx(context);
  const { nginx } = await start();
  const roles = nginx.processes().map(({ role }) => role);
  expect(roles).toContain('master');
  if (process.platform === 'linux') expect(roles).toContain('worker');
  const pids = nginx.processes().map(({ pid }) => pid);
  await nginx.stop();
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  expect(await nginx.ask(ask())).toEqual({ kind: 'failed', reason: 'connection refused' });
});

test('an nginx that was only unpacked does as well', async (context) => {
  const unpacked = await mkdtemp(join(tmpdir(), 'slotproof-unpacked-'));
  onTestFinished(() => rm(unpacked, { recursive: true, force: true }));
  await mkdir(join(unpacked, 'usr/sbin'), { recursive: true });
  await copyFile(requireNginx(context), join(unpacked, 'usr/sbin/nginx'));
  const simulator = await runningSimulator();
  const places = { programs: [], libraries: [], unpacked };
  const nginx = await startNginx({ calcomUrl: simulator.url, apiKey: KEY }, clock, places);
  onTestFinished(() => nginx.stop());
  expect(await nginx.ask(ask())).toMatchObject({ kind: 'answered' });
});

test('without an nginx it says so', async () => {
  const places = { programs: ['/nowhere'], libraries: [], unpacked: '/nowhere' };
  await expect(startNginx({ calcomUrl: 'http://127.0.0.1:1', apiKey: KEY }, clock, places)).rejects.toThrow(
    'There is no nginx',
  );
});

import { expect, onTestFinished, test } from 'vitest';
import type { Ask } from '../../bench/contender.ts';
import { type Before, startBefore } from '../../bench/contenders/before/before.ts';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { DAY_MS, type EpochMs, epochMs } from '../../src/verification/time.ts';
import { KEY, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';
import type { CallLog } from '../support/system.ts';

interface Running {
  readonly before: Before;
  readonly simulator: RunningSimulator;
  calls(): Promise<CallLog>;
}

const start = async (options: SimulatorOptions = {}): Promise<Running> => {
  const simulator = await runningSimulator(options);
  const before = await startBefore({ calcomUrl: simulator.url, apiKey: KEY, delayFactor: 0 });
  onTestFinished(() => before.stop());
  const calls = async (): Promise<CallLog> => (await (await simulator.control('GET', '/calls')).json()) as CallLog;
  return { before, simulator, calls };
};

const at = (text: string): EpochMs => epochMs(Date.parse(text));

const ask = (fields: Partial<Ask> = {}): Ask => ({
  eventTypeId: 101,
  start: at('2026-11-24T13:00:00Z'),
  timeZone: 'Europe/Berlin',
  windowHours: 2,
  ...fields,
});

/** When the slots of Tuesday, 24 November start. */
const tuesday = async (simulator: RunningSimulator): Promise<EpochMs[]> => {
  const starts = await simulator.starts('eventTypeId=101&start=2026-11-24&end=2026-11-24');
  await simulator.control('DELETE', '/calls');
  return starts.map(at);
};

test('a listed slot is available: by a call at first, from the cache after', async () => {
  const { before, simulator, calls } = await start();
  const [first = at('')] = await tuesday(simulator);
  const answer = { kind: 'answered', outcome: 'available', offers: [first] };
  expect(await before.ask(ask({ start: first }))).toEqual({ ...answer, hit: false });
  expect(await before.ask(ask({ start: first }))).toEqual({ ...answer, hit: true });
  expect((await calls()).totals.calls).toBe(1);
});

test('a call asks for the local day of its window, with the key', async () => {
  const { before, simulator, calls } = await start();
  const [first = at('')] = await tuesday(simulator);
  await before.ask(ask({ start: first }));
  const { calls: log } = await calls();
  expect(log).toMatchObject([{ status: 200 }]);
  const query = new URLSearchParams(String(log[0]?.query));
  expect(Object.fromEntries(query)).toEqual({
    eventTypeId: '101',
    start: '2026-11-23T23:00:00Z',
    end: '2026-11-24T22:59:59Z',
    timeZone: 'Europe/Berlin',
  });
});

test('what it offers can be booked', async () => {
  const { before, simulator } = await start();
  const answer = await before.ask(ask({ start: at('2026-11-24T13:10:00Z') }));
  expect(answer).toMatchObject({ kind: 'answered', outcome: 'alternatives', hit: false });
  const offers = answer.kind === 'answered' ? answer.offers : [];
  expect(offers).toHaveLength(2);
  for (const offer of offers) {
    const query = `eventTypeId=101&start=${new Date(offer).toISOString()}`;
    expect(await (await simulator.control('GET', `/bookable?${query}`)).json()).toMatchObject({ bookable: true });
  }
});

test('a full calendar costs 28 calls, and again', async () => {
  const { before, calls } = await start({ fullyBooked: true });
  const unavailable = { kind: 'answered', outcome: 'unavailable', offers: [], hit: false };
  expect(await before.ask(ask())).toEqual(unavailable);
  expect((await calls()).totals.calls).toBe(28);
  expect(await before.ask(ask())).toEqual(unavailable);
  expect((await calls()).totals.calls).toBe(56);
});

test('a usual question costs one to three calls', async () => {
  const { before, simulator, calls } = await start();
  const days = [1, 2, 3, 4];
  for (const day of days) {
    await simulator.control('DELETE', '/calls');
    await before.flush();
    await before.ask(ask({ start: epochMs(at('2026-11-23T12:00:00Z') + day * DAY_MS) }));
    const { calls: made } = (await calls()).totals;
    expect(made).toBeGreaterThanOrEqual(1);
    expect(made).toBeLessThanOrEqual(3);
  }
});

test('questions that come at once each make their calls', async () => {
  const { before, simulator, calls } = await start({ latency: { minMs: 500, maxMs: 500 } });
  const [first = at('')] = await tuesday(simulator);
  const answers = await Promise.all(Array.from({ length: 20 }, () => before.ask(ask({ start: first }))));
  expect(answers.every(({ kind }) => kind === 'answered')).toBe(true);
  // On a machine that takes half a second to send twenty, the last of them would find what the first brought.
  expect((await calls()).totals.calls).toBeGreaterThan(1);
});

test('after a flush everything is asked for again', async () => {
  const { before, simulator } = await start();
  const [first = at('')] = await tuesday(simulator);
  await before.ask(ask({ start: first }));
  await before.flush();
  expect(await before.ask(ask({ start: first }))).toMatchObject({ hit: false });
  expect(await before.ask(ask({ start: first }))).toMatchObject({ hit: true });
});

test('a failed call fails the search, and is made once', async () => {
  const { before, simulator, calls } = await start();
  const failures = [
    [{ kind: 'error', status: 500 }, '500'],
    [{ kind: 'too_many_requests' }, '429'],
    [{ kind: 'reset' }, 'connection reset'],
    [{ kind: 'html' }, '502'],
    [{ kind: 'html', status: 200 }, 'bad answer'],
    [{ kind: 'wrong_shape' }, 'bad answer'],
    [{ kind: 'no_offset' }, 'bad answer'],
  ] as const;
  for (const [fault, reason] of failures) {
    await simulator.control('POST', '/reset');
    await simulator.control('PUT', '/faults', [fault]);
    expect(await before.ask(ask()), fault.kind).toEqual({ kind: 'failed', reason });
    expect((await calls()).totals.calls, fault.kind).toBe(1);
  }
  await simulator.close();
  expect(await before.ask(ask())).toEqual({ kind: 'failed', reason: 'connection refused' });
});

test('its process is told, and gone once it is stopped', async () => {
  const { before } = await start();
  expect(before.processes()).toEqual([{ role: 'server', pid: expect.any(Number) }]);
  await before.stop();
  for (const { pid } of before.processes()) expect(() => process.kill(pid, 0)).toThrow();
  expect(await before.ask(ask())).toEqual({ kind: 'failed', reason: 'connection refused' });
});

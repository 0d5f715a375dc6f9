import { describe, expect, test } from 'vitest';
import { type ErrorBody, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';

const PATH = '/v2/slots?eventTypeId=105&start=2026-11-23&end=2026-11-24';

function headersOf(response: Response): (number | null)[] {
  return ['Limit', 'Remaining', 'Reset'].map((name) => {
    const value = response.headers.get(`X-RateLimit-${name}-Default`);
    return value === null ? null : Number(value);
  });
}

async function call({ request }: RunningSimulator, key: string | null = 'cal_one'): Promise<Response> {
  return request('GET', PATH, { key });
}

describe('the rate limit', () => {
  test('is 120 in 60 s unless told', async () => {
    const simulator = await runningSimulator();
    expect(headersOf(await call(simulator))).toEqual([120, 119, 60]);
  });

  test('counts in a window that starts with its first request and does not slide', async () => {
    const simulator = await runningSimulator({ rateLimit: { limit: 3 } });
    expect(headersOf(await call(simulator))).toEqual([3, 2, 60]);
    simulator.pass(45_500);
    expect(headersOf(await call(simulator))).toEqual([3, 1, 15]);
    simulator.pass(14_500);
    expect(headersOf(await call(simulator))).toEqual([3, 2, 60]);
  });

  test('blocks for 60 s whoever goes over, and no longer', async () => {
    const simulator = await runningSimulator({ rateLimit: { limit: 2 } });
    await call(simulator);
    await call(simulator);
    simulator.pass(50_000);
    const over = await call(simulator);
    expect(over.status).toBe(429);
    expect(headersOf(over)).toEqual([2, 0, 60]);
    expect(over.headers.has('Retry-After')).toBe(false);
    expect(((await over.json()) as ErrorBody).error).toEqual({
      code: 'ThrottlerException',
      message: 'CustomThrottlerGuard - Too many requests. Please try again later.',
      details: 'CustomThrottlerGuard - Too many requests. Please try again later.',
    });
    simulator.pass(60_000);
    const after = await call(simulator);
    expect(after.status).toBe(200);
    expect(headersOf(after)).toEqual([2, 1, 60]);
  });

  test('counts calls during a block into the window that begins during it', async () => {
    const simulator = await runningSimulator({ rateLimit: { limit: 2 } });
    await call(simulator);
    await call(simulator);
    simulator.pass(50_000);
    await call(simulator);
    simulator.pass(59_000);
    expect(headersOf(await call(simulator))).toEqual([2, 0, 1]);
    simulator.pass(1_000);
    const after = await call(simulator);
    expect(after.status).toBe(200);
    expect(headersOf(after)).toEqual([2, 0, 59]);
  });

  test('of a key with limits of its own refuses only when all of them are over', async () => {
    const keyLimits = {
      cal_two: [
        { name: 'short', limit: 1, windowMs: 5_000, blockMs: 7_000 },
        { name: 'long', limit: 2, windowMs: 60_000, blockMs: 20_000 },
      ],
    };
    const simulator = await runningSimulator({ keyLimits });
    const told = (response: Response) => [
      response.status,
      ...['Short', 'Long'].flatMap((name) =>
        ['Remaining', 'Reset'].map((what) => Number(response.headers.get(`X-RateLimit-${what}-${name}`))),
      ),
    ];
    expect(told(await call(simulator, 'cal_two'))).toEqual([200, 0, 5, 1, 60]);
    expect(told(await call(simulator, 'cal_two'))).toEqual([200, 0, 7, 0, 60]);
    const over = await call(simulator, 'cal_two');
    expect(told(over)).toEqual([429, 0, 7, 0, 20]);
    expect(over.headers.has('X-RateLimit-Limit-Default')).toBe(false);
  });

  test('is wider for what is no API key', async () => {
    const simulator = await runningSimulator();
    expect(headersOf(await call(simulator, 'a-token'))).toEqual([500, 499, 60]);
    expect(headersOf(await call(simulator, null))).toEqual([120, 119, 60]);
  });

  test('counts neither preflights, nor bad keys, nor what has no route', async () => {
    const simulator = await runningSimulator();
    for (const [method, path, key] of [
      ['OPTIONS', PATH, 'cal_one'],
      ['GET', '/v2/nothing', 'cal_one'],
      ['GET', PATH, 'cal_invalid'],
    ] as const) {
      expect(headersOf(await simulator.request(method, path, { key }))).toEqual([null, null, null]);
    }
    expect(headersOf(await call(simulator))).toEqual([120, 119, 60]);
  });

  test('is each credential’s own, and the address’s without one', async () => {
    const simulator = await runningSimulator({ rateLimit: { limit: 1 } });
    for (const key of ['cal_one', 'cal_two', null]) {
      expect((await call(simulator, key)).status).toBe(200);
      expect((await call(simulator, key)).status).toBe(429);
    }
  });

  test('is told on errors too, and every operation counts', async () => {
    const simulator = await runningSimulator();
    const refused = await simulator.request('GET', '/v2/slots?nonsense=1', { key: 'cal_one' });
    expect(refused.status).toBe(400);
    expect(headersOf(refused)).toEqual([120, 119, 60]);
    const booking = await simulator.request('POST', '/v2/bookings', { key: 'cal_one', body: {} });
    expect(headersOf(booking)).toEqual([120, 118, 60]);
  });

  test('has a window and a block that tests can shorten', async () => {
    const simulator = await runningSimulator({ rateLimit: { limit: 1, windowMs: 2000, blockMs: 5000 } });
    expect(headersOf(await call(simulator))).toEqual([1, 0, 2]);
    expect(headersOf(await call(simulator))).toEqual([1, 0, 5]);
  });
});

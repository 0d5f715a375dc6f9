// A simulator on a free port for one test, with a clock that only the test moves.

import { onTestFinished } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';

/** A Monday, before any of the named hosts in Europe begins work. */
export const NOW = Date.parse('2026-11-23T06:00:00.000Z');

export const KEY = 'cal_test_key';

export type SlotsBody = { status: string; data: Record<string, { start: string; [key: string]: unknown }[]> };
export type ErrorBody = { status: string; timestamp: string; path: string; error: { code: string; message: string } };

export type RunningSimulator = {
  url: string;
  /** Moves the clock on by so many ms. */
  pass(milliseconds: number): void;
  request(
    method: string,
    path: string,
    options?: { body?: unknown; key?: string | null; version?: string | null },
  ): Promise<Response>;
  /** GET /v2/slots; `query` as it goes into the address. */
  slots(query: string): Promise<Response>;
  /** All slot starts of a 200 answer, in order. */
  starts(query: string): Promise<string[]>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
};

export async function runningSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  let now = NOW;
  const simulator = createSimulator({ latency: 'none', slotsCacheMs: 0, clock: () => now, ...options });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());

  const request: RunningSimulator['request'] = (method, path, { body, key = KEY, version } = {}) => {
    const usual = path.startsWith('/v2/bookings') ? '2024-08-13' : '2024-09-04';
    const headers = new Headers({ 'content-type': 'application/json' });
    if (key !== null) headers.set('authorization', `Bearer ${key}`);
    if (version !== null) headers.set('cal-api-version', version ?? usual);
    return fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  };
  const slots = (query: string): Promise<Response> => request('GET', `/v2/slots?${query}`);

  return {
    url,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    request,
    slots,
    starts: async (query) => {
      const { data } = (await (await slots(query)).json()) as SlotsBody;
      return Object.values(data).flatMap((day) => day.map((slot) => slot.start));
    },
    control: (method, path, body) =>
      fetch(`${url}/control${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    close: () => simulator.close(),
  };
}

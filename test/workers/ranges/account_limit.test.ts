import { expect, test } from 'vitest';
import { eventually, startProcesses } from '../../support/system.ts';

const LIMIT = 20;
const WINDOW_MS = 5_000;
const EVENT_TYPES = 70;

test('four workers and many cold event types: no 429, hardly any of the allowance unused, never over ten calls in a second', async () => {
  const system = await startProcesses({
    workers: 4,
    env: {
      CALCOM_RATE_LIMIT_PER_MINUTE: String(LIMIT),
      CALCOM_CALLS_PER_SECOND: '10',
      CALCOM_BURST: '1',
    },
    simulator: {
      rateLimit: { limit: LIMIT, windowMs: WINDOW_MS, blockMs: WINDOW_MS },
      latency: { minMs: 100, maxMs: 300 },
    },
  });
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`;
  const accepted = await Promise.all(
    Array.from({ length: EVENT_TYPES }, (_, index) =>
      system.verify({ eventTypeId: 2_000 + index, start, timeZone: 'Europe/Berlin' }, { prefer: 'respond-async' }),
    ),
  );
  for (const { headers } of accepted) {
    await eventually(
      async () => (await system.get(headers.get('location') ?? '', { prefer: 'wait=10' })).body.status === 'completed',
    );
  }
  const { calls, totals } = await system.calls();
  expect(totals).toMatchObject({ calls: EVENT_TYPES, tooManyRequests: 0 });
  expect(totals.maxPerSecond).toBeLessThanOrEqual(10);
  // A busy machine may take a second from any one of them; a fleet that leaves some unused does so in each.
  expect(Math.max(...callsByWindow(calls.map(({ at }) => at)))).toBeGreaterThanOrEqual(0.9 * LIMIT);
});

/** As Cal.com counts: a window begins with the first call after the one before. */
const callsByWindow = (times: readonly number[]): readonly number[] => {
  const windows: { readonly from: number; count: number }[] = [];
  for (const time of times.toSorted((a, b) => a - b)) {
    const last = windows.at(-1);
    if (last !== undefined && time < last.from + WINDOW_MS) last.count++;
    else windows.push({ from: time, count: 1 });
  }
  return windows.map(({ count }) => count);
};

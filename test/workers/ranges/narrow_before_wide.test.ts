/** Where a month takes Cal.com too long, a caller has the answer that needs less of it, nobody else suffers, and the rest follows. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { factsKey, segmentsKey, segmentsName } from '../../../src/availability/segment_key.ts';
import { eventually, startProcesses } from '../../support/system.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

const ZONE = 'Europe/Berlin';
const TIMEOUT_MS = 2_000;
/** A month and its margin take longer than the time limit, a few days do not. */
const PER_DAY_MS = 90;

const start = async (perDayMs: number, env: Record<string, string> = {}) => {
  const system = await startProcesses({
    env: { CALCOM_TIMEOUT_MS: String(TIMEOUT_MS), ...env },
    simulator: { latency: { minMs: 1, maxMs: 1, perDayMs } },
  });
  const redis = new Redis(system.redis.url);
  onTestFinished(() => redis.disconnect());
  return { system, redis };
};

const dayIn = (days: number) => Temporal.Now.plainDateISO(ZONE).add({ days });
const question = (days: number, eventTypeId = 101) => ({
  eventTypeId,
  start: `${dayIn(days)}T14:00`,
  timeZone: ZONE,
  horizonDays: 0,
});

const NAME = segmentsName({ eventTypeId: 101 });

/** How many days each call asked for, its margins included. */
const widths = async (system: Awaited<ReturnType<typeof start>>['system']) =>
  (await system.calls()).calls.map(({ query }) => {
    const [from, until] = ['start', 'end'].map((name) => Date.parse(new URLSearchParams(query).get(name) ?? ''));
    return Math.round(((until ?? 0) - (from ?? 0)) / 86_400_000);
  });

test('a month that does not come in time is no failure: the days of the question come first, and the rest behind them', async () => {
  const { system, redis } = await start(PER_DAY_MS);
  const { status, body } = await system.verify(question(3));
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  const [whole = 0, few = 0] = await widths(system);
  expect(whole).toBeGreaterThan(30);
  expect(few).toBeLessThanOrEqual(4);

  // What comes in time is remembered, and every day of the month is fetched by parts of that.
  await eventually(async () => (await redis.hget(factsKey(DEFAULT_ACCOUNT, NAME), 'width')) !== null);
  await eventually(async () => {
    const days = (await redis.hkeys(segmentsKey(DEFAULT_ACCOUNT, NAME))).filter((field) => /^\d+$/.test(field));
    return days.length > 31;
  });
  for (const width of (await widths(system)).slice(2)) expect(width).toBeLessThan(whole);
  expect((await system.get('/readyz')).text).toContain('closed');
  const cached = await system.verify(question(20));
  expect(cached.headers.get('cache-status')).toMatch(/; hit/);
});

test('nobody else waits for it: any number of such questions leave the circuit closed', async () => {
  const { system } = await start(PER_DAY_MS);
  const slow = [101, 102, 103, 106].map((id) => system.verify(question(2, id)));
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await system.get('/readyz')).text).toContain('closed');
});

test('where a month takes no longer than a day, it is asked for at once and nothing is narrowed', async () => {
  // On the slowest machine a call is not slow by this.
  const { system, redis } = await start(0, { CALCOM_TIMEOUT_MS: '60000' });
  expect((await system.verify(question(3))).status).toBe(200);
  expect(await widths(system)).toEqual([33]);
  expect(await redis.hget(factsKey(DEFAULT_ACCOUNT, NAME), 'width')).toBeNull();
});

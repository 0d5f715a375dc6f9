/** What a fleet makes of what Cal.com tells it: headers that another program spends, a 429, and failures. */
import { expect, it, vi } from 'vitest';
import { startCal } from './cal.ts';
import { ownRedis, startFleet, untilCalls, WAIT, WINDOW, WINDOWED } from './fleet.ts';
import { FLEET_CREDENTIAL } from './fleet_credential.ts';

it('believes the headers when another program uses the same key', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED, callsPerSecond: 10 });
  const other = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${FLEET_CREDENTIAL}`, 'cal-api-version': '2024-08-13' };
    const response = await fetch(`${cal.url}/v2/bookings`, { method: 'POST', headers });
    return Number(response.headers.get('x-ratelimit-remaining-default'));
  };
  let theirs = 0;
  for (const least of [5, WINDOW.limit / 2 + 10, WINDOW.limit + 10]) {
    await untilCalls(cal, least);
    // It takes what it can get and is polite at the end: a program that goes over itself blocks everyone.
    do theirs += 1;
    while ((await other()) > WINDOW.limit / 3);
  }
  expect(theirs).toBeGreaterThan(10);
  const { totals } = await untilCalls(cal, WINDOW.limit * 2);
  expect(totals.tooManyRequests).toBe(0);
});

it('pauses all processes after a 429 until its reset', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED, callsPerSecond: 10 });
  await untilCalls(cal, 5);
  await cal.setFaults({ kind: 'too_many_requests', count: 1 });
  const struck = async () => (await cal.calls()).calls.findIndex(({ fault }) => fault === 'too_many_requests');
  await vi.waitFor(async () => expect(await struck()).toBeGreaterThan(0), WAIT);
  const index = await struck();
  const at = (await cal.calls()).calls[index]?.at ?? 0;
  // What had begun before the 429 was known still arrives; after that nobody calls until the block has ended.
  const { calls, totals } = await untilCalls(cal, index + 10);
  const later = calls.slice(index + 1).filter((call) => call.at > at + WINDOW.blockMs / 2);
  expect(later[0]?.at).toBeGreaterThanOrEqual(at + WINDOW.blockMs);
  expect(calls.length - index - 1 - later.length).toBeLessThanOrEqual(4);
  expect(totals.tooManyRequests).toBe(1);
});

it('makes three failing calls and then one a cool-down, whichever process makes it, until one succeeds', async () => {
  const cooldownMs = 2_000;
  const redis = await ownRedis();
  const cal = await startCal({ latency: { minMs: 50, maxMs: 150 } });
  await cal.setFaults({ kind: 'error', status: 500 });
  const fleet = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, cooldownMs });
  const { calls } = await untilCalls(cal, 6);
  const [, , third, ...probes] = calls;
  let before = third?.at ?? 0;
  for (const { at } of probes) {
    expect(at - before).toBeGreaterThanOrEqual(cooldownMs);
    before = at;
  }
  await cal.setFaults();
  await vi.waitFor(() => expect(fleet.lines().filter(({ end }) => end === 'answered').length).toBeGreaterThan(5), WAIT);
  const transitions = fleet.lines().flatMap(({ circuit }) => circuit ?? []);
  const openings = transitions.filter((to) => to === 'open').length;
  expect(transitions.filter((to) => to === 'half-open').length).toBe(openings);
  expect(transitions.filter((to) => to === 'closed').length).toBe(1);
});

/** How a fleet uses the windows of its account, and the seconds in them. */
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { credentialTag } from '../../src/calcom/credential_tag.ts';
import { startCal } from './cal.ts';
import { ownRedis, startFleet, untilCalls, WINDOW, WINDOWED } from './fleet.ts';
import { FLEET_CREDENTIAL } from './fleet_credential.ts';

it('uses at least 90 % of a window but for what it leaves to others, and never sees a 429', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  const leftToOthers = await listenForWindows(redis.url);
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const { calls, totals } = await untilCalls(cal, 3 * WINDOW.limit + 1);
  expect(totals.tooManyRequests).toBe(0);

  // By Cal.com's counting: a window begins with the first call after the one before it has ended.
  const windows: { start: number; calls: number }[] = [];
  for (const { at } of calls) {
    const last = windows.at(-1);
    if (last && at < last.start + WINDOW.windowMs) last.calls += 1;
    else windows.push({ start: at, calls: 1 });
  }
  // A busy machine may take a second from any one of them; a fleet that leaves some unused does so in each.
  const used = windows.map(({ start, calls }) => calls + leftToOthers(start));
  expect(Math.max(...used)).toBeGreaterThanOrEqual(0.9 * WINDOW.limit);
});

/**
 * Listens to what the gates tell one another of their windows. Calls that a busy machine lets arrive in another order than they began in
 * look like another program's, to which a gate leaves its calls and a twentieth of the limit at most besides (`lua/take.lua`).
 * @returns how many calls were left to others in the window that began at an instant
 */
const listenForWindows = async (url: string): Promise<(start: number) => number> => {
  const subscriber = new Redis(url);
  // Before its server stops: hooks of a test run last first.
  onTestFinished(() => subscriber.disconnect());
  const foreign = new Map<number, number>();
  subscriber.on('message', (_channel, message: string) => {
    const [id, , , others] = message.split(' ').map(Number);
    if (id !== undefined && others !== undefined) foreign.set(id, others);
  });
  await subscriber.subscribe(`slotproof:${credentialTag(FLEET_CREDENTIAL)}:window`);
  return (start) => {
    // A gate learns of a window by the answer to its first call.
    const [, others = 0] = [...foreign].find(([id]) => id >= start && id < start + WINDOW.windowMs) ?? [];
    return others + Math.min(others, Math.ceil(WINDOW.limit / 20));
  };
};

it('never begins more calls in a second than it is told', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ latency: { minMs: 100, maxMs: 300 } });
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, callsPerSecond: 10 });
  const { totals } = await untilCalls(cal, 60);
  expect(totals.maxPerSecond).toBeLessThanOrEqual(10);
  expect(totals.tooManyRequests).toBe(0);
});

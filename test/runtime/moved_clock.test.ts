/** A process whose machine's clock is hours wrong, among others whose clocks are right. */
import { expect, onTestFinished, test } from 'vitest';
import { createDayClock } from '../../bench/day_clock.ts';
import { DAY_MS, epochMs, HOUR_MS } from '../../src/verification/time.ts';
import { requireFaketime } from '../bench/nginx_found.ts';
import { startProcess } from '../support/process.ts';
import { type Reply, send, startProcesses } from '../support/system.ts';

const nextHour = (inMs: number): string => new Date(Math.ceil((Date.now() + inMs) / HOUR_MS) * HOUR_MS).toISOString();

test('an api whose clock jumps says ages, has days seen anew and takes times as the others do', async (context) => {
  const machine = createDayClock(requireFaketime(context), epochMs(Date.now()));
  onTestFinished(() => machine.remove());
  const { env } = await startProcesses({ apis: 0, env: { REQUEST_DEADLINE_MS: '30000' } });
  const api = startProcess('src/api/main.ts', { ...env, ...machine.env, CLOCK: 'redis' });
  onTestFinished(async () => void (await api.kill()));
  const [, port] = await api.waitForOutput(/"port":(\d+).*api listens/);
  const verify = (body: object): Promise<Reply> =>
    send(`http://127.0.0.1:${port}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const tomorrow = { eventTypeId: 101, start: nextHour(DAY_MS), timeZone: 'Europe/Berlin' };
  expect(await verify(tomorrow)).toMatchObject({ status: 200, body: { freshness: 'fresh' } });

  for (const aheadMs of [3 * HOUR_MS, -HOUR_MS]) {
    machine.moveTo(epochMs(Date.now() + aheadMs));
    expect(await verify(tomorrow)).toMatchObject({ status: 200, body: { freshness: 'fresh' } });
    const askedAt = Date.now();
    const anew = await verify({ ...tomorrow, maxAge: 0 });
    expect(anew).toMatchObject({ status: 200, body: { freshness: 'fresh' } });
    // Both clocks are this machine's, and what is asked takes its way.
    expect(Math.abs(Date.parse(String(anew.body.verifiedAt)) - askedAt)).toBeLessThan(HOUR_MS / 2);
    expect(await verify({ ...tomorrow, start: nextHour(HOUR_MS) })).toMatchObject({ status: 200 });
    expect(await verify({ ...tomorrow, start: nextHour(-2 * HOUR_MS) })).toMatchObject({
      status: 422,
      body: { type: 'urn:slotproof:problem:start-in-the-past' },
    });
  }
});

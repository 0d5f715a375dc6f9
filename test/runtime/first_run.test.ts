/** `npm start` with the key of an account: what it says, and what it does. The account is the simulator's, with 60 event types and three teams. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { folder, start } from './npm_start.ts';

test('it says what was found, warms it, and gives a question about a real event type', async () => {
  const simulator = createSimulator({ latency: 'none', account: { generatedListed: 40 } });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());
  const main = start(await folder(), {
    CALCOM_API_URL: url,
    CALCOM_API_KEY: 'cal_first_run',
    CALCOM_CALLS_PER_SECOND: '100',
  });
  await main.waitForOutput(/Account +60 event types, \d+ hosts/);
  await main.waitForOutput(/Webhooks +none: bookings are looked for every two minutes\. Set PUBLIC_URL/);
  const [curl = ''] = await main.waitForOutput(/curl [\s\S]*?-d '.*'/);
  const [, id] = /"eventTypeId":(\d+)/.exec(curl) ?? [];
  expect(Number(id)).toBeGreaterThan(100);
  const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed' });
  // What the hour's budget leaves after the account was read.
  await main.waitForOutput(/Warm +\d+ of \d+: the rest when the hour has calls left/);
  expect(await main.stop()).toEqual({ code: 0, signal: null });
});

test('a key that Cal.com refuses is said, and the rest runs', async () => {
  const simulator = createSimulator({ latency: 'none' });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());
  await fetch(`${url}/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ kind: 'error', status: 401, operation: 'all' }]),
  });
  const main = start(await folder(), { CALCOM_API_URL: url, CALCOM_API_KEY: 'cal_revoked' });
  await main.waitForOutput(/Account +not read yet: slotproof doctor says why/);
  await main.waitForOutput(/YOUR_EVENT_TYPE_ID/);
  expect(await main.stop()).toEqual({ code: 0, signal: null });
});

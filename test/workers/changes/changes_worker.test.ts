/** Looks at what was booked: with no webhook at all, beside webhooks that come, beside webhooks that are lost. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import type { ChangesOutcome } from '../../../src/queues/changes/job.ts';
import { type ChangesQueue, createChangesQueue } from '../../../src/queues/changes/queue.ts';
import {
  ask,
  book,
  DAY,
  firstFree,
  type Hooked,
  hooked,
  MINUTE,
  warm,
  webhook,
} from '../../api/calcom_webhooks/hooked_system.ts';
import { postBookings } from '../../support/calcom_bookings.ts';
import { eventually, send, type SystemOptions } from '../../support/system.ts';

interface Looking extends Hooked {
  readonly queue: ChangesQueue;
  /** Asks for one look as the schedule would, and says what became of it. */
  look(): Promise<ChangesOutcome>;
}

const looking = async (options: SystemOptions = {}): Promise<Looking> => {
  // The schedule itself never comes; a worker that starts looks once.
  const system = await hooked({ ...options, env: { CHANGES_CRON: '0 0 1 1 *', ...options.env } });
  const redis = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  const queue = createChangesQueue(redis);
  onTestFinished(async () => {
    await queue.close();
    redis.disconnect();
  });
  return {
    ...system,
    queue,
    look: async () => {
      const { id = '' } = await queue.add('a test', { account: DEFAULT_ACCOUNT, reason: 'a test' });
      return await eventually(async () => {
        const job = await queue.getJob(id);
        if (job?.failedReason) throw new Error(job.failedReason);
        return job?.finishedOn !== undefined && (job.returnvalue as ChangesOutcome);
      });
    },
  };
};

const firstLook = (system: Looking): Promise<unknown> =>
  eventually(async () => (await system.queue.getCompletedCount()) > 0);

/** A look that finds that somebody asks: the api tells Redis every few seconds. */
const dueLook = (system: Looking): Promise<ChangesOutcome> =>
  eventually(async () => {
    const outcome = await system.look();
    return outcome.kind === 'looked' && outcome;
  });

const outcome = async (system: Looking, start: string, eventTypeId = 101): Promise<unknown> =>
  (await system.verify({ eventTypeId, start, timeZone: 'UTC' })).body.outcome;

test('without any webhook, a booking is not offered any more after the next look, and a cancelled one is again', async () => {
  const system = await looking({ env: { CALCOM_WEBHOOK_SECRET: '' } });
  await firstLook(system);
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  const start = await firstFree(system);
  expect(await outcome(system, start)).toBe('available');
  await book(system, start);
  system.pass(2 * MINUTE);
  expect(await dueLook(system)).toMatchObject({ kind: 'looked', calls: 1, bookings: 1, untold: 1, refetches: 2 });
  for (const eventTypeId of [101, 102]) expect(await outcome(system, start, eventTypeId)).not.toBe('available');

  const listed = await send(`${system.calcomUrl}/v2/bookings?take=10`, {
    headers: { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' },
  });
  const { uid } = (listed.body.data as { uid: string; start: string }[]).find(
    (one) => Date.parse(one.start) === Date.parse(start),
  ) ?? { uid: '' };
  expect((await postBookings(system.calcomUrl, `/${uid}/cancel`, { cancellationReason: 'Ill' })).status).toBe(200);
  system.pass(2 * MINUTE);
  expect(await dueLook(system)).toMatchObject({ kind: 'looked', untold: 1 });
  await eventually(async () => (await outcome(system, start)) === 'available');
  // Nothing new: what was found once is not applied twice.
  system.pass(2 * MINUTE);
  expect(await dueLook(system)).toMatchObject({ kind: 'looked', untold: 0, refetches: 0 });
});

test('while nobody asks for anything it looks every ten minutes, and so it does beside webhooks that come', async () => {
  const system = await looking();
  await firstLook(system);
  system.pass(2 * MINUTE);
  expect(await system.look()).toEqual({ kind: 'left', why: 'not-due' });
  // In use, and no webhook has ever come.
  await ask(system, { eventTypeId: 101 });
  await system.hook({ triggerEvent: 'PING' }, { signature: 'wrong' });
  await dueLook(system);
  // One has.
  await system.hook({ triggerEvent: 'PING' });
  system.pass(2 * MINUTE);
  expect(await system.look()).toEqual({ kind: 'left', why: 'not-due' });
  system.pass(8 * MINUTE);
  expect(await system.look()).toMatchObject({ kind: 'looked' });
});

test('a webhook that was lost is mended by the next look, and webhooks are not relied on until one comes again', async () => {
  const system = await looking();
  await firstLook(system);
  await warm(system, { eventTypeId: 101 });
  await system.hook({ triggerEvent: 'PING' });
  const start = await firstFree(system);
  await book(system, start);
  system.pass(10 * MINUTE);
  await ask(system, { eventTypeId: 101 });
  expect(await system.look()).toMatchObject({ kind: 'looked', untold: 1 });
  expect(await outcome(system, start)).not.toBe('available');
  system.pass(2 * MINUTE);
  await dueLook(system);
  await system.hook({ triggerEvent: 'PING' });
  system.pass(2 * MINUTE);
  expect(await system.look()).toEqual({ kind: 'left', why: 'not-due' });
});

test('what a webhook has told is not told again, and costs nothing', async () => {
  const system = await looking();
  await firstLook(system);
  await system.control('POST', 'webhooks', {
    url: `${system.urls[0]}/v1/calcom/webhooks`,
    secret: 'a secret of the webhook',
  });
  await warm(system, { eventTypeId: 101 });
  await book(system, await firstFree(system));
  await eventually(async () => (await system.calls()).totals.calls === 2);
  system.pass(10 * MINUTE);
  expect(await system.look()).toMatchObject({ kind: 'looked', bookings: 1, untold: 0, refetches: 0 });
});

test('looks keep to the budget, to a key that may not, and to a circuit that is open', async () => {
  const poor = await looking({ env: { WARM_CALLS_PER_HOUR: '1' } });
  await firstLook(poor);
  poor.pass(10 * MINUTE);
  expect(await poor.look()).toEqual({ kind: 'left', why: 'budget-spent' });

  const failing = await looking();
  await firstLook(failing);
  failing.pass(10 * MINUTE);
  await failing.control('PUT', 'faults', [{ kind: 'error', status: 403, operation: 'all' }]);
  expect(await failing.look()).toEqual({ kind: 'left', why: 'refused' });
  await failing.control('DELETE', 'faults');
  expect(await failing.look()).toMatchObject({ kind: 'looked' });

  const keyless = await looking({ env: { CALCOM_API_KEY: '' } });
  expect(await keyless.look()).toEqual({ kind: 'left', why: 'no-key' });
});

test('after a time in which nobody heard webhooks, what was observed before is doubted until the next look', async () => {
  const system = await looking();
  await firstLook(system);
  await warm(system, { eventTypeId: 101 });
  await system.hook({ triggerEvent: 'PING' });
  expect(await system.state('id:101', DAY, DAY + 20)).toEqual(['fresh', 'fresh']);
  // As if all api processes had been away: the last beat is made older than it is.
  const key = 'slotproof:{default:changes}:heard';
  await eventually(async () => (await system.client.get(key)) !== null);
  await system.client.set(key, String(Date.now() - 60_000));
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'doubted');
  expect(await system.state('id:101', DAY, DAY + 20)).toEqual(['doubted', 'doubted']);
  expect((await ask(system, { eventTypeId: 101 })).body).toMatchObject({ freshness: 'stale' });
  system.pass(1);
  expect(await system.look()).toMatchObject({ kind: 'looked' });
  expect(await system.state('id:101', DAY + 20)).toEqual(['fresh']);
});

test('a booking that is told while its look is under way is applied once', async () => {
  const system = await looking();
  await firstLook(system);
  await warm(system, { eventTypeId: 101 });
  const start = await firstFree(system);
  await book(system, start);
  const end = new Date(Date.parse(start) + 30 * MINUTE).toISOString();
  await Promise.all([system.look(), system.hook(webhook(system, { startTime: start, endTime: end }))]);
  expect(await outcome(system, start)).not.toBe('available');
});

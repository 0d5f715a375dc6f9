import { createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { storedSegmentsName } from '../../../src/availability/segment_key.ts';
import { Usage } from '../../../src/availability/usage.ts';
import { eventually, type InProcessSystem } from '../../support/system.ts';
import {
  ask,
  book,
  DAY,
  firstFree,
  type Hooked,
  hooked,
  MINUTE,
  SECRET,
  START,
  warm,
  webhook,
} from './hooked_system.ts';
import { accountKey } from '../../../src/account/account_key.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

/** Without workers that would refresh at once what a webhook made stale. */
const withoutRefresh = async (system: Hooked, work: () => Promise<void>): Promise<void> => {
  await system.client.hset('{slotproof}:ranges:meta', 'paused', '1');
  await work();
};

test('takes the booked time from every event type of the host, and leaves every other day and host alone', async () => {
  const system = await hooked();
  const slug = { eventTypeSlug: 'intro', username: 'anna' };
  await warm(
    system,
    ...[{ eventTypeId: 101 }, { eventTypeId: 102 }, { eventTypeId: 107, duration: 30 }, slug],
    ...[
      { eventTypeSlug: 'deep-dive', username: 'anna' },
      { eventTypeSlug: 'support-call', teamSlug: 'support' },
    ],
  );
  // Nothing is in use any longer, so nothing is fetched anew.
  system.pass(80 * MINUTE);
  const { totals } = await system.calls();

  const reply = await system.hook(webhook(system));
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ status: 'applied', trigger: 'BOOKING_CREATED', changed: 3 });
  const days = [DAY - 1, DAY, DAY + 1, DAY + 7];
  for (const name of ['id:101', 'id:102', 'id:108']) {
    expect([name, await system.state(name, ...days)]).toEqual([name, ['fresh', 'cut', 'fresh', 'fresh']]);
  }
  expect(await system.state('id:107|30', ...days)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
  expect((await system.calls()).totals.calls).toBe(totals.calls);
});

test('refreshes once what is in use, so that nobody waits', async () => {
  const system = await hooked({ apis: 2 });
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  await system.hook(webhook(system));
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
  await eventually(async () => (await system.state('id:102', DAY))[0] === 'fresh');
  expect((await system.calls()).totals.calls).toBe(4);
  expect((await ask(system, { eventTypeId: 101 })).headers.get('cache-status')).toMatch(/; hit;/);
  expect((await system.calls()).totals.calls).toBe(4);
});

/** What Cal.com was asked for since it had been asked so often: ids, users, teams. */
const askedAfter = async (system: InProcessSystem, after: number): Promise<string[]> => {
  const { calls } = await system.calls();
  return calls
    .slice(after)
    .map((call) => {
      const query = new URLSearchParams(call.query);
      return query.get('eventTypeId') ?? query.get('username') ?? query.get('teamSlug') ?? '';
    })
    .sort();
};

test('without a catalogue, refetches only what may share the time of the host who was booked; the rest is stale until it is asked for', async () => {
  const system = await hooked({ isKnown: false });
  // 101 and 102 are anna's, 103 is bert's, 106 nick's.
  await warm(
    system,
    ...[{ eventTypeId: 101 }, { eventTypeId: 102 }, { eventTypeId: 103 }, { eventTypeId: 106 }],
    ...[
      { eventTypeSlug: 'deep-dive', username: 'anna' },
      { eventTypeSlug: 'fifty', username: 'bert' },
      { eventTypeSlug: 'support-call', teamSlug: 'support' },
    ],
  );
  const bookedOf = (eventTypeId: number, username: string | undefined) =>
    webhook(system, { eventTypeId, type: 'something', organizer: username === undefined ? undefined : { username } });
  let calls = 7;
  const refreshedBy = async (body: unknown, expected: string[]): Promise<void> => {
    calls += expected.length;
    const { totals } = await system.calls();
    await system.hook(body);
    await eventually(async () => (await system.calls()).totals.calls === totals.calls + expected.length);
    expect(await askedAfter(system, totals.calls)).toEqual(expected);
    system.pass(MINUTE);
  };
  // Nothing is known of any id yet.
  await refreshedBy(bookedOf(103, 'bert'), ['101', '102', '103', '106', 'bert', 'support']);
  // Of 103 it is known now that it is not anna's.
  await refreshedBy(bookedOf(101, 'Anna'), ['101', '102', '106', 'anna', 'support']);
  await refreshedBy(bookedOf(106, 'nick'), ['102', '106', 'support']);
  await refreshedBy(bookedOf(102, 'anna'), ['101', '102', 'anna', 'support']);
  await refreshedBy(bookedOf(103, 'bert'), ['103', 'bert', 'support']);
  // Whoever it was may be anybody.
  await refreshedBy(bookedOf(103, undefined), ['101', '102', '103', '106', 'anna', 'bert', 'support']);
  await refreshedBy(bookedOf(103, 'bert'), ['103', 'bert', 'support']);

  expect(await system.state('id:101', DAY, DAY + 1)).toEqual(['doubted', 'fresh']);
  const { totals } = await system.calls();
  expect(totals.calls).toBe(calls);
  expect((await ask(system, { eventTypeId: 101 })).body).toMatchObject({ freshness: 'stale' });
  await eventually(async () => (await ask(system, { eventTypeId: 101 })).body.freshness === 'fresh');
  expect(await askedAfter(system, totals.calls)).toEqual(['101']);
});

test('in every api process a booked slot is gone before the webhook is answered, even if the message is lost', async () => {
  const system = await hooked({ apis: 2 });
  await warm(system, { eventTypeId: 101 });
  const free = await firstFree(system);
  const question = { eventTypeId: 101, start: free, timeZone: 'UTC' };
  await book(system, free);
  for (const api of [0, 1]) expect((await system.verify(question, {}, api)).body.outcome).toBe('available');
  const end = new Date(Date.parse(free) + 30 * MINUTE).toISOString();
  // The subscriptions break, and the processes subscribe again by themselves: whatever is told meanwhile is lost.
  const before = await subscribers(system.client);
  for (const id of before) await system.client.call('CLIENT', 'KILL', 'ID', id);
  await system.hook(webhook(system, { startTime: free, endTime: end }));
  for (const api of [0, 1]) expect((await system.verify(question, {}, api)).body.outcome).not.toBe('available');
  // ioredis does not catch it when a connection ends in the middle of subscribing again.
  await eventually(async () => (await subscribers(system.client)).length >= before.length);
});

test('a rescheduled booking takes its new time, and doubts its old one', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  await withoutRefresh(system, async () => {
    await system.hook(
      webhook(
        system,
        { rescheduleStartTime: '2026-12-02T10:00:00Z', rescheduleEndTime: '2026-12-02T10:30:00Z' },
        'BOOKING_RESCHEDULED',
      ),
    );
    expect(await system.state('id:101', DAY, DAY + 7, DAY + 8, DAY + 9)).toEqual(['cut', 'fresh', 'doubted', 'fresh']);
  });
});

test.each([
  ['BOOKING_CREATED', 'cut'],
  ['BOOKING_REASSIGNED', 'cut'],
  ['INSTANT_MEETING_ACCEPTED', 'cut'],
  ['BOOKING_OF_A_KIND_TO_COME', 'cut'],
  ['BOOKING_CANCELLED', 'doubted'],
  ['BOOKING_REJECTED', 'doubted'],
  ['BOOKING_REQUESTED', 'doubted'],
  ['BOOKING_PAYMENT_INITIATED', 'doubted'],
  ['SCHEDULE_UPDATED', 'doubted'],
])('after %s the day of every event type of the host is %s', async (trigger, state) => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  await withoutRefresh(system, async () => {
    await system.hook(webhook(system, {}, trigger));
    for (const name of ['id:101', 'id:102']) expect(await system.state(name, DAY, DAY + 1)).toEqual([state, 'fresh']);
  });
});

test('OOO_CREATED takes the days of the user, and nobody else’s', async () => {
  const system = await hooked();
  await warm(system, { eventTypeSlug: 'intro', username: 'anna' }, { eventTypeId: 103 });
  await withoutRefresh(system, async () => {
    // Midnights of Berlin: from the 24th through the 26th.
    const user = { username: 'anna', timeZone: 'Europe/Berlin' };
    const oooEntry = { start: '2026-11-23T23:00:00.000Z', end: '2026-11-25T23:00:00.000Z', user };
    await system.hook({
      triggerEvent: 'OOO_CREATED',
      createdAt: new Date(system.now()).toISOString(),
      payload: { oooEntry },
    });
    const days = [DAY - 1, DAY, DAY + 1, DAY + 2, DAY + 3];
    expect(await system.state('id:101', ...days)).toEqual(['cut', 'cut', 'cut', 'cut', 'fresh']);
    expect(await system.state('id:103', ...days)).toEqual(['fresh', 'fresh', 'fresh', 'fresh', 'fresh']);
  });
});

test.each([
  ...['PING', 'MEETING_STARTED', 'MEETING_ENDED', 'FORM_SUBMITTED', 'SOMETHING_NEW', 'BOOKING_LOCATION_UPDATED'],
  ...['BOOKING_NO_SHOW_UPDATED', 'AFTER_HOSTS_CAL_VIDEO_NO_SHOW', 'WRONG_ASSIGNMENT_REPORT'],
])('%s changes nothing', async (trigger) => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  const reply = await system.hook(webhook(system, {}, trigger));
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ status: 'ignored', trigger });
  // Under any name of a template's, too, where it is known to be a trigger.
  if (trigger === 'SOMETHING_NEW') return;
  for (const body of [{ what: trigger, at: START }, `event=${trigger}&start=${START}`, `${trigger} at ${START}`]) {
    expect((await system.hook(body, { contentType: 'application/x-www-form-urlencoded' })).status).toBe(200);
  }
  expect(await system.state('id:101', DAY)).toEqual(['fresh']);
});

test('a wrong or missing signature is a 401 and changes nothing', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  const body = JSON.stringify(webhook(system));
  const right = createHmac('sha256', SECRET).update(body).digest('hex');
  const wrong = createHmac('sha256', `${SECRET}!`).update(body).digest('hex');
  for (const signature of [null, '', 'x', wrong, right.slice(0, -1), `${right}00`, `sha256=${right}`]) {
    const reply = await system.hook(body, { signature });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.body.type).toBe('urn:slotproof:problem:signature-invalid');
  }
  // Signed, but other bytes.
  const unsigned = await system.hook(body, { signature: 'no-secret-provided' });
  expect(unsigned.status).toBe(401);
  expect(unsigned.body.detail).toMatch(/webhook has no secret in Cal\.com/);
  expect((await system.hook(`${body} `, { signature: right })).status).toBe(401);
  expect(await system.state('id:101', DAY)).toEqual(['fresh']);
  expect((await system.hook(body, { signature: right })).status).toBe(200);
});

test('without a secret the endpoint is off and says so', async () => {
  const system = await hooked({ env: { CALCOM_WEBHOOK_SECRET: '' } });
  const reply = await system.hook(webhook(system));
  expect(reply.status).toBe(503);
  expect(reply.body).toMatchObject({ type: 'urn:slotproof:problem:webhooks-not-configured' });
});

test('an API key is not asked for, and a long body of a template is read', async () => {
  const system = await hooked({ env: { API_KEYS: 'a-key-of-sixteen-characters' } });
  expect((await system.hook(webhook(system, { responses: 'x'.repeat(100_000) }))).status).toBe(200);
  const tooLong = await system.hook(webhook(system, { responses: 'x'.repeat(600_000) }));
  expect(tooLong.status).toBe(413);
});

test('doubled, late and out-of-order deliveries keep what was fetched after the booking', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  const rejected = webhook(system, { uid: 'other' }, 'BOOKING_REJECTED');
  system.pass(MINUTE);
  const created = webhook(system);
  system.pass(1_000);
  await system.hook(created);
  system.pass(1_000);
  await ask(system, { eventTypeId: 101 });
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
  const { totals } = await system.calls();

  // Within the slack for the clocks: only the first receipt tells that it is a repetition.
  system.pass(1_000);
  expect((await system.hook(created)).body.changed).toBe(0);
  // Made before all of it, and delivered last.
  system.pass(5 * MINUTE);
  expect((await system.hook(rejected)).body.changed).toBe(0);
  expect(await system.state('id:101', DAY)).toEqual(['fresh']);
  expect((await system.calls()).totals.calls).toBe(totals.calls);
});

test('a time stamp of the future is taken for now', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  await system.hook({ ...webhook(system), createdAt: '2027-01-01T00:00:00Z' });
  system.pass(1_000);
  await ask(system, { eventTypeId: 101 });
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
});

test.each([
  [
    'no event type and no host: all event types may have lost it',
    { eventTypeId: undefined, type: undefined, organizer: undefined },
    ['cut', 'fresh'],
    ['cut', 'fresh'],
  ],
  ['no end, but a length', { endTime: undefined }, ['cut', 'fresh'], ['fresh', 'fresh']],
  [
    'neither end nor length: it is as long as the event type is',
    { endTime: undefined, length: undefined },
    ['cut', 'fresh'],
    ['fresh', 'fresh'],
  ],
  [
    'a start alone: the next day is doubted too',
    { eventTypeId: undefined, type: undefined, endTime: undefined, length: undefined },
    ['cut', 'doubted'],
    ['fresh', 'fresh'],
  ],
  ['an id as text', { eventTypeId: '101' }, ['cut', 'fresh'], ['fresh', 'fresh']],
  [
    'no times: nothing is cut, everything is doubted',
    { startTime: undefined, endTime: undefined },
    ['doubted', 'doubted'],
    ['fresh', 'fresh'],
  ],
  [
    'times that are none',
    { startTime: 'tomorrow', endTime: '{{endTime}}' },
    ['doubted', 'doubted'],
    ['fresh', 'fresh'],
  ],
])('a template with %s', async (_case, fields, ofAnna, ofBert) => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 }, { eventTypeId: 103 });
  await withoutRefresh(system, async () => {
    expect((await system.hook(webhook(system, fields))).status).toBe(200);
    for (const name of ['id:101', 'id:102'])
      expect([name, await system.state(name, DAY, DAY + 1)]).toEqual([name, ofAnna]);
    expect(await system.state('id:103', DAY, DAY + 1)).toEqual(ofBert);
  });
});

test.each([
  ['text', 'Somebody booked: Introduction'],
  ['an empty body', ''],
  ['a list', '[1, 2]'],
  ['an empty object', '{}'],
  ['a word, as of a template that could not be rendered', 'false'],
])('a template that is %s doubts everything and takes nothing', async (_case, body) => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 });
  await withoutRefresh(system, async () => {
    expect((await system.hook(body)).status).toBe(200);
    expect(await system.state('id:101', DAY, DAY + 20)).toEqual(['doubted', 'doubted']);
  });
});

test('a flat template, without a trigger or a payload, is read as far as it goes', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  await withoutRefresh(system, async () => {
    await system.hook({ content: 'booked', startTime: START, endTime: '2026-11-24T09:30:00Z', eventTypeId: 101 });
    expect(await system.state('id:101', DAY, DAY + 1)).toEqual(['cut', 'fresh']);
    expect(await system.state('id:102', DAY, DAY + 1)).toEqual(['cut', 'fresh']);
  });
});

test('a moved booking whose old time is missing doubts the rest of its own event type only', async () => {
  const system = await hooked();
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  await withoutRefresh(system, async () => {
    await system.hook(webhook(system, {}, 'BOOKING_RESCHEDULED'));
    expect(await system.state('id:101', DAY, DAY + 1)).toEqual(['cut', 'doubted']);
    expect(await system.state('id:102', DAY, DAY + 1)).toEqual(['cut', 'fresh']);
  });
});

test('an answer that was under way when the webhook came does not bring the booked slot back', async () => {
  const system = await hooked({ simulator: { latency: { minMs: 600, maxMs: 600 } } });
  const asking = ask(system, { eventTypeId: 101 });
  await eventually(async () => (await system.calls()).totals.calls === 1);
  system.pass(100);
  const hooking = system.hook(webhook(system));
  await hooking;
  system.pass(100);
  await asking;
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
  // The first answer is older than the booking; a second one had to be fetched.
  expect((await system.calls()).totals.calls).toBeGreaterThanOrEqual(2);
});

test('the registry of what is cached stays bounded, and counts the recent most', async () => {
  const system = await hooked();
  let now = system.now();
  const usage = new Usage(system.client, DEFAULT_ACCOUNT, 3_600, () => now);
  const name = storedSegmentsName;
  for (let id = 1; id <= 50; id++) {
    await usage.remember(name(`id:${id}`));
    usage.note(name(`id:${id}`));
    await usage.flush();
    now = (now + 5 * MINUTE) as typeof now;
  }
  expect((await usage.cached()).length).toBeLessThanOrEqual(13);
  expect(await system.client.zcard(accountKey(DEFAULT_ACCOUNT, 'usage', 'cached'))).toBeLessThanOrEqual(13);
  for (let count = 0; count < 5; count++) usage.note(name('id:7'));
  await usage.flush();
  expect((await usage.mostAsked(1)).map(({ name: asked }) => asked)).toEqual(['id:7']);
  expect((await usage.mostAsked(100)).length).toBe(50);
  // What the account has is kept for as long as Cal.com can't be asked.
  const keys = (await system.client.keys('slotproof:*')).filter(
    (key) => !key.startsWith('slotproof:{default:catalogue}'),
  );
  for (const key of keys) expect([key, await system.client.ttl(key)]).not.toEqual([key, -1]);
});

const subscribers = async (client: Redis): Promise<string[]> => {
  const list = String(await client.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
  return [...list.matchAll(/^id=(\d+)/gm)].map(([, id = '']) => id);
};

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BODY, type RunningService, runningService } from '../../support/running_service.ts';

const KEYS = ['first-key-of-the-test', 'second-key-of-the-test'] as const;

let service: RunningService;
/** Every test asks about an event type of its own, so that the cache knows nothing of it. */
let eventTypeId = 2_000;

beforeAll(async () => {
  service = await runningService({ settings: { API_KEYS: KEYS.join(',') } });
});
afterAll(() => service.close());

const post = async (key: string, body: object, headers: Record<string, string> = {}, apiKey: string = KEYS[0]) => {
  const response = await service.verify(body, {
    authorization: `Bearer ${apiKey}`,
    'idempotency-key': key,
    ...headers,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const book = async (slot: string): Promise<void> => {
  const response = await fetch(`${service.simulatorUrl}/v2/bookings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'cal-api-version': '2024-08-13',
      authorization: 'Bearer cal_test_key',
    },
    body: JSON.stringify({
      eventTypeId,
      start: slot,
      attendee: { name: 'A', email: 'a@example.com', timeZone: 'Europe/Berlin' },
    }),
  });
  expect(response.status).toBe(201);
};

test('the same key is the same verification', async () => {
  const body = { ...BODY, eventTypeId: ++eventTypeId };
  const key = randomUUID();
  const first = await post(key, body, { prefer: 'respond-async' });
  expect(first.status).toBe(202);
  const second = await post(key, body);
  expect(second.status).toBe(200);
  expect(second.body.id).toBe(first.body.id);
  const third = await post(key, body, { prefer: 'respond-async' });
  expect(third).toEqual(second);
});

test('an answer from the cache is given again as it was, whatever the cache says since', async () => {
  const body = { ...BODY, eventTypeId: ++eventTypeId };
  const authorization = `Bearer ${KEYS[0]}`;
  const cold = (await (await service.verify(body, { authorization })).json()) as {
    slot?: { start: string };
    alternatives: { start: string }[];
  };
  const key = randomUUID();
  const first = await post(key, body);
  expect(first.body).not.toHaveProperty('id');
  const slot = cold.slot ?? cold.alternatives[0];
  if (slot === undefined) throw new Error('The calendar is full.');
  await book(new Date(slot.start).toISOString());
  service.pass(3_000);
  const fresh = await post(randomUUID(), body, { 'cache-control': 'no-cache' });
  expect(fresh.body).not.toMatchObject({ alternatives: first.body.alternatives, outcome: first.body.outcome });
  const { ageSeconds, ...again } = (await post(key, body)).body;
  expect(first.body).toEqual({ ...again, ageSeconds: 0 });
  expect(ageSeconds).toBe(3);
});

test('a different body under a key is refused', async () => {
  const body = { ...BODY, eventTypeId: ++eventTypeId };
  const key = randomUUID();
  expect((await post(key, body)).status).toBe(200);
  const other = await post(key, { ...body, maxAlternatives: 3 });
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({
    type: 'urn:slotproof:problem:idempotency-key-reused',
    errors: [{ header: 'Idempotency-Key' }],
  });
});

test('another caller may use the same key for something else', async () => {
  const key = randomUUID();
  expect((await post(key, { ...BODY, eventTypeId: ++eventTypeId })).status).toBe(200);
  expect((await post(key, { ...BODY, eventTypeId: ++eventTypeId }, {}, KEYS[1])).status).toBe(200);
});

test.each(['respond-async', 'wait=5'])('many equal requests at once are one verification (%s)', async (prefer) => {
  const body = { ...BODY, eventTypeId: ++eventTypeId };
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(key, body, { prefer })));
  const ids = new Set(answers.flatMap(({ body: { id } }) => (id === undefined ? [] : [id])));
  expect(ids.size).toBe(1);
  for (const { status } of answers) expect([200, 202]).toContain(status);
  const outcomes = answers.filter(({ status }) => status === 200).map(({ body: answer }) => answer.outcome);
  expect(new Set(outcomes).size).toBeLessThanOrEqual(1);
});

test('of many different requests at once under one key, one is accepted', async () => {
  const key = randomUUID();
  const bodies = Array.from({ length: 10 }, () => ({ ...BODY, eventTypeId: ++eventTypeId }));
  const answers = await Promise.all(bodies.map((body) => post(key, body)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(9);
});

test('a body that is not valid does not use up its key', async () => {
  const key = randomUUID();
  expect((await post(key, { ...BODY, start: 'soon' })).status).toBe(422);
  expect((await post(key, { ...BODY, eventTypeId: ++eventTypeId })).status).toBe(200);
});

test('a key that is too long is refused', async () => {
  const { status, body } = await post('k'.repeat(256), { ...BODY, eventTypeId: ++eventTypeId });
  expect(status).toBe(422);
  expect(body).toMatchObject({ errors: [{ header: 'Idempotency-Key', reason: expect.any(String) }] });
});

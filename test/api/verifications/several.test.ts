/** One question about several event types: what it costs, whose each slot is, how old each part, and what happens where one of them fails. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import { CatalogueStore } from '../../../src/catalogue/catalogue_store.ts';
import { completedVerificationSchema } from '../../../src/contract/verification_document_schema.ts';
import { eventually, type InProcessSystem, type Reply, startSystem } from '../../support/system.ts';

const DAY = '2026-11-24';
const ZONE = 'Europe/Berlin';
const FOUR = [{ eventTypeId: 101 }, { eventTypeId: 102 }, { eventTypeId: 1001, label: 'Mia' }, { eventTypeId: 1002 }];

const ask = (system: InProcessSystem, body: object, headers: Record<string, string> = {}): Promise<Reply> =>
  system.verify({ eventTypes: FOUR, timeZone: ZONE, ...body }, headers);
const callsOf = async (system: InProcessSystem): Promise<number> => (await system.calls()).totals.calls;
const completed = (reply: Reply) => {
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return completedVerificationSchema.parse(reply.body);
};

test('a cold one costs one call for each, however many ask, and the next none; each part tells its age', async () => {
  const system = await startSystem();
  const night = { start: `${DAY}T03:00`, maxAlternatives: 20, horizonDays: 1 };
  const asked = await Promise.all([
    ask(system, night),
    ask(system, night),
    ask(system, { ...night, maxAlternatives: 4 }),
  ]);
  expect(await callsOf(system)).toBe(FOUR.length);
  const [first, second] = asked.map(completed);
  expect(second).toMatchObject({ outcome: 'alternatives', alternatives: first?.alternatives });
  expect(first?.eventTypes?.map(({ eventType, reason }) => [eventType, reason])).toEqual(
    FOUR.map(({ eventTypeId }) => [{ eventTypeId }, 'not-listed']),
  );

  system.pass(60_000);
  const warm = completed(await ask(system, night));
  expect(await callsOf(system)).toBe(FOUR.length);
  expect(warm.id).toBeUndefined();
  expect(warm.ageSeconds).toBe(60);
  expect(warm.eventTypes?.map(({ ageSeconds, freshness }) => [ageSeconds, freshness])).toEqual(
    FOUR.map(() => [60, 'fresh']),
  );
  // Each is as though it were asked about alone, and the label is that of the question.
  const alone = await Promise.all(
    FOUR.map(({ eventTypeId }) => system.verify({ eventTypeId, timeZone: ZONE, ...night })),
  );
  const starts = alone.flatMap(({ body }) => (body.alternatives as { start: string }[]).map(({ start }) => start));
  expect(warm.alternatives.map(({ start }) => start).toSorted()).toEqual(starts.toSorted().slice(0, 20));
  const mine = warm.alternatives.filter(({ label }) => label === 'Mia');
  expect(mine.length).toBeGreaterThan(0);
  for (const { eventType } of mine) expect(eventType).toEqual({ eventTypeId: 1001 });

  const spread = completed(await ask(system, { ...night, spread: 'eventTypes' }));
  expect(new Set(spread.alternatives.map(({ eventType }) => JSON.stringify(eventType))).size).toBe(
    spread.alternatives.length,
  );
});

test('the requested slot is the preferred one’s that has it, and names whose it is', async () => {
  const system = await startSystem();
  const free = completed(await ask(system, { from: DAY, partOfDay: 'afternoon', maxAlternatives: 20 }));
  expect(free.outcome).toBe('alternatives');
  for (const { start, strategy } of free.alternatives) {
    expect(strategy).toBe('first_free');
    expect(start.slice(11, 16) >= '12:00' && start.slice(11, 16) < '17:00').toBe(true);
  }
  expect(free.alternatives.map(({ start }) => start)).toEqual(free.alternatives.map(({ start }) => start).toSorted());
  const [one] = free.alternatives;
  if (one === undefined) throw new Error('nothing is free');
  const preferring = FOUR.map((eventType) => ({
    ...eventType,
    ...(eventType.eventTypeId === (one.eventType as { eventTypeId: number }).eventTypeId ? { preference: 1 } : {}),
  }));
  const there = completed(await ask(system, { eventTypes: preferring, start: one.start }));
  expect(there).toMatchObject({ outcome: 'available', slot: { start: one.start, eventType: one.eventType } });
  expect(there.eventTypes?.length).toBe(1);
});

test('one that fails takes nothing from the others, and all that fail are a problem', async () => {
  const system = await startSystem();
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500, eventTypeId: 101 }]);
  const unknown = { eventTypeId: 987_654_321 };
  const partly = completed(await ask(system, { eventTypes: [...FOUR, unknown], start: `${DAY}T03:00` }));
  expect(partly).toMatchObject({ outcome: 'alternatives', partial: true });
  expect(partly.unanswered?.map(({ eventType, error }) => [eventType, error?.type])).toEqual([
    [{ eventTypeId: 101 }, 'urn:slotproof:problem:calcom-unavailable'],
    [unknown, 'urn:slotproof:problem:event-type-not-found'],
  ]);
  // From the cache as well, without a call.
  const calls = await callsOf(system);
  const again = completed(await ask(system, { eventTypes: [...FOUR, unknown], start: `${DAY}T03:00` }));
  expect(again.unanswered?.map(({ error }) => error?.type)).toEqual([
    'urn:slotproof:problem:event-type-failing',
    'urn:slotproof:problem:event-type-not-found',
  ]);
  expect(await callsOf(system)).toBe(calls);
  const none = await ask(system, { eventTypes: [unknown, { eventTypeId: 101 }], start: `${DAY}T03:00` });
  expect([none.status, none.body.type]).toEqual([404, 'urn:slotproof:problem:event-type-not-found']);
});

test('at the deadline the answer is what is known, and the rest follows under its id', async () => {
  const system = await startSystem({ env: { REQUEST_DEADLINE_MS: '500' } });
  for (const { eventTypeId } of FOUR.slice(1)) {
    await eventually(async () => (await system.verify({ eventTypeId, start: DAY, timeZone: ZONE })).status === 200);
  }
  await system.control('PUT', 'faults', [{ kind: 'latency', latencyMs: 2_000, eventTypeId: 101, count: 1 }]);
  const reply = await ask(system, { start: `${DAY}T03:00` });
  const partly = completed(reply);
  expect(partly).toMatchObject({ partial: true, unanswered: [{ eventType: { eventTypeId: 101 } }] });
  expect(partly.eventTypes?.length).toBe(FOUR.length - 1);
  expect(reply.headers.get('location')).toBe(`/v1/verifications/${partly.id}`);
  const whole = await eventually(async () => {
    const polled = await system.get(`/v1/verifications/${partly.id}`);
    return polled.body.status === 'completed' && completed(polled);
  });
  expect(whole.partial).toBeUndefined();
  expect(whole.eventTypes?.length).toBe(FOUR.length);
  expect(await callsOf(system)).toBe(FOUR.length);
});

test('a team is all that it has; what cannot be asked is said', async () => {
  const system = await startSystem();
  const { body } = await system.get('/v1/event-types');
  const listed = body.eventTypes as { id: number; team?: string; title: string; hidden: boolean }[];
  const team = listed.find((one) => one.team !== undefined && !one.hidden)?.team;
  const titles = listed.filter((one) => one.team === team && !one.hidden).map(({ title }) => title);
  const { eventTypes = [], unanswered } = completed(
    await ask(system, { eventTypes: { team }, start: `${DAY}T03:00`, horizonDays: 1 }),
  );
  expect(unanswered).toBeUndefined();
  const labels = eventTypes.map(({ label }) => label);
  expect(labels.length).toBeGreaterThan(0);
  expect(labels).toEqual(expect.arrayContaining(titles));

  const faultsOf = async (more: object) => {
    const reply = await ask(system, { start: `${DAY}T14:00`, ...more });
    expect(reply.status).toBe(422);
    return (reply.body.errors as { pointer: string; reason: string }[]).map(
      ({ pointer, reason }) => `${pointer} ${reason}`,
    );
  };
  expect(await faultsOf({ eventTypes: { team: 'nobody' } })).toEqual([
    '/eventTypes/team is no team of this account, as far as is known',
  ]);
  expect(await faultsOf({ eventTypeId: 101, hold: true })).toEqual([
    '/eventTypeId must not be given together with eventTypes',
    '/hold must not be given together with eventTypes',
  ]);
  expect(await faultsOf({ eventTypes: [{ eventTypeId: 101 }, { eventTypeId: 101 }] })).toEqual([
    '/eventTypes/1 names the same event type as /eventTypes/0',
  ]);
  expect(await faultsOf({ eventTypes: [{ eventTypeId: 101 }, { username: 'anna' }] })).toEqual([
    '/eventTypes/1/eventTypeSlug is required with username',
  ]);
  const many = Array.from({ length: 50 }, (_, index) => ({ eventTypeId: 5_000 + index }));
  expect(await faultsOf({ eventTypes: many, horizonDays: 60 })).toEqual([
    '/horizonDays reaches too far for 50 event types, which can be searched for 20 days at once',
  ]);
  expect(await faultsOf({ start: DAY, until: '2026-11-23' })).toEqual([
    '/until must be after the time from which on slots are sought',
  ]);
});

test('an answer about one says why not where it is asked to, and is the same to the letter where it is not', async () => {
  const system = await startSystem();
  const one = { eventTypeId: 101, timeZone: ZONE, start: `${DAY}T03:00` };
  await system.verify(one);
  const plain = await system.verify(one);
  const explained = await system.verify({ ...one, explain: true });
  const { reason, ...rest } = explained.body;
  expect(reason).toBe('not-listed');
  expect(rest).toEqual(plain.body);
  const reasonOf = async (more: object) => (await system.verify({ ...one, explain: true, ...more })).body.reason;
  const hours = { start: '09:00', end: '18:00', days: [1, 2, 3, 4, 5] };
  expect(await reasonOf({ businessHours: hours })).toBe('outside-hours');
  const [free] = (await system.verify({ eventTypeId: 101, timeZone: ZONE, start: DAY })).body.alternatives as {
    start: string;
    end: string;
  }[];
  expect(await reasonOf({ start: free?.start, busy: [{ start: free?.start, end: free?.end }] })).toBe('busy');
  expect(await reasonOf({ start: free?.start })).toBeUndefined();
  const { body } = await system.get('/v1/event-types');
  const noticing = (body.eventTypes as { id: number; minimumNotice: number }[]).find(
    ({ id, minimumNotice }) => id < 1_000 && minimumNotice > 60,
  );
  expect(await reasonOf({ eventTypeId: noticing?.id, start: '2026-11-23T07:30' })).toBe('too-soon');
});

test('one host of a round-robin event type is asked about by itself, and cached so', async () => {
  const system = await startSystem();
  const redis = new Redis(system.redis.url);
  onTestFinished(() => redis.disconnect());
  const document = await new CatalogueStore(redis, DEFAULT_ACCOUNT).read();
  const entry = document?.eventTypes.find(
    ({ scheduling, hosts, hidden }) => scheduling === 'roundRobin' && hosts.length > 1 && !hidden,
  );
  const [one, other] = entry?.hosts.map(({ userId }) => userId) ?? [];
  if (entry === undefined || one === undefined || other === undefined) throw new Error('nothing is round robin');
  const eventTypes = [
    { eventTypeId: entry.id, hosts: [one], label: 'one' },
    { eventTypeId: entry.id, hosts: [other], label: 'other' },
  ];
  const both = completed(await ask(system, { eventTypes, start: DAY, maxAlternatives: 20 }));
  const { calls } = await system.calls();
  expect(calls.map(({ query }) => new URLSearchParams(query).get('rrHostSubsetIds')).toSorted()).toEqual(
    [String(one), String(other)].toSorted(),
  );
  expect(both.eventTypes?.map(({ hosts, label }) => [hosts, label])).toEqual([
    [[one], 'one'],
    [[other], 'other'],
  ]);
  const alone = await system.verify({ eventTypeId: entry.id, hosts: [one], start: DAY, timeZone: ZONE });
  expect([alone.status, (await system.calls()).totals.calls]).toEqual([200, 2]);
  const strange = await system.verify({ eventTypeId: 101, hosts: [one], start: DAY, timeZone: ZONE });
  expect([strange.status, strange.body.errors]).toMatchObject([422, [{ pointer: '/hosts' }]]);
});

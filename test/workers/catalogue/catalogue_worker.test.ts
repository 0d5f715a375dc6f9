/** Readings of the account with real Redis, workers and HTTP. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { CallLedger } from '../../../src/calcom/call_ledger.ts';
import { Catalogue } from '../../../src/catalogue/catalogue.ts';
import { CatalogueStore } from '../../../src/catalogue/catalogue_store.ts';
import type { CatalogueOutcome } from '../../../src/queues/catalogue/job.ts';
import { queueCatalogue } from '../../../src/queues/catalogue/producer.ts';
import { createCatalogueQueue } from '../../../src/queues/catalogue/queue.ts';
import { eventually, type InProcessSystem, type SystemOptions, startSystem } from '../../support/system.ts';
import { accountKey } from '../../../src/account/account_key.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

/** Event types of the demo account that have a name of their own. */
const EVERYTHING = 21;

const CRON = '53 * * * *';

const start = async (options: SystemOptions = {}) => {
  const system = await startSystem({ isKnown: false, ...options, env: { CATALOGUE_CRON: CRON, ...options.env } });
  const redis = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  const changes = new Redis(system.redis.url);
  const store = new CatalogueStore(redis, DEFAULT_ACCOUNT);
  const catalogue = new Catalogue(store, (error) => expect.fail(String(error)));
  const queue = createCatalogueQueue(redis);
  onTestFinished(async () => {
    catalogue.close();
    await queue.close();
    for (const connection of [redis, changes]) connection.disconnect();
  });
  await catalogue.listen(changes);
  return { ...system, redis, store, catalogue, queue };
};

type Started = Awaited<ReturnType<typeof start>>;

const account = (system: Pick<InProcessSystem, 'control'>, options: unknown) =>
  system.control('PUT', 'account', options);

const callsMade = async ({ calcomUrl }: Pick<InProcessSystem, 'calcomUrl'>) =>
  ((await (await fetch(`${calcomUrl}/control/account`)).json()) as { calls: string[] }).calls;

/** The results of so many readings that are done, oldest first. */
const readings = (system: Started, count: number): Promise<readonly CatalogueOutcome[]> =>
  eventually(async () => {
    const jobs = await system.queue.getJobs('completed', 0, -1, true);
    return jobs.length >= count && jobs.map(({ returnvalue }) => returnvalue);
  });

/** Asks for one more reading, past the five minutes in which there is one. */
const readAgain = async (system: Started, count: number): Promise<CatalogueOutcome | undefined> => {
  await system.queue.removeDeduplicationKey('demand');
  await queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test');
  return (await readings(system, count)).at(-1);
};

test('workers that start read the account once, and every process knows it', async () => {
  const system = await start({ workers: 3, apis: 1 });
  await eventually(async () => system.catalogue.find({ eventTypeId: 101 }));
  expect(system.catalogue.find({ username: 'anna', eventTypeSlug: 'intro' })?.id).toBe(101);
  expect(system.catalogue.find({ teamSlug: 'board', eventTypeSlug: 'panel', organizationSlug: 'acme' })?.id).toBe(112);
  expect(system.catalogue.document()?.missing).toEqual([]);
  const calls = await callsMade(system);
  expect(new Set(calls).size).toBe(calls.length);
  const [reading] = await readings(system, 1);
  expect(reading).toMatchObject({ kind: 'read', calls: calls.length, eventTypes: EVERYTHING, teams: 3, missing: [] });

  await eventually(async () => (await system.get('/admin/figures')).body.catalogue !== null);
  const { body } = await system.get('/admin/figures');
  expect(body.catalogue).toEqual({ readAt: '2026-11-23T06:00:00.000Z', eventTypes: EVERYTHING, teams: 3, missing: [] });
  expect(body).toMatchObject({ calcomCalls: { byReason: { catalogue: calls.length } } });
  expect((await system.get('/admin/queues/api/queues')).text).toContain('Readings of what the account has');
});

test('an edited, a deleted and a new event type are noticed', async () => {
  const system = await start({ simulator: { account: { deleted: [103] } } });
  await readings(system, 1);
  await account(system, { edited: { 101: { minimumBookingNotice: 240 }, 104: { title: 'Other' } }, deleted: [102] });
  expect(await readAgain(system, 2)).toMatchObject({ changed: [101], appeared: [103], disappeared: [102] });
  await eventually(async () => system.catalogue.find({ eventTypeId: 101 })?.minimumNotice === 240);
  expect(system.catalogue.find({ eventTypeId: 102 })).toBeUndefined();
});

test('however often it is asked for, the account is read once in five minutes', async () => {
  const system = await start();
  await readings(system, 1);
  await Promise.all([1, 2, 3].map(() => queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test')));
  await readings(system, 2);
  await queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test');
  const counts = await system.queue.getJobCounts('waiting', 'active', 'completed');
  expect(counts).toMatchObject({ waiting: 0, active: 0, completed: 2 });
});

test('what the key may not see is said, and the rest is known', async () => {
  const system = await start({ simulator: { account: { withheld: ['teams', 'organization'] } } });
  const [reading] = await readings(system, 1);
  expect(reading).toMatchObject({ kind: 'read', eventTypes: 2, teams: 0 });
  await eventually(async () => (await system.get('/admin/figures')).body.catalogue !== null);
  expect(JSON.stringify((await system.get('/admin/figures')).body.catalogue)).toContain('teams: Cal.com answered 403');
});

test('without a key nothing is asked, and that is said', async () => {
  const system = await start({ env: { CALCOM_API_KEY: '' } });
  await eventually(async () => system.catalogue.document());
  expect(system.catalogue.document()?.missing).toEqual([expect.stringMatching(/CALCOM_API_KEY is not set/)]);
  expect(await callsMade(system)).toEqual([]);
});

test('a Cal.com that fails, and a key that it does not accept any more, leave the catalogue as it was', async () => {
  const system = await start();
  await readings(system, 1);
  const before = await system.store.read();
  await system.control('PUT', 'faults', [{ kind: 'error', status: 401, operation: 'all' }]);
  expect(await readAgain(system, 2)).toEqual({ kind: 'kept', why: 'key-refused' });
  await system.control('PUT', 'faults', [{ kind: 'error', operation: 'all' }]);
  await system.queue.removeDeduplicationKey('demand');
  await queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test');
  await eventually(async () => (await system.queue.getDelayed()).some(({ attemptsMade }) => attemptsMade === 1));
  expect(await system.store.read()).toEqual(before);
});

test('switched off, or without a budget, nothing is read even when it is asked for', async () => {
  for (const env of [{ CATALOGUE_CRON: 'off' }, { WARM_CALLS_PER_HOUR: '0' }]) {
    const system = await start({ env });
    await queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test');
    expect(await readings(system, 1)).toEqual([{ kind: 'kept', why: 'switched-off' }]);
    expect(await callsMade(system)).toEqual([]);
  }
});

test('an open circuit ends the round', async () => {
  const system = await start({ env: { BREAKER_FAILURE_THRESHOLD: '1', BREAKER_COOLDOWN_MS: '3600000' } });
  await readings(system, 1);
  const made = (await callsMade(system)).length;
  await system.control('PUT', 'faults', [{ kind: 'reset', operation: 'all' }]);
  await system.verify({ eventTypeId: 103, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' });
  expect(await readAgain(system, 2)).toEqual({ kind: 'kept', why: 'circuit-open' });
  expect(await callsMade(system)).toHaveLength(made);
  expect(system.catalogue.document()?.eventTypes).toHaveLength(EVERYTHING);
});

test('600 event types more are read within the budget', async () => {
  const system = await start({
    simulator: { account: { generatedListed: 600 } },
    env: { WARM_CALLS_PER_HOUR: '10' },
  });
  const [reading] = await readings(system, 1);
  expect(reading).toMatchObject({ kind: 'read', eventTypes: EVERYTHING + 600, missing: [] });
  expect(await callsMade(system)).toHaveLength(10);
  await eventually(async () => system.catalogue.find({ username: 'host-1599', eventTypeSlug: 'meeting' }));
});

test('a spent budget puts the round off until there is one again, or ends it where the next round comes first', async () => {
  const system = await start({ env: { WARM_CALLS_PER_HOUR: '10' } });
  await readings(system, 1);
  const made = (await callsMade(system)).length;
  const ledger = new CallLedger(system.redis, DEFAULT_ACCOUNT, system.now);
  await Promise.all([1, 2, 3, 4].map(() => ledger.record('webhook')));
  expect(await readAgain(system, 2)).toEqual({ kind: 'kept', why: 'budget-spent' });
  system.pass(55 * 60_000);
  await system.queue.removeDeduplicationKey('demand');
  await queueCatalogue(system.queue, DEFAULT_ACCOUNT, 'a test');
  const delay = await eventually(async () => {
    const jobs = await system.queue.getDelayed();
    return jobs.find(({ data }) => data.reason === 'a test')?.delay;
  });
  expect(delay).toBeGreaterThan(60_000);
  expect(delay).toBeLessThanOrEqual(5 * 60_000 + 1);
  expect(await callsMade(system)).toHaveLength(made);
});

test('warming leaves the calls that a reading needs', async () => {
  const system = await start({
    env: { WARM_CALLS_PER_HOUR: '14', WARM_EVENT_TYPES: Array.from({ length: 20 }, (_, n) => 1000 + n).join(',') },
  });
  await readings(system, 1);
  await system.redis.del(accountKey(DEFAULT_ACCOUNT, 'calcom-calls', 'catalogue'));
  await fetch(`${system.urls[0]}/v1/warming`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  await eventually(async () => (await system.calls()).totals.calls === 4);
  expect(await readAgain(system, 2)).toMatchObject({ kind: 'read' });
  expect((await system.calls()).totals.calls).toBe(4);
});

test('the days of an edited event type are forgotten in every process, and no others', async () => {
  const system = await start({ apis: 2 });
  await readings(system, 1);
  await eventually(async () => (await system.get('/admin/figures', {}, 1)).body.catalogue !== null);
  const ask = (eventTypeId: number, api: number) =>
    system.verify({ eventTypeId, start: '2026-12-01T14:00', timeZone: 'Europe/Berlin' }, {}, api);
  const isHit = async (eventTypeId: number, api: number) =>
    (await ask(eventTypeId, api)).headers.get('cache-status')?.includes('; hit') === true;
  for (const eventTypeId of [101, 102]) await ask(eventTypeId, 0);
  await eventually(async () => (await isHit(101, 1)) && (await isHit(102, 1)));

  await account(system, { edited: { 101: { minimumBookingNotice: 20_000 } } });
  expect(await readAgain(system, 2)).toMatchObject({ kind: 'read', changed: [101] });
  const asked = (await system.calls()).totals.calls;
  await eventually(async () => {
    await ask(101, 1);
    return (await system.calls()).totals.calls > asked;
  });
  expect(await isHit(102, 0)).toBe(true);
});

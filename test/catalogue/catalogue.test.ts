/** The catalogue as a process knows it, with real Redis. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { Catalogue } from '../../src/catalogue/catalogue.ts';
import { catalogueChanged, CatalogueStore } from '../../src/catalogue/catalogue_store.ts';
import { startRedis } from '../support/redis_server.ts';
import { eventually } from '../support/system.ts';
import { documentOf, eventTypeOf } from './catalogue_documents.ts';
import { accountKey } from '../../src/account/account_key.ts';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';

const start = async () => {
  const server = await startRedis();
  const redis = new Redis(server.url, { maxRetriesPerRequest: 0 });
  const changes = new Redis(server.url);
  const faults: unknown[] = [];
  for (const connection of [redis, changes]) connection.on('error', () => undefined);
  const store = new CatalogueStore(redis, DEFAULT_ACCOUNT);
  const catalogue = new Catalogue(store, (error) => faults.push(error));
  onTestFinished(async () => {
    catalogue.close();
    for (const connection of [redis, changes]) connection.disconnect();
    await server.stop();
  });
  return { server, redis, changes, store, catalogue, faults };
};

const one = documentOf({ eventTypes: [eventTypeOf({ id: 1 })] });
const two = documentOf({ eventTypes: [eventTypeOf({ id: 2 })] });

test('nothing is found before anything was read', async () => {
  const { catalogue, changes } = await start();
  expect(catalogue.find({ eventTypeId: 1 })).toBeUndefined();
  await catalogue.listen(changes);
  expect(catalogue.document()).toBeUndefined();
});

test('what is there at the start is known, and every change follows', async () => {
  const { catalogue, changes, store } = await start();
  await store.write(one);
  await catalogue.listen(changes);
  expect(catalogue.document()).toEqual(one);
  await store.write(two);
  await eventually(async () => catalogue.find({ eventTypeId: 2 }));
  expect(catalogue.find({ eventTypeId: 1 })).toBeUndefined();
});

test('what was known stays while Redis is away, and what it holds when it is back follows', async () => {
  const { catalogue, changes, store, server, redis, faults } = await start();
  await store.write(one);
  await catalogue.listen(changes);
  redis.disconnect();
  await catalogue.load();
  expect(faults).toHaveLength(1);
  expect(catalogue.document()).toEqual(one);
  await redis.connect();
  // As if its message had been lost.
  await redis.set(accountKey(DEFAULT_ACCOUNT, 'catalogue', 'document'), JSON.stringify(two));
  const subscribers = new Redis(server.url);
  await subscribers.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  subscribers.disconnect();
  await eventually(async () => catalogue.find({ eventTypeId: 2 }));
});

test('a document of another shape is none', async () => {
  const { catalogue, changes, redis, store } = await start();
  for (const text of ['no JSON', '{"readAt":"yesterday"}', '[]']) {
    await redis.set(accountKey(DEFAULT_ACCOUNT, 'catalogue', 'document'), text);
    await redis.publish(catalogueChanged(DEFAULT_ACCOUNT), '');
    expect(await store.read()).toBeUndefined();
  }
  await catalogue.listen(changes);
  expect(catalogue.document()).toBeUndefined();
});

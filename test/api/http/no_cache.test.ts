/** `Cache-Control: no-cache`, as browsers and `fetch` send it by habit. */
import { expect, test } from 'vitest';
import { type InProcessSystem, startSystem } from '../../support/system.ts';

const ASK = { eventTypeId: 101, start: '2026-11-24T19:00', timeZone: 'Europe/Berlin', strategies: ['same_day'] };
const NO_CACHE = { 'cache-control': 'no-cache' };
const SLOTS = '/v2/slots?eventTypeId=101&start=2026-11-24&end=2026-11-30';
const VERSION = { 'cal-api-version': '2024-09-04' };

const calls = async (system: InProcessSystem): Promise<number> => (await system.calls()).totals.calls;

test('what Cal.com gave within two seconds satisfies it, and nothing older', async () => {
  const system = await startSystem();
  await system.verify(ASK, NO_CACHE);
  system.pass(2_000);
  for (const header of ['no-cache', 'max-age=0', 'no-cache, max-age=60']) {
    expect((await system.verify(ASK, { 'cache-control': header })).body).toMatchObject({ ageSeconds: 2 });
    expect((await system.get(SLOTS, { ...VERSION, 'cache-control': header })).headers.get('age')).toBe('2');
  }
  expect(await calls(system)).toBe(1);
  // In the body it is meant.
  expect((await system.verify({ ...ASK, maxAge: 0 }, NO_CACHE)).body).toMatchObject({ ageSeconds: 0 });
  expect(await calls(system)).toBe(2);
  system.pass(2_001);
  expect((await system.verify(ASK, NO_CACHE)).body).toMatchObject({ ageSeconds: 0 });
  expect(await calls(system)).toBe(3);
});

test('all who ask at once share one call', async () => {
  const system = await startSystem({ simulator: { latency: { minMs: 300, maxMs: 300 } } });
  await system.verify(ASK);
  system.pass(60_000);
  const replies = await Promise.all(Array.from({ length: 20 }, () => system.verify(ASK, NO_CACHE)));
  for (const { body } of replies) expect(body).toMatchObject({ ageSeconds: 0 });
  expect(await calls(system)).toBe(2);
});

test('a key can spend its share of the limit that way; beyond it the answer says how old it is', async () => {
  const keys = ['the-first-key-of-sixteen', 'the-second-key-of-sixteen'];
  // 5 % of 120 calls a minute are six.
  const system = await startSystem({ apis: 2, env: { NO_CACHE_PERCENT: '5', API_KEYS: keys.join(',') } });
  const as = (key = '') => ({ ...NO_CACHE, authorization: `Bearer ${key}` });
  await system.verify(ASK, as(keys[0]));
  const before = await calls(system);
  for (let number = 0; number < 12; number++) {
    system.pass(3_000);
    // Both operations and all api processes count together.
    const reply =
      number % 2 === 0
        ? await system.verify(ASK, as(keys[0]), number % 4 === 0 ? 0 : 1)
        : await system.get(SLOTS, { ...as(keys[0]), ...VERSION });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('age')).toBe(number < 6 ? '0' : String(3 * (number - 5)));
  }
  expect(await calls(system)).toBe(before + 6);
  // Another key has a share of its own.
  expect((await system.verify(ASK, as(keys[1]))).headers.get('age')).toBe('0');
  // What is not cached is no matter of the header.
  expect((await system.verify({ ...ASK, eventTypeId: 102 }, as(keys[0]))).headers.get('age')).toBe('0');
});

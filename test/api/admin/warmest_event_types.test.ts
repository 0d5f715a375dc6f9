/** How warm the page says that event types are: as an answer would have it. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import { warmestEventTypes } from '../../../src/api/admin/warmest_event_types.ts';
import { segmentsName } from '../../../src/availability/segment_key.ts';
import { SegmentStore } from '../../../src/availability/segment_store.ts';
import { Usage } from '../../../src/availability/usage.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { type EpochMs, epochMs, utcDay, utcDayOf } from '../../../src/verification/time.ts';
import { startRedis } from '../../support/redis_server.ts';
import { toldIn } from '../../support/told.ts';

const MINUTE = 60_000;

test('a day from which slots had vanished is stale after five minutes, and any other after fifteen', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  const config = loadConfig({ REDIS_URL: server.url });
  const observedAt = epochMs(Date.parse('2026-11-24T10:00:00Z'));
  const today = utcDayOf(observedAt);
  const store = new SegmentStore(redis, DEFAULT_ACCOUNT, 86_400, toldIn(redis));
  const [sound, vanished] = [segmentsName({ eventTypeId: 1 }), segmentsName({ eventTypeId: 2 })];
  const answer = { from: today, until: utcDay(today + 40), observedAt, slots: [] };
  await store.write(sound, answer);
  await store.write(vanished, { ...answer, vanishedOn: new Set([utcDay(today + 3)]) });
  const usage = new Usage(redis, DEFAULT_ACCOUNT, 86_400, () => observedAt);
  for (const name of [sound, sound, vanished]) usage.note(name);
  await usage.flush();
  const statesAt = async (now: EpochMs) =>
    (await warmestEventTypes({ usage, store, config, clock: () => now })).map(({ state }) => state);
  expect(await statesAt(epochMs(observedAt + 4 * MINUTE))).toEqual(['fresh', 'fresh']);
  expect(await statesAt(epochMs(observedAt + 6 * MINUTE))).toEqual(['fresh', 'stale']);
  expect(await statesAt(epochMs(observedAt + 16 * MINUTE))).toEqual(['stale', 'stale']);
});

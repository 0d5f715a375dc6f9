import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { Organizers } from '../../src/availability/organizers.ts';
import { segmentsName, storedSegmentsName } from '../../src/availability/segment_key.ts';
import { mayShareTime, sharingTime } from '../../src/availability/shared_time.ts';
import { eventTypeOf } from '../../src/calcom/event_type.ts';
import type { BookedEventType } from '../../src/calcom/webhook.ts';
import { startRedis } from '../support/redis_server.ts';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';

const whole: BookedEventType = { eventTypeId: 101, slug: 'intro', username: 'anna' };
const nobodyKnown: BookedEventType = { eventTypeId: 101, slug: 'intro' };

test.each<[string, BookedEventType, string[] | undefined, boolean]>([
  // What was booked, whoever is known to host it.
  ['id:101', whole, ['bert'], true],
  // Another id, by who has hosted it.
  ['id:102', whole, undefined, true],
  ['id:102', whole, ['anna'], true],
  ['id:102', whole, ['bert', 'anna'], true],
  ['id:102', whole, ['bert', 'clara'], false],
  ['id:102', nobodyKnown, ['bert'], true],
  ['user:anna/deep-dive', whole, undefined, true],
  ['user:Anna/deep-dive@acme', whole, undefined, true],
  ['user:bert/intro', whole, undefined, false],
  ['user:bert/deep-dive', nobodyKnown, undefined, true],
  ['people:bert,Anna', whole, undefined, true],
  ['people:bert,clara', whole, undefined, false],
  ['people:bert,clara', nobodyKnown, undefined, true],
  ['team:support/call', whole, undefined, true],
])('%s may share its time with %o, being hosted by %o: %s', (key, booked, hosts, expected) => {
  expect(mayShareTime(eventTypeOf(key), booked, hosts === undefined ? undefined : new Set(hosts))).toBe(expected);
});

const organizersHere = async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url, { enableAutoPipelining: true });
  onTestFinished(() => client.disconnect());
  return { client, organizers: new Organizers(client, DEFAULT_ACCOUNT) };
};

test('organizers are kept for months after the last booking, each once', async () => {
  const { client, organizers } = await organizersHere();
  for (const organizer of ['anna', 'bert', 'anna']) await organizers.note(101, organizer);
  await organizers.note(102, 'clara');
  expect(await organizers.of([101, 102, 103])).toEqual(
    new Map([
      [101, new Set(['anna', 'bert'])],
      [102, new Set(['clara'])],
    ]),
  );
  const keys = await client.keys('*');
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(await client.ttl(key)).toBeGreaterThan(90 * 86_400);
});

test('the hosts of any number of event types are one round trip, and of none are none', async () => {
  const { client, organizers } = await organizersHere();
  await organizers.note(7, 'anna');
  await organizers.note(8, 'bert');
  const names = Array.from({ length: 100 }, (_, index) => segmentsName({ eventTypeId: index + 1 }));
  const durations = [storedSegmentsName('id:8|15'), storedSegmentsName('id:8|30')];
  /** How often Redis has read something from a socket, this question included. */
  const reads = async () => Number(/^total_reads_processed:(\d+)/m.exec(await client.info('stats'))?.[1]);

  let before = await reads();
  const sharing = await sharingTime(organizers, [...names, ...durations], { ...whole, eventTypeId: 9 });
  expect((await reads()) - before).toBe(2);
  expect(sharing).toEqual(names.filter((name) => name !== 'id:8'));

  before = await reads();
  expect(await sharingTime(organizers, [storedSegmentsName('user:anna/intro')], whole)).toHaveLength(1);
  expect((await reads()) - before).toBe(1);
});

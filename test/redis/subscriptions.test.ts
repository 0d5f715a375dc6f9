/** A subscription that is lost again while it is being made ends no process, and is there again at the end. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis, untilRedisReady } from '../../src/queues/connection/redis_connection.ts';
import { startRedis } from '../support/redis_server.ts';
import { eventually } from '../support/system.ts';
import { toldIn } from '../support/told.ts';

test('subscriptions are lost again and again', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const client = new Redis(server.url);
  onTestFinished(() => client.disconnect());
  const changes = connectRedis(server.url, 'subscriber');
  onTestFinished(() => changes.disconnect());
  changes.on('error', () => undefined);
  await untilRedisReady(changes, 5_000);
  const told = toldIn(client);
  await told.listen(changes);
  const heard: string[] = [];
  changes.on('message', (channel: string) => heard.push(channel));

  let losses = 0;
  // In the middle of it: the commands are on the way, and not answered.
  changes.on('ready', () => {
    if (++losses <= 5) changes.disconnect(true);
    // For good. An unhandled rejection fails the test.
    if (losses === 7) changes.disconnect();
  });
  changes.disconnect(true);
  await eventually(() => Promise.resolve(losses > 5));
  await eventually(async () => (await client.publish(told.channel, '0-1 look 1')) === 1);
  await eventually(() => Promise.resolve(heard.includes(told.channel)));
  changes.disconnect(true);
  await eventually(() => Promise.resolve(changes.status === 'end'));
  expect(losses).toBe(7);
});

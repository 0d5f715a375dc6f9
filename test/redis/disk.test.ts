/** What the disk of Redis does to what was accepted: it loses its last second with the power, or has no room left. Redis runs as it is shipped. */
import { execFileSync, spawnSync } from 'node:child_process';
import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, type InProcessSystem, startSystem } from '../support/system.ts';
import { startReceiver } from '../workers/callbacks/receiver.ts';

const ASK = { start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };

/** A system whose Redis keeps an AOF, and that file. */
const startWithAof = async () => {
  const system = await startSystem({
    redis: { aof: true },
    env: {
      CALLBACK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
    },
  });
  const client = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  const [, folder = ''] = (await client.config('GET', 'dir')) as string[];
  const file = join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof');
  return { system, client, file };
};

/** Has a question accepted, however late Redis is on a busy machine. @returns its id */
const accept = (system: InProcessSystem, eventTypeId: number, callbackUrl?: string) =>
  eventually(async () => {
    const { status, body } = await system.verify({ ...ASK, eventTypeId, callbackUrl }, { prefer: 'respond-async' });
    return status === 202 && String(body.id);
  });

const untilCompleted = (system: InProcessSystem, id: string) =>
  eventually(async () => (await system.get(`/v1/verifications/${id}`)).body.status === 'completed', 50);

test('a loss of power: what was on the disk is done and told under its id, what was not is lost', async () => {
  const { system, client, file } = await startWithAof();
  const receiver = await startReceiver();
  // On the disk before it is answered, as with `everysec` a second later.
  await client.config('SET', 'appendfsync', 'always');
  const kept = await Promise.all([2_000, 2_001, 2_002].map((id) => accept(system, id, receiver.url)));
  const { size } = await stat(file);
  await client.config('SET', 'appendfsync', 'everysec');
  const lost = await accept(system, 2_003, receiver.url);
  await untilCompleted(system, lost);
  await system.redis.kill();
  // A kill leaves to the operating system what power would have taken with it: all that came later, in the middle of a command.
  await truncate(file, size + 10);
  await system.redis.restart();
  for (const id of kept) await untilCompleted(system, id);
  await eventually(async () => {
    const told = new Set(receiver.deliveries.map(({ headers }) => headers['webhook-id']));
    return kept.every((id) => told.has(`msg_${id}`));
  });
  expect((await system.get(`/v1/verifications/${lost}`)).status).toBe(404);
  for (const { headers, body } of receiver.deliveries) {
    expect(headers['webhook-id']).toBe(`msg_${JSON.parse(body).data.id}`);
  }
});

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

test.skipIf(!hasPrlimit)('a full disk: nothing is accepted until there is room again (needs prlimit)', async () => {
  const { system, client, file } = await startWithAof();
  await eventually(async () => (await system.verify({ ...ASK, eventTypeId: 101 })).status === 200);
  const pid = /process_id:(\d+)/.exec(await client.info('server'))?.[1] ?? '';
  /** The size that its files may have, as though the disk were no larger. */
  const limitFiles = (size: string) => execFileSync('prlimit', ['--pid', pid, `--fsize=${size}:`]);
  limitFiles(String((await stat(file)).size));
  // Redis knows by the first write that finds no room; it has answered for that by then, and keeps it.
  const accepted: string[] = [];
  let eventTypeId = 2_000;
  const refused = await eventually(async () => {
    const reply = await system.verify({ ...ASK, eventTypeId: eventTypeId++ }, { prefer: 'respond-async' });
    if (reply.status === 202) accepted.push(String(reply.body.id));
    return reply.body.detail === 'Redis cannot write to its disk. Try again in a moment.' && reply;
  });
  expect(refused.status).toBe(503);
  expect(refused.body).toMatchObject({ type: 'urn:slotproof:problem:redis-unavailable' });
  const isHit = (headers: Headers) => /; hit/.test(headers.get('cache-status') ?? '');
  await eventually(async () => isHit((await system.verify({ ...ASK, eventTypeId: 101 })).headers));
  await eventually(async () => (await system.get('/readyz')).body.detail === 'Redis cannot write to its disk.');
  limitFiles('unlimited');
  await eventually(async () => (await system.get('/readyz')).status === 200);
  accepted.push(await accept(system, eventTypeId));
  for (const id of accepted) await untilCompleted(system, id);
});

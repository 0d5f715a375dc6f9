/** The command line as somebody runs it: processes of its own, against a real api, Redis and simulator. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptPort } from '../support/kept_port.ts';
import { COMPILE_CACHE } from '../support/compile_cache.ts';
import { startRedis } from '../support/redis_server.ts';
import { eventually, type SystemOptions, startSystem } from '../support/system.ts';

const BIN = join(import.meta.dirname, '../../bin/slotproof.mjs');
const KEY = 'cal_test_key';
const SECRETS = { API_KEYS: 'a-key-of-the-api-nobody-sees', CALCOM_WEBHOOK_SECRET: 'a webhook secret nobody sees' };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const SPEED = / (?:answers within|slots: of event type) /;

const run = async (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> => {
  const child = spawn(process.execPath, [BIN, ...args], {
    // Of this process only what it takes to start another.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    // Where no .env lies.
    cwd: import.meta.dirname,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

const envOf = (system: { readonly redis: { readonly url: string }; readonly calcomUrl: string }) => ({
  REDIS_URL: system.redis.url,
  CALCOM_API_URL: system.calcomUrl,
  CALCOM_API_KEY: KEY,
  ...SECRETS,
});

const lines = ({ out }: Ended, state: string): string[] => out.split('\n').filter((line) => line.startsWith(state));

const started = async (options: SystemOptions = {}) => {
  const system = await startSystem({ redis: { aof: true }, ...options, env: { ...SECRETS, ...options.env } });
  return { ...system, env: envOf(system), url: system.urls[0] ?? '' };
};

test('what there is, and what there is not', async () => {
  const help = await run(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['doctor', 'verify', 'warm', 'event-types', 'disconnect']) {
    expect(help.out).toContain(command);
    const own = await run([command, '--help']);
    expect([command, own.code, own.err]).toEqual([command, 0, '']);
    expect(own.out).toContain(`slotproof ${command}`);
  }
  for (const args of [[], ['nothing'], ['doctor', 'x'], ['doctor', '--nothing'], ['verify', '101'], ['warm', 'anna']]) {
    const wrong = await run(args);
    expect([args, wrong.code]).toEqual([args, 2]);
  }
});

test('doctor finds nothing that fails in a system that is well, and prints no secret', async () => {
  const system = await started();
  const well = await run(['doctor'], system.env);
  // How fast Redis and Cal.com answer depends on what else the machine does.
  const failed = lines(well, 'FAIL');
  expect(failed.filter((line) => !SPEED.test(line))).toEqual([]);
  expect(well.code).toBe(failed.length === 0 ? 0 : 1);
  const found = [...lines(well, 'OK'), ...well.out.split('\n').filter((line) => SPEED.test(line))].join('\n');
  for (const what of [
    /node: v\d+/,
    /redis: version 7/,
    /redis: keeps everything/,
    /redis: writes what it is given to disk/,
    /redis: answers within/,
    /redis: its clock/,
    /key: is anna's/,
    /limit: \d+ of 120 calls/,
    /catalogue: 21 event types/,
    /slots: of event type \d+: 1 d in \d+ ms, 7 d in \d+ ms, 31 d in \d+ ms/,
  ]) {
    expect(found).toMatch(what);
  }
  const json = await run(['doctor', '--json'], system.env);
  expect(JSON.parse(json.out)).toMatchObject({
    findings: expect.arrayContaining([{ state: 'OK', about: 'node', text: process.version }]),
  });
  for (const secret of [KEY, ...Object.values(SECRETS)])
    expect(well.out + well.err + json.out + json.err).not.toContain(secret);
});

test('doctor says what is wrong with the settings, each fault, and looks no further', async () => {
  const { code, out } = await run(['doctor'], { PORT: 'x', WARM_DAYS: '0', PUBLIC_URL: 'ftp://x' });
  expect(code).toBe(1);
  for (const name of ['PORT', 'WARM_DAYS', 'PUBLIC_URL']) expect(out).toMatch(new RegExp(`FAIL settings: ${name} `));
});

test('doctor without Redis, with one that drops, and with one that does not answer', async () => {
  const away = await run(['doctor'], {
    REDIS_URL: `redis://user:a-password-of-redis@127.0.0.1:${await keptPort()}`,
    CALCOM_API_KEY: KEY,
  });
  expect(away.code).toBe(1);
  expect(away.out).toMatch(/FAIL redis: cannot be used/);
  expect(away.out).not.toContain('a-password-of-redis');

  const redis = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
  onTestFinished(() => redis.stop());
  const dropping = await run(['doctor'], { REDIS_URL: redis.url, CACHE_REDIS_URL: redis.url });
  expect(dropping.out).toMatch(/FAIL redis: drops queued jobs when it is full \(maxmemory-policy allkeys-lru\)/);
  expect(dropping.out).toMatch(/WARN redis: loses what it was given/);
  expect(dropping.out).toMatch(/WARN settings: CACHE_REDIS_URL is REDIS_URL/);
  expect(dropping.out).toMatch(/FAIL the cache's redis: drops what was told of bookings, .*allkeys-lru/);
  expect(dropping.out).toMatch(/WARN the cache's redis: begins empty .* or with an old snapshot/);
  expect(dropping.out).toMatch(/WARN key: CALCOM_API_KEY is not set/);

  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  onTestFinished(() => void mute.close());
  const address = mute.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `redis://127.0.0.1:${port}`;
  const [none, half] = await Promise.all([
    run(['doctor'], { REDIS_URL: url }),
    run(['doctor'], { REDIS_URL: redis.url, CACHE_REDIS_URL: url }),
  ]);
  expect(none.out).toMatch(/FAIL redis/);
  expect(half.out).toMatch(/FAIL the cache's redis: cannot be used[^\n]*\n.*set CACHE_REDIS_URL to one that runs/);
  expect(half.out).toMatch(/WARN cal\.com: is not asked: what is known of the account/);
});

test('doctor with a key that Cal.com refuses, a Cal.com that hangs, and webhooks that do not work', async () => {
  const system = await started({ workers: 0 });
  await system.control('PUT', 'faults', [{ kind: 'error', status: 401, operation: 'all', count: 1 }]);
  expect((await run(['doctor'], system.env)).out).toMatch(/FAIL key: Cal\.com refuses it: 401/);

  const register = (fields: Record<string, unknown>) =>
    fetch(`${system.calcomUrl}/v2/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ active: true, triggers: [], secret: 'x', ...fields }),
    });
  await register({ subscriberUrl: 'https://one.example.com/v1/calcom/webhooks', active: false });
  await register({ subscriberUrl: 'https://two.example.com/v1/calcom/webhooks', triggers: ['BOOKING_CREATED'] });
  const { out } = await run(['doctor'], { ...system.env, PUBLIC_URL: `http://127.0.0.1:${await keptPort()}` });
  expect(out).toMatch(/FAIL webhooks: https:\/\/one\.example\.com\/v1\/calcom\/webhooks is switched off/);
  expect(out).toMatch(
    /FAIL webhooks: https:\/\/two\.example\.com\/v1\/calcom\/webhooks is not told of BOOKING_RESCHEDULED, /,
  );
  expect(out).toMatch(/WARN PUBLIC_URL: is not reached from here/);

  await system.control('PUT', 'faults', [{ kind: 'hang', operation: 'all' }]);
  const hanging = await run(['doctor'], { ...system.env, CALCOM_TIMEOUT_MS: '1000' });
  expect(hanging.out).toMatch(/FAIL cal\.com: .* does not answer/);
  expect(hanging.code).toBe(1);
});

test('verify answers people and machines', async () => {
  const system = await started();
  const options = ['--url', system.url, '--key', SECRETS.API_KEYS, '--zone', 'UTC'];
  const { body } = await system.verify(
    { eventTypeId: 101, start: '2026-11-25T09:07', timeZone: 'UTC' },
    {
      authorization: `Bearer ${SECRETS.API_KEYS}`,
    },
  );
  const [free] = body.alternatives as { start: string }[];
  const available = await run(['verify', 'anna/intro', free?.start ?? '', ...options]);
  expect(available).toMatchObject({ code: 0, out: expect.stringMatching(/is free\.\nfresh, \d+ s old/) });
  const near = await run(['verify', '101', '2026-11-25T08:07', ...options]);
  expect(near).toMatchObject({ code: 1, out: expect.stringMatching(/is not free\. Near it:\n {2}2026/) });
  const json = await run(['verify', '101', '2026-11-25T08:07', ...options, '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ status: 'completed', outcome: 'alternatives' });
  const past = await run(['verify', '101', '2020-11-25T08:00', ...options]);
  expect(past).toMatchObject({ code: 1, out: expect.stringContaining('/start must not be in the past') });
  expect(await run(['verify', 'nonsense', '2026-11-25T08:00', ...options])).toMatchObject({ code: 2 });
  expect(
    (await run(['verify', '101', '2026-11-25T08:00', '--url', `http://127.0.0.1:${await keptPort()}`])).err,
  ).toMatch(/Nothing answers at/);
  // By the settings, as the service reads them.
  const byEnv = await run(['verify', '101', '2026-11-25T08:07', '--zone', 'UTC'], {
    ...SECRETS,
    PORT: new URL(system.url).port,
  });
  expect(byEnv.out).toContain('Near it');
});

test('event types are listed, and warmed', async () => {
  const system = await started();
  const options = ['--url', system.url, '--key', SECRETS.API_KEYS];
  await eventually(async () => (await run(['event-types', ...options])).out.includes('Introduction'));
  const all = await run(['event-types', '--username', 'anna', ...options]);
  expect(all.out).toMatch(/ 101 {2}Introduction {2}30 min {2}anna\n/);
  expect(all.out).not.toContain('Fifty');
  const warmed = await run(['warm', '101', '102', ...options]);
  expect(warmed).toMatchObject({ code: 0, out: '2 of 2 event types warm\n' });
  expect((await run(['event-types', '--q', 'introduction', ...options])).out).toMatch(/\(warm\)/);
  expect(
    JSON.parse((await run(['event-types', '--q', 'introduction', '--json', ...options])).out).eventTypes,
  ).toHaveLength(1);
});

test('disconnect removes what was registered', async () => {
  const port = await keptPort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const system = await started({ env: { PORT: String(port), PUBLIC_URL: publicUrl } });
  const listed = async () =>
    (
      (await (
        await fetch(`${system.calcomUrl}/v2/webhooks`, { headers: { authorization: `Bearer ${KEY}` } })
      ).json()) as { data: unknown[] }
    ).data.length;
  await eventually(async () => (await listed()) === 1);
  const env = { ...system.env, PUBLIC_URL: publicUrl };
  await eventually(async () =>
    /OK +webhooks: for the key's owner is registered/.test((await run(['doctor'], env)).out),
  );
  expect(await run(['disconnect'], env)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d webhooks? removed\.\n$/),
  });
  expect(await listed()).toBe(0);
  expect(await run(['disconnect'], { REDIS_URL: system.redis.url })).toMatchObject({
    code: 1,
    err: expect.stringContaining('CALCOM_API_KEY'),
  });
});

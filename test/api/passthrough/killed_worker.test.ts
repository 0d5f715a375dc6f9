/** A worker, or Redis, that is killed while it has something of a caller's at Cal.com: what changes something is sent once, what reads is asked again. */
import { expect, test } from 'vitest';
import { eventually, send, startProcesses } from '../../support/system.ts';
import { startUpstream } from './upstream.ts';

test('a booking is answered with an error and never sent again; a read is', async () => {
  let isHanging = true;
  const upstream = await startUpstream((_request, response) => {
    if (!isHanging) response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"success"}');
  });
  const { urls, workers, startWorker } = await startProcesses({ env: { CALCOM_API_URL: upstream.url } });
  const [url = ''] = urls;
  const headers = { 'cal-api-version': '2024-08-13', 'content-type': 'application/json' };
  const booking = send(`${url}/v2/bookings`, { method: 'POST', headers, body: '{}' });
  const reading = send(`${url}/v2/bookings`, { headers });
  await eventually(async () => upstream.arrived.length === 2);
  isHanging = false;
  await workers[0]?.kill();
  await startWorker();
  expect([await reading, await booking]).toMatchObject([
    { status: 200, body: { status: 'success' } },
    { status: 502, body: { status: 'error', error: { code: 'BadGatewayException' } } },
  ]);
  expect((await booking).text).toContain('look before you send it again');
  expect(upstream.arrived.map(({ method }) => method).sort()).toEqual(['GET', 'GET', 'POST']);
});

test('a Redis that is killed and comes back gives nothing to be sent again', async () => {
  const { promise: goOn, resolve: answer } = Promise.withResolvers<void>();
  const upstream = await startUpstream(async (_request, response) => {
    await goOn;
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"status":"success"}');
  });
  const { redis, urls } = await startProcesses({
    env: { CALCOM_API_URL: upstream.url },
    redis: { aof: true },
  });
  const headers = { 'cal-api-version': '2024-08-13', 'content-type': 'application/json' };
  const booking = send(`${urls[0]}/v2/bookings`, { method: 'POST', headers, body: '{}' });
  await eventually(async () => upstream.arrived.length === 1);
  await redis.kill();
  await redis.restart();
  answer();
  // As Cal.com answered it, or that it may be done: by who comes first, the worker that has the answer or the one that finds the job stalled.
  expect([201, 502, 504]).toContain((await booking).status);
  expect(upstream.arrived).toHaveLength(1);
});

// From a booking at Cal.com to the answers of two real api processes, by way of its webhook.

import { expect, test } from 'vitest';
import { eventually, send, startProcesses } from '../../support/system.ts';

const SECRET = 'a secret of the webhook';

test('once Cal.com has its answer to a webhook, no process says that the booked slot is free', async () => {
  const system = await startProcesses({ apis: 2, env: { CALCOM_WEBHOOK_SECRET: SECRET } });
  const subscribed = await system.control('POST', 'webhooks', {
    url: `${system.urls[0]}/v1/calcom/webhooks`,
    secret: SECRET,
  });
  expect(subscribed.status).toBe(201);
  const range = `start=${new Date().toISOString().slice(0, 10)}&end=${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}`;
  const version = { 'cal-api-version': '2024-09-04' };
  const listed = await system.get(`/v2/slots?eventTypeId=101&${range}`, version);
  // Not the very first, which may pass while the test runs.
  const [, , start = ''] = Object.values(listed.body.data as Record<string, { start: string }[]>)
    .flat()
    .map((slot) => slot.start);

  const ask = (eventTypeId: number, api: number) =>
    system.verify({ eventTypeId, start, timeZone: 'Europe/Berlin' }, {}, api);
  for (const api of [0, 1]) expect((await ask(101, api)).body.outcome).toBe('available');

  const booked = await send(`${system.calcomUrl}/v2/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify({
      eventTypeId: 101,
      start,
      attendee: { name: 'Zoe', email: 'zoe@example.com', timeZone: 'UTC' },
    }),
  });
  expect(booked.status).toBe(201);
  // Both processes keep what they remember warm until then.
  await eventually(async () => {
    await Promise.all([ask(101, 0), ask(101, 1)]);
    const { deliveries } = (await (await system.control('GET', 'webhooks')).json()) as {
      deliveries: { status: number | null }[];
    };
    return deliveries.some(({ status }) => status === 200);
  });
  for (const api of [0, 1]) {
    const answer = await ask(101, api);
    expect(answer.status).toBe(200);
    expect(answer.body.outcome).not.toBe('available');
    expect((await system.get(`/v2/slots?eventTypeId=101&${range}`, version, api)).text).not.toContain(`"${start}"`);
  }
});

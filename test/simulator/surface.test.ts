import { describe, expect, test } from 'vitest';
import { runningSimulator, type SlotsBody } from '../support/running_simulator.ts';

const PATH = '/v2/slots?eventTypeId=101&start=2026-11-24&end=2026-11-24';

describe('every answer', () => {
  test('has an id of its own and is open to every origin', async () => {
    const { url } = await runningSimulator();
    const headers = { 'x-request-id': 'mine', 'cal-api-version': '2024-09-04' };
    const ids = new Set<string | null>();
    for (const path of [PATH, PATH, '/v2/slots', '/v2/nothing']) {
      const response = await fetch(url + path, { headers });
      ids.add(response.headers.get('x-request-id'));
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
    expect(ids.size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a preflight is a 204 for a day', async () => {
    const { url } = await runningSimulator();
    const response = await fetch(url + PATH, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-max-age')).toBe('86400');
    expect(response.headers.get('access-control-allow-headers')).toContain('cal-api-version');
  });

  test('can be asked for by HEAD, with a slash at its end, and under /api', async () => {
    const { request } = await runningSimulator();
    const whole = await (await request('GET', PATH)).text();
    expect(await (await request('GET', PATH.replace('?', '/?'))).text()).toBe(whole);
    expect(await (await request('GET', `/api${PATH}`)).text()).toBe(whole);
    const head = await request('HEAD', PATH);
    expect([head.status, await head.text()]).toEqual([200, '']);
    const refused = (await (await request('GET', '/api/v2/slots?eventTypeId=0&start=2027&end=2027')).json()) as object;
    expect(refused).toMatchObject({ path: '/v2/slots?eventTypeId=0&start=2027&end=2027' });
  });

  test('is a 304 for whoever has it', async () => {
    const { url } = await runningSimulator();
    const headers = { 'cal-api-version': '2024-09-04' };
    const tag = String((await fetch(url + PATH, { headers })).headers.get('etag'));
    // Without these, fetch adds a `no-cache` that asks for the whole answer.
    const cache = { 'if-none-match': tag, 'cache-control': 'max-age=0' };
    expect((await fetch(url + PATH, { headers: { ...headers, ...cache }, cache: 'no-store' })).status).toBe(304);
  });
});

describe('the two seconds in which a slots answer is kept', () => {
  test('show a booked slot as free, in both formats, and end', async () => {
    const { request, slots, starts, pass } = await runningSimulator({ slotsCacheMs: 2_000 });
    const query = 'eventTypeId=101&start=2026-11-24&end=2026-11-24';
    const before = await starts(query);
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    await request('POST', '/v2/bookings', { body: { eventTypeId: 101, start: before[0], attendee } });
    pass(1_999);
    expect(await starts(query)).toEqual(before);
    const { data } = (await (await slots(`${query}&format=range`)).json()) as SlotsBody;
    expect(Object.values(data).flat()).toHaveLength(before.length);
    expect(await starts(`${query}T23:59:59.001Z`)).toEqual(before.slice(1));
    pass(1);
    expect(await starts(query)).toEqual(before.slice(1));
  });
});

test('latency grows with the days asked for and the hosts', async () => {
  const { control, slots } = await runningSimulator();
  await control('PUT', '/latency', { minMs: 0, maxMs: 0, perDayMs: 20 });
  const began = performance.now();
  await slots('eventTypeId=108&start=2026-11-24&end=2026-11-28');
  // Five days of two hosts; timers may fire a fraction of a millisecond early.
  expect(performance.now() - began).toBeGreaterThan(198);
});

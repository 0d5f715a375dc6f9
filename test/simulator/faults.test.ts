import { describe, expect, test } from 'vitest';
import { type ErrorBody, runningSimulator } from '../support/running_simulator.ts';

const QUERY = 'eventTypeId=101&start=2026-11-23&end=2026-11-29';

describe('a fault', () => {
  test.each([
    [{}, 500, 'INTERNAL_SERVER_ERROR', 'There was an error, please try again later.'],
    [{ status: 503 }, 503, 'ServiceUnavailableException', 'Service Unavailable'],
    [{ status: 400, message: 'Calendar hiccup' }, 400, 'BadRequestException', 'Calendar hiccup'],
    [{ status: 401, code: 'TRPCError', message: 'UNAUTHORIZED' }, 401, 'TRPCError', 'UNAUTHORIZED'],
    [{ status: 403, message: 'No' }, 403, 'ForbiddenException', 'No'],
  ])('error with %o', async (fields, status, code, message) => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'error', ...fields }]);
    const response = await slots(QUERY);
    expect(response.status).toBe(status);
    expect(((await response.json()) as ErrorBody).error).toMatchObject({ code, message });
  });

  test('error without a shape: the bare 500 of what nobody expected', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'error', bare: true }]);
    const response = await slots(QUERY);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  });

  test('hang: no answer until the caller gives up or the simulator closes', async () => {
    const { url, slots, control, close } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'hang' }]);
    const headers = { 'cal-api-version': '2024-09-04' };
    const calls = async () => ((await (await control('GET', '/calls')).json()) as { calls: [] }).calls.length;
    const caller = new AbortController();
    const given = fetch(`${url}/v2/slots?${QUERY}`, { headers, signal: caller.signal });
    await expect.poll(calls).toBe(1);
    caller.abort();
    await expect(given).rejects.toThrow();
    const hanging = slots(QUERY).catch(() => 'dropped');
    await expect.poll(calls).toBe(2);
    await close();
    expect(await hanging).toBe('dropped');
  });

  test('reset: the connection breaks', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'reset' }]);
    const error: unknown = await slots(QUERY).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  test('truncated: the body ends in the middle', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'truncated' }]);
    const response = await slots(QUERY);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('wrong_shape: JSON, but not of this version', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'wrong_shape' }]);
    const body = (await (await slots(QUERY)).json()) as { data: object };
    expect(Object.keys(body.data)).toEqual(['slots']);
  });

  test('no_offset: the right slots without their offset', async () => {
    const { starts, control } = await runningSimulator();
    const query = `${QUERY}&timeZone=Europe/Berlin`;
    const right = await starts(query);
    await control('PUT', '/faults', [{ kind: 'no_offset' }]);
    expect(await starts(query)).toEqual(right.map((start) => start.replace(/\+01:00$/, '')));
  });

  test('html: a page of the proxy, which knows no rate limits', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'html', status: 504 }]);
    const response = await slots(QUERY);
    expect(response.status).toBe(504);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.has('x-ratelimit-limit-default')).toBe(false);
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
  });

  test('huge: more than 50 MB', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'huge' }]);
    const response = await slots(QUERY);
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(50_000_000);
  });

  test('too_many_requests: the limiter’s answer without its reason', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'too_many_requests' }]);
    const response = await slots(QUERY);
    expect(response.status).toBe(429);
    expect(response.headers.get('X-RateLimit-Remaining-Default')).toBe('0');
    expect(response.headers.get('X-RateLimit-Reset-Default')).toBe('60');
    expect(((await response.json()) as ErrorBody).error.code).toBe('ThrottlerException');
  });

  test('unread_calendars: nothing is free, or every busy time is', async () => {
    const { starts, control } = await runningSimulator();
    const right = await starts(QUERY);
    await control('PUT', '/faults', [{ kind: 'unread_calendars', eventTypeId: 101 }]);
    expect(await starts(QUERY)).toEqual([]);
    expect(await starts(QUERY.replace('101', '102'))).not.toEqual([]);
    await control('PUT', '/faults', [{ kind: 'unread_calendars', reading: 'ignored', hostUsername: 'anna' }]);
    expect((await starts(QUERY)).length).toBeGreaterThan(right.length);
    await control('PUT', '/faults', [{ kind: 'unread_calendars', hostUsername: 'nick' }]);
    expect(await starts(QUERY)).toEqual(right);
  });

  test('latency: the right answer, late', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'latency', latencyMs: 120, count: 1 }]);
    const began = performance.now();
    expect((await slots(QUERY)).status).toBe(200);
    // Timers may fire a fraction of a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(118);
  });
});

describe('faults', () => {
  test('end after their count', async () => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [
      { kind: 'error', count: 2 },
      { kind: 'html', count: 1 },
    ]);
    const statuses = [];
    for (let call = 0; call < 4; call++) statuses.push((await slots(QUERY)).status);
    expect(statuses).toEqual([500, 500, 502, 200]);
    expect(await (await control('GET', '/faults')).json()).toEqual({ faults: [] });
  });

  test('strike slots calls only, unless told', async () => {
    const { request, slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'error' }]);
    expect((await request('GET', '/v2/bookings/none')).status).toBe(404);
    await control('PUT', '/faults', [{ kind: 'error', operation: 'all' }]);
    expect((await request('GET', '/v2/bookings/none')).status).toBe(500);
    await control('DELETE', '/faults');
    expect((await slots(QUERY)).status).toBe(200);
  });

  test.each(['eventTypeId=101', 'username=anna&eventTypeSlug=intro'])('strike one event type, by %s', async (name) => {
    const { slots, control } = await runningSimulator();
    await control('PUT', '/faults', [{ kind: 'error', eventTypeId: 101 }]);
    const range = 'start=2026-11-23&end=2026-11-29';
    expect((await slots(`${name}&${range}`)).status).toBe(500);
    expect((await slots(`eventTypeId=102&${range}`)).status).toBe(200);
    expect((await slots(`eventTypeId=100&${range}`)).status).toBe(404);
    expect((await slots('eventTypeId=101')).status).toBe(400);
  });

  test('strike their share of the calls, the same ones for the same seed', async () => {
    const struck = async (): Promise<number[]> => {
      const { slots, control } = await runningSimulator({ seed: 'share', rateLimit: { limit: 1000 } });
      await control('PUT', '/faults', [{ kind: 'error', probability: 0.3 }]);
      const statuses = [];
      for (let call = 0; call < 100; call++) statuses.push((await slots(QUERY)).status);
      return statuses;
    };
    const statuses = await struck();
    const errors = statuses.filter((status) => status === 500).length;
    expect(errors).toBeGreaterThan(10);
    expect(errors).toBeLessThan(60);
    expect(await struck()).toEqual(statuses);
  });

  test('a failed booking books nothing', async () => {
    const { request, starts, control } = await runningSimulator();
    const before = await starts(QUERY);
    await control('PUT', '/faults', [{ kind: 'error', operation: 'all', count: 1 }]);
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    const response = await request('POST', '/v2/bookings', { body: { eventTypeId: 101, start: before[0], attendee } });
    expect(response.status).toBe(500);
    expect(await starts(QUERY)).toEqual(before);
  });

  test('that do not exist are refused', async () => {
    const { control } = await runningSimulator();
    expect((await control('PUT', '/faults', [{ kind: 'gremlins' }])).status).toBe(400);
    expect((await control('PUT', '/faults', { kind: 'error' })).status).toBe(400);
  });
});

/** Event types and hours that are edited, and slots as the first version has them: in the words of a real Cal.com. */
import { onTestFinished, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { send } from '../support/system.ts';

const NOW = Date.parse('2026-11-23T06:00:00Z');

const simulated = async () => {
  const simulator = createSimulator({ clock: () => NOW, latency: 'none', slotsCacheMs: 0 });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());
  return (method: string, path: string, version: string | undefined, json?: unknown, key = 'cal_anna') =>
    send(`${url}${path}`, {
      method,
      headers: {
        ...(version === undefined ? {} : { 'cal-api-version': version }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        authorization: `Bearer ${key}`,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
};

const said = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
  status,
  (body.error as { message: string } | undefined)?.message ?? body.data,
];

test('an event type is made, edited and deleted by its owner alone', async () => {
  const ask = await simulated();
  const made = await ask('POST', '/v2/event-types', '2024-06-14', { title: 'New', slug: 'new', lengthInMinutes: 20 });
  const { id } = made.body.data as { id: number };
  expect(said(made)).toMatchObject([201, { ownerId: 1, slug: 'new', lengthInMinutes: 20, minimumBookingNotice: 120 }]);
  const again = await ask('POST', '/v2/event-types', '2024-06-14', { title: 'New', slug: 'new', lengthInMinutes: 20 });
  expect(said(again)).toEqual([400, 'User already has an event type with this slug.']);
  expect((await ask('POST', '/v2/event-types', '2024-06-14', { title: 'New' })).status).toBe(400);
  const path = `/v2/event-types/${id}`;
  const edited = await ask('PATCH', path, '2024-06-14', { lengthInMinutes: 40 });
  expect(said(edited)).toMatchObject([200, { id, lengthInMinutes: 40 }]);
  expect(said(await ask('PATCH', path, '2024-06-14', {}, 'cal_nick'))).toEqual([
    403,
    `User with ID=5 does not own event type with ID=${id}`,
  ]);
  expect((await ask('GET', `/v2/slots?eventTypeId=${id}&start=2026-11-24&end=2026-11-24`, '2024-09-04')).status).toBe(
    200,
  );
  expect(said(await ask('DELETE', path, '2024-06-14'))).toEqual([
    200,
    { id, lengthInMinutes: 40, slug: 'new', title: 'New' },
  ]);
  expect(said(await ask('DELETE', path, '2024-06-14'))).toEqual([404, `Event type with id ${id} not found`]);
});

test('a schedule is read and edited, and starting over takes it back', async () => {
  const ask = await simulated();
  const former = await ask('GET', '/v2/schedules/default', '2024-06-11');
  expect(former.body).toEqual({
    status: 'success',
    data: {
      id: 1,
      ownerId: 1,
      name: 'Work',
      timeZone: 'Europe/Berlin',
      availability: [
        { days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], startTime: '09:00', endTime: '17:00' },
      ],
      isDefault: true,
      overrides: [],
    },
  });
  const overrides = [{ date: '2027-01-05', startTime: '12:00', endTime: '14:00' }];
  const edited = await ask('PATCH', '/v2/schedules/1', '2024-06-11', { overrides });
  expect(edited.body.data).toEqual({ ...(former.body.data as object), overrides });
  expect(said(await ask('GET', '/v2/schedules/77', '2024-06-11'))).toEqual([
    404,
    'Schedule with ID=77 does not exist.',
  ]);
  await ask('POST', '/control/reset', undefined);
  expect((await ask('GET', '/v2/schedules', '2024-06-11')).body.data).toEqual([former.body.data]);
});

test('the first version lists and holds slots, where no other is asked for', async () => {
  const ask = await simulated();
  const path = '/v2/slots/available?eventTypeId=101&startTime=2026-11-24T00:00:00Z&endTime=2026-11-24T23:59:59Z';
  const times = await ask('GET', path, undefined);
  const { slots } = times.body.data as { slots: Record<string, { time: string }[]> };
  const [first] = slots['2026-11-24'] ?? [];
  expect(first).toEqual({ time: '2026-11-24T08:00:00.000Z' });
  expect((await ask('GET', `${path}&slotFormat=range`, '2024-08-13')).text).toContain(
    '"endTime":"2026-11-24T08:30:00.000Z"',
  );
  expect(said(await ask('GET', path, '2024-09-04'))).toEqual([404, `Cannot GET ${path}`]);
  const wanted = { slotUtcStartDate: first?.time, slotUtcEndDate: '2026-11-24T08:30:00.000Z' };
  const held = await ask('POST', '/v2/slots/reserve', undefined, { eventTypeId: 101, ...wanted });
  expect(held.status).toBe(201);
  expect((await ask('GET', path, undefined)).text).not.toContain(String(first?.time));
  await ask('DELETE', `/v2/slots/selected-slot?uid=${held.body.data}`, undefined);
  expect((await ask('GET', path, undefined)).text).toContain(String(first?.time));
  expect(said(await ask('POST', '/v2/slots/reserve', undefined, { eventTypeId: 99_999, ...wanted }))).toEqual([
    404,
    'Event Type not found',
  ]);
});

import { describe, expect, test } from 'vitest';
import { NOW, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';

const WEEK = 'start=2026-11-23&end=2026-11-29';
const PATH = '/v2/slots/reservations';

type ReservationBody = {
  data: { reservationUid: string; reservationUntil: string; slotStart: string; slotEnd: string };
};

async function hold(
  { request }: RunningSimulator,
  body: { slotStart: string | undefined; reservationDuration?: number },
): Promise<ReservationBody['data']> {
  const response = await request('POST', PATH, { body: { eventTypeId: 101, ...body } });
  expect(response.status).toBe(201);
  return ((await response.json()) as ReservationBody).data;
}

describe('a reservation', () => {
  test('hides the slot for five minutes', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const held = await hold(simulator, { slotStart: before[0] });
    expect(held.slotStart).toBe(before[0]);
    expect(Date.parse(held.slotEnd) - Date.parse(held.slotStart)).toBe(30 * 60_000);
    expect(Date.parse(held.reservationUntil)).toBe(NOW + 5 * 60_000);
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before.slice(1));
    simulator.pass(5 * 60_000 - 1);
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before.slice(1));
    simulator.pass(1);
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before);
  });

  test('lasts as long as an authenticated caller says', async () => {
    const simulator = await runningSimulator();
    const slotStart = (await simulator.starts(`eventTypeId=101&${WEEK}`))[0];
    const held = await hold(simulator, { slotStart, reservationDuration: 10 });
    expect(Date.parse(held.reservationUntil)).toBe(NOW + 10 * 60_000);
    const body = { eventTypeId: 101, slotStart, reservationDuration: 10 };
    expect((await simulator.request('POST', PATH, { body, key: null })).status).toBe(401);
  });

  test('of a slot that is held or booked is a 422', async () => {
    const simulator = await runningSimulator();
    const [first, second] = await simulator.starts(`eventTypeId=101&${WEEK}`);
    await hold(simulator, { slotStart: first });
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    await simulator.request('POST', '/v2/bookings', { body: { eventTypeId: 101, start: second, attendee } });
    for (const slotStart of [first, second]) {
      const response = await simulator.request('POST', PATH, { body: { eventTypeId: 101, slotStart } });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ status: 'error', error: { code: 'UnprocessableEntityException' } });
    }
  });

  test('can be read, moved and given up', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const { reservationUid } = await hold(simulator, { slotStart: before[0] });
    const one = `${PATH}/${reservationUid}`;
    expect(await (await simulator.request('GET', one)).json()).toMatchObject({ data: { slotStart: before[0] } });
    const moved = await simulator.request('PATCH', one, { body: { eventTypeId: 101, slotStart: before[1] } });
    expect(await moved.json()).toMatchObject({ data: { reservationUid, slotStart: before[1] } });
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before.filter((start) => start !== before[1]));
    expect((await simulator.request('DELETE', one)).status).toBe(200);
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before);
    for (const method of ['GET', 'DELETE']) expect((await simulator.request(method, one)).status).toBe(200);
    expect(await (await simulator.request('GET', one)).json()).toEqual({ status: 'success', data: null });
    const body = { eventTypeId: 101, slotStart: before[0] };
    expect((await simulator.request('PATCH', one, { body })).status).toBe(404);
  });

  test('keeps nobody from booking, and outlasts the booking', async () => {
    const simulator = await runningSimulator();
    const start = (await simulator.starts(`eventTypeId=101&${WEEK}`))[0];
    const { reservationUid } = await hold(simulator, { slotStart: start });
    const body = { eventTypeId: 101, start, attendee: { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' } };
    expect((await simulator.request('POST', '/v2/bookings', { body, key: 'cal_other' })).status).toBe(201);
    expect((await simulator.request('GET', `${PATH}/${reservationUid}`)).status).toBe(200);
  });

  test('takes a seat of a seated event type', async () => {
    const simulator = await runningSimulator();
    const query = `eventTypeId=104&${WEEK}`;
    const firstSlot = async () => {
      const { data } = (await (await simulator.slots(query)).json()) as {
        data: Record<string, { start: string; seatsRemaining: number }[]>;
      };
      return Object.values(data)
        .flat()
        .find((slot) => slot.seatsRemaining > 1);
    };
    const before = await firstSlot();
    const body = { eventTypeId: 104, slotStart: before?.start };
    expect((await simulator.request('POST', PATH, { body })).status).toBe(201);
    const { data } = (await (await simulator.slots(query)).json()) as { data: Record<string, { start: string }[]> };
    expect(
      Object.values(data)
        .flat()
        .find((slot) => slot.start === before?.start),
    ).toMatchObject({
      seatsRemaining: Number(before?.seatsRemaining) - 1,
    });
  });
});

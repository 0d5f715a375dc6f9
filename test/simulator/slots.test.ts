import { describe, expect, test } from 'vitest';
import { type ErrorBody, NOW, runningSimulator, type SlotsBody } from '../support/running_simulator.ts';

const WEEK = 'start=2026-11-23&end=2026-11-29';

async function slotsBody(response: Response): Promise<SlotsBody> {
  expect(response.status).toBe(200);
  return (await response.json()) as SlotsBody;
}

async function refusal(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  return ((await response.json()) as ErrorBody).error.message;
}

describe('the answer', () => {
  test('lists slots under their day, in UTC by default, without weekends', async () => {
    const { slots } = await runningSimulator();
    const { status, data } = await slotsBody(await slots(`eventTypeId=101&${WEEK}`));
    expect(status).toBe('success');
    expect(Object.keys(data)).not.toContain('2026-11-28');
    for (const [date, day] of Object.entries(data)) {
      expect(day.length).toBeGreaterThan(0);
      for (const slot of day) {
        expect(Object.keys(slot)).toEqual(['start']);
        expect(slot.start).toMatch(new RegExp(`^${date}T\\d\\d:[03]0:00\\.000Z$`));
      }
    }
  });

  test.each(['format=range', 'format=RANGE'])('adds the end with %s', async (format) => {
    const { slots } = await runningSimulator();
    const { data } = await slotsBody(await slots(`eventTypeId=103&${WEEK}&${format}`));
    const all = Object.values(data).flat();
    expect(all.length).toBeGreaterThan(0);
    for (const slot of all) expect(Date.parse(String(slot.end)) - Date.parse(slot.start)).toBe(50 * 60_000);
  });

  test('writes the offset of the zone, and groups by its days', async () => {
    const { slots } = await runningSimulator();
    const { data } = await slotsBody(await slots(`eventTypeId=106&${WEEK}&timeZone=Asia/Kathmandu`));
    const late = Object.entries(data).flatMap(([date, day]) => day.map((slot) => ({ date, start: slot.start })));
    expect(late.length).toBeGreaterThan(0);
    for (const { date, start } of late) expect(start).toMatch(new RegExp(`^${date}T.*\\.000\\+05:45$`));
    // 17:00 in New York is past midnight in Kathmandu, so the weekend begins a day late.
    expect(Object.keys(data)).toContain('2026-11-28');
  });

  test('the zone decides which slots there are where it lies on the half hour', async () => {
    const { starts } = await runningSimulator();
    const instants = async (zone: string) =>
      (await starts(`eventTypeId=119&start=2026-11-23&end=2026-12-23&timeZone=${zone}`)).map((start) =>
        Date.parse(start),
      );
    const inUtc = await instants('UTC');
    expect(inUtc.length).toBeGreaterThan(0);
    expect(await instants('Europe/Berlin')).toEqual(inUtc);
    const inKolkata = await instants('Asia/Kolkata');
    expect(inKolkata.length).toBeGreaterThan(0);
    expect(inKolkata.filter((start) => inUtc.includes(start))).toEqual([]);
  });

  test('keeps office hours on the wall clock when the clocks change by half an hour', async () => {
    const { starts } = await runningSimulator();
    // Lord Howe goes from +11:00 to +10:30 on 4 April 2027.
    const written = await starts('eventTypeId=110&start=2027-03-29&end=2027-04-10&timeZone=Australia/Lord_Howe');
    const offsets = new Set(written.map((start) => start.slice(-6)));
    expect(offsets).toEqual(new Set(['+11:00', '+10:30']));
    for (const start of written) {
      const hour = Number(start.slice(11, 13));
      expect(hour).toBeGreaterThanOrEqual(9);
      expect(hour).toBeLessThan(17);
    }
  });

  test('an odd length steps from where each free stretch begins', async () => {
    const { starts } = await runningSimulator();
    const written = await starts(`eventTypeId=103&${WEEK}&timeZone=Europe/Berlin`);
    expect(written.length).toBeGreaterThan(0);
    const minutes = written.map((start) => Number(start.slice(14, 16)));
    // Multiples of ten, because ten is what divides 50, but neither the full nor the half hours only.
    for (const minute of minutes) expect(minute % 10).toBe(0);
    expect(minutes.some((minute) => minute % 30 !== 0)).toBe(true);
  });

  test('a host without free time has an empty object for an answer', async () => {
    const { slots } = await runningSimulator();
    expect(await slotsBody(await slots(`eventTypeId=105&${WEEK}`))).toEqual({ status: 'success', data: {} });
  });

  test('seated slots say how many places there are, none left included', async () => {
    const { slots } = await runningSimulator();
    const { data } = await slotsBody(await slots(`eventTypeId=104&start=2026-11-23&end=2026-12-20`));
    const all = Object.values(data).flat();
    expect(all.length).toBeGreaterThan(20);
    for (const slot of all) {
      expect(slot.seatsTotal).toBe(6);
      expect(slot.seatsRemaining).toBeGreaterThanOrEqual(0);
      expect(Number(slot.seatsBooked) + Number(slot.seatsRemaining)).toBe(6);
      expect('bookingUid' in slot).toBe(Number(slot.seatsBooked) > 0);
    }
  });
});

describe('the range', () => {
  test('holds its start, and what ends by its end', async () => {
    const { starts } = await runningSimulator();
    const [first, second, third] = await starts(`eventTypeId=101&${WEEK}`);
    expect(await starts(`eventTypeId=101&start=${first}&end=${third}`)).toEqual([first, second]);
  });

  test.each(['2026-11-24', '2026-11-24T00:00:00Z', '2026-11-24T00:00:00.000Z'])(
    'an end of %s is the end of that day',
    async (end) => {
      const { starts } = await runningSimulator();
      const days = new Set(
        (await starts(`eventTypeId=101&start=2026-11-24&end=${end}`)).map((start) => start.slice(0, 10)),
      );
      expect(days).toEqual(new Set(['2026-11-24']));
    },
  );

  test('nothing in the past is listed, and the past grows', async () => {
    const { starts, pass } = await runningSimulator();
    expect(await starts('eventTypeId=101&start=2026-11-01&end=2026-11-22')).toEqual([]);
    const [first, second] = await starts(`eventTypeId=101&${WEEK}`);
    pass(Date.parse(String(first)) - NOW);
    expect((await starts(`eventTypeId=101&${WEEK}`))[0]).toBe(second);
  });

  test('may lie years ahead', async () => {
    const { starts } = await runningSimulator();
    expect((await starts('eventTypeId=101&start=2029-01-01&end=2029-01-31')).length).toBeGreaterThan(0);
  });

  test('that ends before it starts holds nothing', async () => {
    const { slots } = await runningSimulator();
    expect((await slotsBody(await slots('eventTypeId=101&start=2026-11-25&end=2026-11-24'))).data).toEqual({});
  });
});

describe('the four ways to name an event type', () => {
  test('id, and user with slug', async () => {
    const { starts } = await runningSimulator();
    const byId = await starts(`eventTypeId=101&${WEEK}`);
    expect(byId.length).toBeGreaterThan(0);
    expect(await starts(`eventTypeSlug=intro&username=anna&${WEEK}`)).toEqual(byId);
  });

  test('a member of an organization is found with its slug only', async () => {
    const { starts, slots } = await runningSimulator();
    const byId = await starts(`eventTypeId=111&${WEEK}`);
    expect(byId.length).toBeGreaterThan(0);
    expect(await starts(`eventTypeSlug=planning&username=olga&organizationSlug=acme&${WEEK}`)).toEqual(byId);
    await refusal(await slots(`eventTypeSlug=planning&username=olga&${WEEK}`), 404);
  });

  test('team with slug: free when one of its people is', async () => {
    const { starts, control } = await runningSimulator();
    const team = `eventTypeSlug=support-call&teamSlug=support&${WEEK}`;
    const anna = await starts(`eventTypeId=101&${WEEK}`);
    const nick = await starts(`eventTypeId=106&${WEEK}`);
    expect(await starts(team)).toEqual([...new Set([...anna, ...nick])].sort());
    await control('PUT', '/calendar', { hostUsername: 'nick', fullyBooked: true });
    expect(await starts(team)).toEqual(anna);
  });

  test('several people: free when all of them are, 30 minutes unless told', async () => {
    const { starts, slots } = await runningSimulator();
    const people = `usernames=olga,pavel&organizationSlug=acme&${WEEK}`;
    const olga = await starts(`eventTypeId=111&${WEEK}`);
    const together = await starts(people);
    expect(together.length).toBeGreaterThan(0);
    expect(olga).toEqual(expect.arrayContaining(together));
    const { data } = await slotsBody(await slots(`${people}&duration=45&format=range`));
    const [slot] = Object.values(data).flat();
    expect(Date.parse(String(slot?.end)) - Date.parse(String(slot?.start))).toBe(45 * 60_000);
    expect(await starts(`${people}&duration=60`)).toEqual(await starts(`eventTypeId=112&${WEEK}`));
  });

  test('generated event types have a host and a calendar of their own', async () => {
    const { starts } = await runningSimulator();
    const [one, other] = await Promise.all([starts(`eventTypeId=1000&${WEEK}`), starts(`eventTypeId=9999&${WEEK}`)]);
    expect(one.length).toBeGreaterThan(0);
    expect(other.length).toBeGreaterThan(0);
    expect(one).not.toEqual(other);
    expect(await starts(`eventTypeSlug=meeting&username=host-1000&${WEEK}`)).toEqual(one);
  });

  test.each([
    'eventTypeId=100',
    'eventTypeId=10000',
    'eventTypeSlug=intro&username=nobody',
    'eventTypeSlug=nothing&username=anna',
    'eventTypeSlug=support-call&teamSlug=nobody',
    'eventTypeSlug=nothing&teamSlug=support',
    'eventTypeSlug=planning&username=olga&organizationSlug=nowhere',
  ])('%s is a 404', async (name) => {
    const { slots } = await runningSimulator();
    const response = await slots(`${name}&${WEEK}`);
    expect(response.status).toBe(404);
    expect(((await response.json()) as ErrorBody).error.code).toBe('NotFoundException');
  });
});

describe('nothing is listed', () => {
  test.each(['eventTypeId=199', 'usernames=olga,pavel&organizationSlug=nowhere'])(
    'of %s, which has no hosts',
    async (name) => {
      const { slots } = await runningSimulator();
      expect((await slotsBody(await slots(`${name}&${WEEK}`))).data).toEqual({});
    },
  );

  test('of people nobody knows', async () => {
    const { starts } = await runningSimulator();
    const olga = `usernames=olga,nobody&organizationSlug=acme&${WEEK}`;
    const all = await starts(`eventTypeId=111&${WEEK}`);
    const earliest = NOW + 120 * 60_000;
    expect(await starts(olga)).toEqual(all.filter((start) => Date.parse(start) >= earliest));
  });
});

describe('lengths', () => {
  test.each([15, 30, 60])('%i minutes of several', async (minutes) => {
    const { slots } = await runningSimulator();
    const { data } = await slotsBody(await slots(`eventTypeId=107&${WEEK}&duration=${minutes}&format=range`));
    const [slot] = Object.values(data).flat();
    expect(Date.parse(String(slot?.end)) - Date.parse(String(slot?.start))).toBe(minutes * 60_000);
  });

  test('one that the event type does not have is taken as it comes', async () => {
    const { slots } = await runningSimulator();
    const { data } = await slotsBody(await slots(`eventTypeId=107&${WEEK}&duration=45&format=range`));
    const [slot] = Object.values(data).flat();
    expect(Date.parse(String(slot?.end)) - Date.parse(String(slot?.start))).toBe(45 * 60_000);
  });
});

describe('errors', () => {
  test.each([
    ['eventTypeId=101&end=2026-11-24', 'start property is wrong,start must be a valid ISO 8601 date string '],
    ['eventTypeId=101&start=2026-11-24', 'end property is wrong,end must be a valid ISO 8601 date string '],
    ['eventTypeId=101&start=2026-02-30&end=2026-11-24', 'start property is wrong'],
    ['eventTypeId=101&start=tomorrow&end=2026-11-24', 'start property is wrong'],
    [`eventTypeId=101&${WEEK}&colour=red`, 'property colour should not exist'],
    [`eventTypeId=101&username=anna&${WEEK}`, 'property username should not exist'],
    [`eventTypeId=abc&${WEEK}`, 'eventTypeId property is wrong'],
    [`eventTypeId=101&${WEEK}&timeZone=Mars/Olympus`, 'timeZone property is wrong'],
    [`eventTypeId=101&${WEEK}&timeZone=%2B02:00`, 'timeZone property is wrong'],
    [`eventTypeId=101&${WEEK}&duration=half`, 'duration property is wrong'],
    [`eventTypeId=101&${WEEK}&format=list`, 'format property is wrong'],
    [`eventTypeId=101&${WEEK}&slotFormat=range`, 'property slotFormat should not exist'],
    [
      `eventTypeSlug=intro&${WEEK}`,
      'eventTypeSlug property is wrong,property eventTypeSlug should not exist , usernames',
    ],
    [`usernames=olga&organizationSlug=acme&${WEEK}`, 'usernames property is wrong'],
    [`usernames=olga,pavel&${WEEK}`, 'organizationSlug property is wrong'],
    [WEEK, 'usernames must be an array , organizationSlug property is wrong,organizationSlug must be a string '],
  ])('%s is a 400 that says why', async (query, reason) => {
    const { slots } = await runningSimulator();
    expect(await refusal(await slots(query), 400)).toContain(reason);
  });

  test('have Cal.com’s shape', async () => {
    const { slots } = await runningSimulator();
    expect(await (await slots('eventTypeId=100&start=2026-11-23&end=2026-11-24')).json()).toEqual({
      status: 'error',
      timestamp: '2026-11-23T06:00:00.000Z',
      path: '/v2/slots?eventTypeId=100&start=2026-11-23&end=2026-11-24',
      error: {
        code: 'NotFoundException',
        message: 'Event Type not found',
        details: { message: 'Event Type not found', error: 'Not Found', statusCode: 404 },
      },
    });
  });

  test.each([null, '2024-04-15', '2024-08-13'])('version %s has no such path', async (version) => {
    const { request } = await runningSimulator();
    const response = await request('GET', `/v2/slots?eventTypeId=101&${WEEK}`, { version });
    expect(await refusal(response, 404)).toMatch(/^Cannot GET \/v2\/slots/);
  });

  test('an API key that is in no database is a 401; other tokens, and none at all, are let through', async () => {
    const { request } = await runningSimulator();
    const path = `/v2/slots?eventTypeId=101&${WEEK}`;
    const message = await refusal(await request('GET', path, { key: 'cal_invalid_1' }), 401);
    expect(message).toBe('CustomThrottlerGuard - Invalid API Key');
    for (const key of ['something', null]) expect((await request('GET', path, { key })).status).toBe(200);
  });

  test('a path that is not there is a 404 in the same shape', async () => {
    const { request } = await runningSimulator();
    expect(await refusal(await request('GET', '/v2/schedules'), 404)).toBe('Cannot GET /v2/schedules');
  });
});

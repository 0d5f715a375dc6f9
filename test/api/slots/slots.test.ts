import { describe, expect, onTestFinished, test } from 'vitest';
import { keptPort } from '../../support/kept_port.ts';
import { type InProcessSystem, type Reply, type SystemOptions, send, startSystem } from '../../support/system.ts';
import { fc } from '../../support/fast_check.ts';

const VERSION = { 'cal-api-version': '2024-09-04' };
const MINUTE = 60_000;
const WEEK = 'start=2026-11-23&end=2026-11-29';

const roomy = (options: SystemOptions = {}): Promise<InProcessSystem> =>
  startSystem({
    ...options,
    simulator: { rateLimit: { limit: 100_000 }, ...options.simulator },
    env: {
      CALCOM_RATE_LIMIT_PER_MINUTE: '100000',
      CALCOM_CALLS_PER_SECOND: '1000',
      // Ages are told to the second here, whatever was seen of the days.
      CACHE_FRESH_LEAST_SECONDS: '900',
      CACHE_FRESH_MOST_SECONDS: '900',
      ...options.env,
    },
  });

const ours = (system: InProcessSystem, query: string, headers: Record<string, string> = VERSION): Promise<Reply> =>
  system.get(`/v2/slots?${query}`, headers);

/** What two answers have to agree in: when an error was told is not of it. */
const told = ({ status, body }: Reply): unknown => {
  const { data, error } = body as { data?: unknown; error?: { code: string; message: string } };
  return { status, data, code: error?.code, message: error?.message };
};

/** Asks the simulator and us, and expects the same status, slots, error and type. */
const expectSame = async (system: InProcessSystem, query: string, headers = VERSION): Promise<Reply> => {
  const theirs = await send(`${system.calcomUrl}/v2/slots?${query}`, { headers });
  const mine = await ours(system, query, headers);
  expect({ query, told: told(mine) }).toEqual({ query, told: told(theirs) });
  expect(mine.headers.get('content-type')).toBe(theirs.headers.get('content-type'));
  expect([...mine.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  return mine;
};

const slotsOf = ({ body }: Reply): unknown[] => Object.values(body.data as Record<string, unknown[]>).flat();

describe('what Cal.com says', () => {
  test('every way to name an event type', async () => {
    const system = await roomy();
    for (const query of [
      'eventTypeId=101',
      'eventTypeId=0104',
      'eventTypeSlug=intro&username=anna',
      'eventTypeSlug=planning&username=olga&organizationSlug=acme',
      'eventTypeSlug=support-call&teamSlug=support',
      'eventTypeSlug=panel&teamSlug=board&organizationSlug=acme',
      'usernames=olga,pavel&organizationSlug=acme',
      'usernames=pavel,olga&organizationSlug=acme',
      'usernames=olga,%20pavel&organizationSlug=acme&duration=60',
    ]) {
      expect([query, slotsOf(await expectSame(system, `${query}&${WEEK}`)).length]).not.toEqual([query, 0]);
    }
  });

  test('formats, zones, lengths, seats and hours', async () => {
    const system = await roomy();
    for (const query of [
      `eventTypeId=101&${WEEK}&format=range`,
      `eventTypeId=104&${WEEK}`,
      `eventTypeId=104&${WEEK}&format=range&timeZone=America/St_Johns`,
      `eventTypeId=105&${WEEK}`,
      `eventTypeId=106&${WEEK}&timeZone=Asia/Kathmandu`,
      `eventTypeId=106&${WEEK}&timeZone=utc`,
      `eventTypeId=106&${WEEK}&timeZone=Etc/UTC`,
      `eventTypeId=106&${WEEK}&timeZone=GMT`,
      `eventTypeId=107&${WEEK}`,
      `eventTypeId=107&${WEEK}&duration=15`,
      `eventTypeId=107&${WEEK}&duration=60`,
      'eventTypeId=110&start=2027-03-29&end=2027-04-10&timeZone=Australia/Lord_Howe&format=range',
      'eventTypeId=101&start=2026-11-24T09:00:00Z&end=2026-11-25T00:00:00Z',
      'eventTypeId=101&start=2026-11-24&end=2026-11-24',
      // The past, some of it or all; today from now on.
      'eventTypeId=101&start=2020-01-01&end=2026-11-24',
      'eventTypeId=101&start=2020-01-01&end=2020-01-31',
      'eventTypeId=101&start=2026-11-23&end=2026-11-23',
      // Further than a year.
      'eventTypeId=101&start=2027-11-15&end=2028-03-01',
      'eventTypeId=101&start=2028-01-01&end=2028-03-01',
    ]) {
      await expectSame(system, query);
    }
  });

  test('who is not there', async () => {
    const system = await roomy();
    for (const query of [
      `eventTypeId=0&${WEEK}`,
      `eventTypeId=-7&${WEEK}`,
      `eventTypeId=999&${WEEK}`,
      'eventTypeId=999&start=2020-01-01&end=2020-01-02',
      'eventTypeId=999&start=2026-11-25&end=2026-11-24',
      `eventTypeSlug=intro&username=Anna&${WEEK}`,
      `eventTypeSlug=intro&username=a%2Fb%7C30%7B%7D%40c&${WEEK}`,
      `eventTypeSlug=none&username=anna&${WEEK}`,
      `eventTypeSlug=none&teamSlug=support&${WEEK}`,
      `eventTypeSlug=none&teamSlug=none&${WEEK}`,
    ]) {
      const refused = await ours(system, query);
      expect([query, refused.status]).toEqual([query, 404]);
      // A refusal that is remembered is told in the same words.
      expect((await ours(system, query)).text).toBe(refused.text);
    }
  });

  test('the version of the api is asked for', async () => {
    const system = await roomy();
    for (const headers of [{}, { 'cal-api-version': '2024-06-14' }, { 'cal-api-version': '' }]) {
      expect((await ours(system, `eventTypeId=101&${WEEK}`, headers as Record<string, string>)).status).toBe(404);
    }
  });

  test('any query', async () => {
    const system = await roomy();
    const day = fc.integer({ min: -3, max: 380 }).map((days) => {
      const date = new Date(Date.parse('2026-11-23') + days * 86_400_000);
      return date.toISOString().slice(0, 10);
    });
    const time = fc.oneof(
      fc.constant(''),
      fc.constant('T00:00:00Z'),
      fc
        .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom('00', '07', '30') })
        .chain(({ hour, minute }) =>
          fc.constantFrom(
            ...['', ':00'].flatMap((seconds) =>
              ['', 'Z', '%2B05:45', '-09:00'].map((o) => `T${String(hour).padStart(2, '0')}:${minute}${seconds}${o}`),
            ),
          ),
        ),
    );
    const eventType = fc.constantFrom(
      ...['101', '102', '103', '104', '106', '107', '108', '109', '110', '119', '120', '998', '1234'].map(
        (id) => `eventTypeId=${id}`,
      ),
      'usernames=olga,pavel&organizationSlug=acme',
      'eventTypeSlug=intro&username=anna',
      'eventTypeSlug=support-call&teamSlug=support',
    );
    const extra = fc.constantFrom('', '&format=range', '&duration=30', '&duration=60');
    // Of a zone whose clocks change Cal.com loses a day of the question, now and then (test/fixtures/calcom-vectors/README.md).
    const zone = fc.constantFrom(
      ...[
        'UTC',
        'GMT',
        'Africa/Lagos',
        'Asia/Kolkata',
        'Asia/Kathmandu',
        'Pacific/Marquesas',
        'Pacific/Kiritimati',
      ].map((name) => `&timeZone=${name}`),
      '',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ eventType, day, span: fc.constantFrom(1, 1, 6, 31, 400), t1: time, extra, zone }),
        async ({ eventType, day, span, t1, extra, zone }) => {
          const end = new Date(Date.parse(day) + span * 86_400_000).toISOString().slice(0, 10);
          await expectSame(system, `${eventType}&start=${day}${t1}&end=${end}${extra}${zone}`);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('from the cache', () => {
  test('one call serves every zone, day and format, and the verifications', async () => {
    const system = await roomy();
    const cold = await ours(system, `eventTypeId=101&${WEEK}`);
    expect(cold.headers.get('cache-status')).toMatch(/^Slotproof; fwd=miss; stored; ttl=900$/);
    system.pass(10_000);
    const warm = await expectSame(
      system,
      'eventTypeId=101&start=2026-12-01&end=2026-12-10&timeZone=Asia/Tokyo&format=range',
    );
    expect(warm.headers.get('cache-status')).toMatch(/^Slotproof; hit; ttl=890$/);
    expect(warm.headers.get('age')).toBe('10');
    await system.verify({ eventTypeId: 101, start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' });
    // Two of them are the simulator's own part of the comparisons.
    expect((await system.calls()).totals.calls).toBe(2);
  });

  test('a hundred cold questions at two api processes, for any days and any zone at :00 or :30, are one call', async () => {
    const system = await roomy({ apis: 2, simulator: { latency: { minMs: 300, maxMs: 300 } } });
    const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'];
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const query = `eventTypeId=101&start=2026-11-2${3 + (n % 7)}&end=2026-12-1${n % 10}&timeZone=${zones[n % 5]}`;
        return system.get(`/v2/slots?${query}`, VERSION, n % 2);
      }),
    );
    for (const { status } of replies) expect(status).toBe(200);
    expect((await system.calls()).totals.calls).toBe(1);
  });

  test('slots that begin meanwhile are gone, without a call', async () => {
    const system = await roomy();
    const today = 'eventTypeId=1001&start=2026-11-23&end=2026-11-24';
    const [first] = slotsOf(await ours(system, today)) as { start: string }[];
    const untilFirst = Date.parse(first?.start ?? '') - system.now();
    // Seen again just before it begins, so that all is fresh.
    system.pass(untilFirst - MINUTE);
    expect((await ours(system, today, { ...VERSION, 'cache-control': 'no-cache' })).text).toContain(first?.start);
    const { calls } = (await system.calls()).totals;
    system.pass(MINUTE);
    const after = await ours(system, today);
    expect(after.text).not.toContain(first?.start);
    expect(after.headers.get('cache-status')).toBe('Slotproof; hit; ttl=840');
    expect((await system.calls()).totals.calls).toBe(calls);
    await expectSame(system, today);
  });

  test('stale is answered at once and refreshed behind it; no-cache asks Cal.com now', async () => {
    const system = await roomy();
    await ours(system, `eventTypeId=101&${WEEK}`);
    system.pass(20 * MINUTE);
    const stale = await ours(system, `eventTypeId=101&${WEEK}`);
    expect(stale.headers.get('cache-status')).toBe('Slotproof; hit; ttl=-300');
    await expect.poll(async () => (await system.calls()).totals.calls).toBe(2);
    await expect
      .poll(async () => (await ours(system, `eventTypeId=101&${WEEK}`)).headers.get('cache-status'))
      .toBe('Slotproof; hit; ttl=900');
    system.pass(3_000);
    const forced = await ours(system, `eventTypeId=101&${WEEK}`, { ...VERSION, 'cache-control': 'no-cache' });
    expect(forced.headers.get('cache-status')).toMatch(/fwd=miss/);
    expect((await system.calls()).totals.calls).toBe(3);
  });

  test('while Cal.com is down, what is cached is answered, and anything else is a 503 of its shape', async () => {
    const system = await roomy();
    await ours(system, `eventTypeId=101&${WEEK}`);
    await system.control('PUT', 'faults', [{ kind: 'error', status: 502 }]);
    system.pass(2 * 60 * MINUTE);
    const old = await ours(system, `eventTypeId=101&${WEEK}`);
    expect(old.status).toBe(200);
    expect(old.headers.get('cache-status')).toMatch(/stale-if-error/);
    expect(old.headers.get('age')).toBe('7200');
    const none = await ours(system, `eventTypeId=102&${WEEK}`);
    expect(none.status).toBe(503);
    expect(none.body).toMatchObject({ status: 'error', error: { code: 'ServiceUnavailableException' } });
    expect(Number(none.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('at the deadline it is a 504 of its shape', async () => {
    const system = await roomy({
      simulator: { latency: { minMs: 2_000, maxMs: 2_000 } },
      env: { REQUEST_DEADLINE_MS: '200' },
    });
    const late = await ours(system, `eventTypeId=101&${WEEK}`);
    expect(late.status).toBe(504);
    expect(late.body).toMatchObject({ status: 'error', error: { code: 'GatewayTimeoutException' } });
  });
});

test('with bookingUidToReschedule the booking’s own time is free, for that caller alone', async () => {
  const system = await roomy();
  const all = `eventTypeId=101&${WEEK}`;
  const [free = ''] = slotsOf(await ours(system, all)).map((slot) => (slot as { start: string }).start);
  const booked = await send(`${system.calcomUrl}/v2/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify({
      eventTypeId: 101,
      start: free,
      attendee: { name: 'Zoe', email: 'zoe@example.com', timeZone: 'UTC' },
    }),
  });
  const { uid } = booked.body.data as { uid: string };
  system.pass(1_000);
  const own = await expectSame(system, `${all}&bookingUidToReschedule=${uid}`);
  expect(own.text).toContain(free);
  expect(own.headers.get('cache-status')).toBe('Slotproof; fwd=bypass');
  expect(own.headers.get('age')).toBe('0');
  system.pass(3_000);
  const forced = await ours(system, all, { ...VERSION, 'cache-control': 'no-cache' });
  expect(forced.text).not.toContain(free);
  await expectSame(system, `eventTypeId=998&${WEEK}&bookingUidToReschedule=${uid}`);
  await expectSame(system, `usernames=pavel,olga&organizationSlug=acme&${WEEK}&bookingUidToReschedule=${uid}`);
});

test('rrHostSubsetIds goes past the cache too, and an empty bookingUidToReschedule is none', async () => {
  const system = await roomy();
  await ours(system, `eventTypeId=101&${WEEK}`);
  const known = await ours(system, `eventTypeId=101&${WEEK}&bookingUidToReschedule=`);
  expect(known.headers.get('cache-status')).toMatch(/hit/);
  await ours(system, `eventTypeId=101&${WEEK}&rrHostSubsetIds=7, 12`);
  expect((await system.calls()).calls.at(-1)?.query).toMatch(/[?&]rrHostSubsetIds=7%2C12(&|$)/);
});

describe('a time in `end` and in `start`', () => {
  type Range = { start: string; end: string };
  const FROM = Date.parse('2026-11-24T00:00:00Z');

  test('cuts the days that it stands in', async () => {
    const system = await roomy();
    const days = slotsOf(await ours(system, 'eventTypeId=101&start=2026-11-24&end=2026-11-25&format=range')) as Range[];
    const instant = fc.integer({ min: 0, max: 2 * 86_400_000 - 1 }).map((ms) => new Date(FROM + ms));
    await fc.assert(
      fc.asyncProperty(instant, instant, async (from, until) => {
        // Midnight to the second would be the end of its day.
        fc.pre(until.getTime() % 86_400_000 >= 1_000);
        const query = `eventTypeId=101&start=${from.toISOString()}&end=${until.toISOString()}&format=range`;
        const least = Math.floor(from.getTime() / MINUTE) * MINUTE;
        expect(slotsOf(await ours(system, query))).toEqual(
          days.filter(({ start, end }) => Date.parse(start) >= least && Date.parse(end) <= until.getTime() + 1_000),
        );
      }),
    );
  });

  test('the other way round is nothing', async () => {
    const system = await roomy();
    const reply = await ours(system, 'eventTypeId=101&start=2026-11-26&end=2026-11-24');
    expect([reply.status, reply.text]).toEqual([200, '{"data":{},"status":"success"}']);
  });
});

test('what Cal.com would answer with a 500 to is a 400 in words, and never gets to it', async () => {
  const system = await roomy();
  for (const [query, property] of [
    [`eventTypeId=2147483648&${WEEK}`, 'eventTypeId'],
    [`eventTypeId=101&${WEEK}&duration=99999999999999999999`, 'duration'],
    [`eventTypeId=101&${WEEK}&duration=1441`, 'duration'],
    [`eventTypeId=101&${WEEK}&duration=-30`, 'duration'],
    [`eventTypeId=101&${WEEK}&rrHostSubsetIds=1,99999999999999999999`, 'rrHostSubsetIds'],
    [`eventTypeId=101&${WEEK}&bookingUidToReschedule=a%00b`, 'bookingUidToReschedule'],
    [`eventTypeSlug=intro&username=an%00na&${WEEK}`, 'username'],
    [`eventTypeSlug=in%00tro&teamSlug=support&${WEEK}`, 'eventTypeSlug'],
    [`usernames=olga,pa%00vel&organizationSlug=acme&${WEEK}`, 'usernames'],
    [`usernames=olga,pavel&organizationSlug=ac%00me&${WEEK}`, 'organizationSlug'],
    [`eventTypeId=101&${WEEK}&format[]=range`, 'format'],
    ['eventTypeId=101&start=2026-11-23&end=9999-12-31', 'end'],
  ] as const) {
    const reply = await ours(system, query);
    expect([query, reply.status]).toEqual([query, 400]);
    expect((reply.body.error as { message: string }).message).toMatch(
      new RegExp(`^${property} property is wrong,.+ $`),
    );
  }
  expect((await system.calls()).totals.calls).toBe(0);
});

test('who has the answer already is told so, and HEAD has its headers alone', async () => {
  const system = await roomy();
  const path = `/v2/slots?eventTypeId=101&${WEEK}`;
  const first = await system.get(path, VERSION);
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^W\/"[0-9a-f]+-[\w+/]{27}"$/);
  // Without this fetch itself asks for `no-cache`, and then there is no 304.
  const conditional = { ...VERSION, 'cache-control': 'max-age=900' };
  const again = await system.get(path, { ...conditional, 'if-none-match': tag });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await system.get(path, { ...conditional, 'if-none-match': 'W/"other"' })).text).toBe(first.text);
  const head = await fetch(`${system.urls[0]}${path}`, { method: 'HEAD', headers: VERSION });
  expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', tag]);
  for (const other of [`/v2/slots/?eventTypeId=101&${WEEK}`, `/api/v2/slots?eventTypeId=101&${WEEK}`]) {
    expect((await system.get(other, VERSION)).text).toBe(first.text);
  }
});

test('without a key of ours or of Cal.com’s it is a 401 of Cal.com’s shape', async () => {
  const key = 'a-key-of-sixteen-characters';
  const system = await roomy({ env: { API_KEYS: key, PORT: String(await keptPort()) } });
  for (const authorization of [undefined, 'Bearer another-key-of-no-one']) {
    const headers = { ...VERSION, ...(authorization === undefined ? {} : { authorization }) };
    const refused = await ours(system, `eventTypeId=101&${WEEK}`, headers);
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({
      status: 'error',
      path: `/v2/slots?eventTypeId=101&${WEEK}`,
      error: { code: 'UnauthorizedException' },
    });
  }
  const answered = await ours(system, `eventTypeId=101&${WEEK}`, { ...VERSION, authorization: `Bearer ${key}` });
  expect([answered.status, answered.headers.get('cache-status')]).toEqual([200, expect.stringContaining('Slotproof')]);
  // With another key of Cal.com's than the account's it is that key's call.
  const own = await ours(system, `eventTypeId=101&${WEEK}`, { ...VERSION, authorization: 'Bearer cal_another_key' });
  expect([own.status, own.headers.get('cache-status'), own.body]).toEqual([200, null, answered.body]);
});

test('while Redis is away it is a 503 of Cal.com’s shape', async () => {
  const system = await roomy();
  onTestFinished(() => system.redis.restart());
  await system.redis.kill();
  const reply = await ours(system, `eventTypeId=101&${WEEK}`);
  expect(reply.status).toBe(503);
  expect(reply.body).toMatchObject({ status: 'error', error: { code: 'ServiceUnavailableException' } });
});

test('what Cal.com does not have is its own 404', async () => {
  const system = await roomy();
  const reply = await system.get('/v2/bookings', VERSION);
  expect(reply.status).toBe(404);
  expect(reply.body).toMatchObject({ error: { code: 'NotFoundException', message: 'Cannot GET /v2/bookings' } });
});

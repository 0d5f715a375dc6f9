/**
 * In front of the account that was recorded, whose calendars are those of the recordings before anybody booked: slotproof answers every slot
 * question as Cal.com does, first by asking and then from its cache, for callers at :00, :30 and :45.
 */
import { expect, test } from 'vitest';
import { RECORDED } from '../../simulator/recordings/recorded.ts';
import { recordedWorld } from '../../simulator/recordings/recorded_world.ts';
import { send, startSystem } from '../../support/system.ts';

const VERSION = { 'cal-api-version': '2024-09-04' };
const NOW = '2026-11-25T13:21:00Z';

const ZONES = [
  ...['', 'UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Eucla'],
  ...['America/St_Johns', 'Pacific/Kiritimati'],
];

const RANGES = [
  { start: '2026-12-01', end: '2026-12-01' },
  { start: '2026-11-26', end: '2026-12-04' },
  { start: '2026-12-01T10:00:00Z', end: '2026-12-01T15:00:00Z' },
  { start: '2026-12-02T08:17:00Z', end: '2026-12-03T20:40:00Z' },
];

const system = () =>
  startSystem(
    { env: { CALCOM_RATE_LIMIT_PER_MINUTE: '100000' }, simulator: { world: recordedWorld({}), ...ROOMY } },
    NOW,
  );

const ROOMY = { rateLimit: { limit: 100_000 }, slotsCacheMs: 0 };

/** The questions that differ, as many as are told. */
const differing = async (
  paths: readonly string[],
  { urls: [ours = ''], calcomUrl }: Awaited<ReturnType<typeof system>>,
) => {
  const wrong: string[] = [];
  for (const path of paths) {
    const [mine, theirs] = await Promise.all([ours, calcomUrl].map((url) => send(url + path, { headers: VERSION })));
    const same =
      mine?.status === theirs?.status && JSON.stringify(mine?.body.data) === JSON.stringify(theirs?.body.data);
    if (!same) wrong.push(`${path}: ${mine?.text.slice(0, 300)} instead of ${theirs?.text.slice(0, 300)}`);
  }
  return wrong;
};

test('every recorded slot question that Cal.com answered', async () => {
  const paths = RECORDED.filter(
    ({ request, response }) =>
      request.method === 'GET' && request.path.startsWith('/v2/slots?') && response.status === 200,
  ).map(({ request }) => request.path);
  const distinct = [...new Set(paths)];
  expect(distinct.length).toBeGreaterThan(100);
  expect(await differing(distinct, await system())).toEqual([]);
});

test('every event type, asked in nine zones over four ranges', async () => {
  const world = recordedWorld({});
  const running = await system();
  const paths = world.eventTypes.flatMap(({ id }) =>
    ZONES.flatMap((zone) =>
      RANGES.map((range) => {
        const query = new URLSearchParams({ eventTypeId: String(id), ...range, format: 'range' });
        if (zone !== '') query.set('timeZone', zone);
        return `/v2/slots?${query}`;
      }),
    ),
  );
  expect(await differing(paths, running)).toEqual([]);
  const { calls } = (await running.calls()).totals;
  expect(await differing(paths, running)).toEqual([]);
  // Those that begin inside a stretch are asked for each time; most are in the cache.
  expect((await running.calls()).totals.calls - calls - paths.length).toBeLessThan(paths.length / 3);
});

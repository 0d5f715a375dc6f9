/** How long an answer stays fresh follows how often the host's days have changed without anybody telling us. */
import { expect, test } from 'vitest';
import { eventually, type InProcessSystem, startSystem } from '../../support/system.ts';

const MINUTE_MS = 60_000;
const START = '2026-11-24T12:00:00+01:00';

/** How long the answer that a question gets is fresh yet, in seconds; negative where it is stale, and then asked for anew. */
const freshFor = async (system: InProcessSystem, eventTypeId: number): Promise<number> => {
  const reply = await system.verify({ eventTypeId, start: START, timeZone: 'Europe/Berlin', windowHours: 1 });
  expect(reply.status).toBe(200);
  return Number(/ttl=(-?\d+)/.exec(reply.headers.get('cache-status') ?? '')?.[1]);
};

/** Asks every so often, until each stale answer has been fetched anew. */
const live = async (
  system: InProcessSystem,
  eventTypeId: number,
  rounds: number,
  act: (round: number) => Promise<void>,
) => {
  for (let round = 0; round < rounds; round++) {
    system.pass(16 * MINUTE_MS);
    await act(round);
    await eventually(async () => (await freshFor(system, eventTypeId)) > 0);
  }
};

test('a quiet host’s answers stay fresh for longer, and a host’s whose calendar changes untold for shorter', async () => {
  const system = await startSystem({ env: { CHANGES_CRON: 'off' } }, '2026-11-23T06:00:00Z');
  const quiet = 1_000;
  const busy = 1_001;
  expect(await freshFor(system, quiet)).toBe(900);
  expect(await freshFor(system, busy)).toBe(900);
  await live(system, busy, 4, async (round) => {
    await freshFor(system, quiet);
    const at = (minutes: number): string =>
      new Date(Date.parse('2026-11-24T08:00:00Z') + (round * 90 + minutes) * MINUTE_MS).toISOString();
    const calendar = { hostUsername: `host-${busy}`, start: at(0), end: at(60) };
    expect((await system.control('POST', 'calendar/busy', calendar)).status).toBe(201);
  });
  // What was fetched just now, by way of Cal.com, says the same as what is cached.
  const anew = await system.verify({
    eventTypeId: busy,
    start: START,
    timeZone: 'Europe/Berlin',
    windowHours: 1,
    maxAge: 0,
  });
  expect(anew.status).toBe(200);
  expect(await freshFor(system, busy)).toBeLessThan(900);
  await live(system, quiet, 1, async () => undefined);
  expect(await freshFor(system, quiet)).toBeGreaterThan(900);
});

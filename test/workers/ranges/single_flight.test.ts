import { expect, test } from 'vitest';
import { startProcesses } from '../../support/system.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati', 'UTC'];

test('100 cold requests at once, over two api and two worker processes, nine days and five zones of a class, are one Cal.com call', async () => {
  const system = await startProcesses({
    apis: 2,
    workers: 2,
    simulator: { latency: { minMs: 300, maxMs: 800 }, fullyBooked: true },
  });
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const day = Temporal.Now.plainDateISO('UTC').add({ days: 2 + (index % 9) });
      const hour = String(9 + (index % 8)).padStart(2, '0');
      const body = {
        eventTypeId: 101,
        start: `${day}T${hour}:00`,
        timeZone: ZONES[index % 5],
        horizonDays: 14,
        windowHours: index % 4,
      };
      return system.verify(body, {}, index % 2);
    }),
  );
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  expect((await system.calls()).totals.calls).toBe(1);
});

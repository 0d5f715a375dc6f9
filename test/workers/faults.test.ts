/** What callers see of each way in which Cal.com fails: real processes, and the simulator's fault switches. */
import { expect, test } from 'vitest';
import { eventually, type ProcessSystem, sharedProcesses } from '../support/system.ts';
import { question } from './question.ts';

const FAULTS = [
  { kind: 'error', status: 500 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'truncated' },
  { kind: 'wrong_shape' },
  { kind: 'no_offset' },
  { kind: 'huge' },
  { kind: 'hang' },
];

const running = sharedProcesses({
  apis: 1,
  workers: 2,
  env: {
    CACHE_FRESH_SECONDS: '1',
    CACHE_STALE_SECONDS: '1',
    CALCOM_TIMEOUT_MS: '500',
    BREAKER_COOLDOWN_MS: '1000',
  },
});

test.each(FAULTS.map((fault, index) => ({ fault, cached: 1_000 + index, unknown: 1_100 + index })))(
  '$fault: what was cached is answered as stale-if-error, what was not is a 503, and all is fresh again after it',
  async ({ fault, cached, unknown }) => {
    const system = running();
    expect((await system.verify(question(cached))).body).toMatchObject({ freshness: 'fresh' });
    await system.control('PUT', 'faults', [fault]);
    const old = await eventually(async () => {
      const reply = await system.verify(question(cached));
      return reply.body.freshness === 'stale-if-error' && reply;
    });
    expect(old.status).toBe(200);
    expect(old.headers.get('cache-status')).toMatch(/detail=stale-if-error/);

    const refused = await system.verify(question(unknown));
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ type: 'urn:slotproof:problem:calcom-unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    await system.control('DELETE', 'faults');
    await recovered(system, cached);
    await recovered(system, unknown);
    await noJobIsStuck(system);
  },
);

const recovered = async (system: ProcessSystem, eventTypeId: number): Promise<void> => {
  await eventually(async () => {
    const { status, body } = await system.verify(question(eventTypeId));
    return status === 200 && body.freshness === 'fresh';
  }, 100);
};

const noJobIsStuck = async (system: ProcessSystem): Promise<void> => {
  await eventually(async () => {
    const response = await system.get('/admin/queues/api/queues');
    const { queues } = response.body as { queues: { name: string; counts: Record<string, number> }[] };
    // The next scheduled round of warming always waits.
    return queues.every(
      ({ name, counts }) =>
        name === 'warming' || (!counts.active && !counts.waiting && !counts.prioritized && !counts.delayed),
    );
  }, 100);
};

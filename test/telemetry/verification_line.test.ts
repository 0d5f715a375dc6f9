/** One line a verification, followed by its request id from the api to the worker's call; and what no line ever holds. */
import { describe, expect, test } from 'vitest';
import type { TestProcess } from '../support/process.ts';
import { eventually, sharedProcesses, startProcesses } from '../support/system.ts';

interface Line extends Record<string, unknown> {
  readonly msg: string;
}

const linesOf = (process: TestProcess | undefined): Line[] =>
  (process?.output() ?? '').split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });

const inAWeek = (hour: string) => `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 7 })}T${hour}`;

const SECRETS = {
  CALCOM_API_KEY: 'cal_live_never-to-be-seen',
  CALCOM_WEBHOOK_SECRET: 'webhook-secret-never-to-be-seen',
  CALLBACK_SECRET: `whsec_${Buffer.from('callback-secret-never-to-be-seen').toString('base64')}`,
  API_KEYS: 'api-key-never-to-be-seen',
  CALLBACK_ALLOW_PRIVATE_NETWORK: 'true',
};

test('one line for each verification, followed by its request id, and no secret, busy time or query in any', async () => {
  const { urls, apis, workers, verify } = await startProcesses({ env: SECRETS });
  const authorization = `Bearer ${SECRETS.API_KEYS}`;
  const busy = [{ start: `${inAWeek('14:07')}:13Z`, end: `${inAWeek('14:23')}:19Z` }];
  const question = { eventTypeId: 101, start: inAWeek('14:00'), timeZone: 'Europe/Berlin', busy };
  const ask = (id: string, extra: object = {}) =>
    verify({ ...question, ...extra }, { authorization, 'x-request-id': id });

  const cold = await ask('request-cold');
  expect(cold.headers.get('x-request-id')).toBe('request-cold');
  await ask('request-warm');
  const callbackUrl = `${urls[0]}/healthz?token=query-never-to-be-seen`;
  await ask('request-callback', { maxAge: 0, callbackUrl });
  await verify(question, { authorization: 'Bearer wrong-key-never-to-be-seen' });

  const [api, worker] = [apis[0], workers[0]];
  const about = (process: TestProcess | undefined, id: string) =>
    linesOf(process).filter(({ requestId }) => requestId === id);
  await eventually(async () => about(worker, 'request-callback').some(({ msg }) => msg === 'verification'));
  await eventually(async () => about(api, 'request-callback').length > 0);

  expect(about(api, 'request-warm')).toMatchObject([
    {
      msg: 'verification',
      outcome: expect.any(String),
      strategies: expect.any(Array),
      alternatives: expect.any(Number),
      days: { fresh: expect.any(Number), stale: 0, 'stale-if-error': 0 },
      calcomCalls: 0,
      durationMs: expect.any(Number),
    },
  ]);
  expect(about(api, 'request-cold')).toMatchObject([
    { msg: 'verification answered by a worker', verification: cold.body.id },
  ]);
  const [fetched, decided, ...rest] = about(worker, 'request-cold');
  expect(rest).toEqual([]);
  expect(fetched).toMatchObject({ msg: 'range fetched', reason: 'caller', rangeId: expect.any(String) });
  expect(decided).toMatchObject({
    msg: 'verification',
    verification: cold.body.id,
    calcomCalls: 1,
    ranges: [fetched?.rangeId],
  });
  expect(about(api, 'request-callback')).toMatchObject([{ msg: 'verification accepted' }]);

  await Promise.all([api?.stop(), worker?.stop()]);
  const written = `${api?.output()}${worker?.output()}`;
  expect(written).not.toMatch(/never-to-be-seen|Authorization|busy|14:07|14:23/i);
  expect(written).not.toContain(SECRETS.CALLBACK_SECRET.slice(6));
  expect(written).not.toContain(String(Date.parse(busy[0]?.start ?? '')));
});

describe('a failing call', () => {
  const running = sharedProcesses({
    env: {
      CALCOM_API_KEY: 'cal_live_never-to-be-seen',
      CALCOM_TIMEOUT_MS: '300',
      LOG_LEVEL: 'trace',
      // Each fault is met by a call, and not by a circuit that the one before has opened.
      BREAKER_FAILURE_THRESHOLD: '1000',
    },
  });

  test.each([
    { fault: { kind: 'error', status: 500 }, eventTypeId: 101 },
    { fault: { kind: 'reset' }, eventTypeId: 102 },
    { fault: { kind: 'html' }, eventTypeId: 103 },
    { fault: { kind: 'hang' }, eventTypeId: 105 },
  ])('($fault.kind) is told without the key that it was made with', async ({ fault, eventTypeId }) => {
    const { control, verify, apis, workers } = running();
    await control('PUT', 'faults', [fault]);
    const headers = { 'x-request-id': `request-failing-${fault.kind}` };
    const reply = await verify({ eventTypeId, start: inAWeek('14:00'), timeZone: 'Europe/Berlin' }, headers);
    expect(reply.status).toBe(503);
    const about = (process: TestProcess | undefined) =>
      linesOf(process).filter(({ requestId }) => requestId === headers['x-request-id']);
    // Lines are written together, a moment later.
    await eventually(
      async () => about(apis[0]).length > 0 && about(workers[0]).some(({ msg }) => msg === 'verification'),
    );
    expect(about(apis[0])).toMatchObject([{ msg: 'verification', outcome: 'failed' }]);
    const lines = about(workers[0]);
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['range failed', 'verification']));
    expect(lines.at(-1)).toMatchObject({ outcome: 'failed', problem: 'urn:slotproof:problem:calcom-unavailable' });
    expect(`${apis[0]?.output()}${workers[0]?.output()}`).not.toContain('never-to-be-seen');
  });
});

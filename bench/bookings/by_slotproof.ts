/** A caller who checks, holds and books by way of Slotproof. */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { type Caller, type CallerEnd, MOST_TRIES, PATIENCE_MS, pause, request } from './caller.ts';
import { WANTED } from './full_calendar.ts';

/** The whole calendar will do. */
const POLICY = {
  windowHours: 24,
  horizonDays: 21,
  maxAlternatives: 5,
  businessHours: { start: '00:00', end: '24:00', days: [1, 2, 3, 4, 5, 6, 7] },
};

const ZONE = 'UTC';

interface Offered {
  readonly start: string;
}

/** Checks, holds and books. @param free what is free in truth, before anybody books */
export const takeBySlotproof = async (
  url: string,
  { email, wanted }: Caller,
  free: ReadonlySet<EpochMs>,
): Promise<CallerEnd> => {
  const began = performance.now();
  let untrue = 0;
  let start = wanted;
  const end = (kind: CallerEnd['kind']): CallerEnd => ({
    kind,
    untrue,
    tookMs: performance.now() - began,
    ...(kind === 'booked' ? { start } : {}),
  });
  /** The nearest of what is offered, which has to be free in truth. */
  const next = (offered: readonly Offered[]): EpochMs | undefined => {
    const starts = offered.map((slot) => epochMs(Date.parse(slot.start)));
    untrue += starts.filter((instant) => !free.has(instant)).length;
    return starts[0];
  };
  const post = (path: string, body: object = {}) =>
    request(
      `${url}${path}`,
      'POST',
      {},
      {
        eventTypeId: WANTED.eventTypeId,
        start: new Date(start).toISOString(),
        timeZone: ZONE,
        ...POLICY,
        ...body,
      },
    );
  for (let tries = 0; tries < MOST_TRIES && performance.now() - began < PATIENCE_MS; tries++) {
    const checked = await post('/v1/verifications');
    if (checked.status !== 200) {
      await pause(1_000);
      continue;
    }
    const { slot, alternatives } = checked.body as { slot?: Offered; alternatives: readonly Offered[] };
    const offered = next(slot === undefined ? alternatives : [slot]);
    if (offered === undefined) return end('none');
    start = offered;
    const held = await post('/v1/holds');
    if (held.status !== 201) {
      await pause(held.status === 409 ? 0 : 1_000);
      continue;
    }
    const booked = await post('/v1/bookings', { holdId: held.body.id, attendee: { name: 'Somebody', email } });
    const made = booked.status === 202 ? await poll(url, String(booked.body.id)) : booked.body.status;
    if (made === 'booked') return end('booked');
  }
  return end('gave-up');
};

const poll = async (url: string, id: string): Promise<unknown> => {
  for (;;) {
    const { body } = await request(`${url}/v1/bookings/${id}`, 'GET', { prefer: 'wait=10' });
    if (body.status !== 'active') return body.status;
  }
};

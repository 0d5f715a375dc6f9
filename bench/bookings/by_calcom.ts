/** A caller who checks and books at Cal.com itself, as an agent without Slotproof does. */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { type Caller, type CallerEnd, MOST_TRIES, PATIENCE_MS, pause, request } from './caller.ts';
import { WANTED } from './full_calendar.ts';

const DAY_MS = 86_400_000;
const DAYS = 21;

/** How long a caller waits who is refused for the limit, in milliseconds, unless told. */
const USUAL_BLOCK_MS = 60_000;

/** Checks and books. @param count called for each call */
export const takeByCalcom = async (
  url: string,
  key: string,
  { email, wanted }: Caller,
  count: (status: number) => void,
): Promise<CallerEnd> => {
  const began = performance.now();
  const end = (kind: CallerEnd['kind'], start?: EpochMs): CallerEnd => ({
    kind,
    untrue: 0,
    tookMs: performance.now() - began,
    ...(start === undefined ? {} : { start }),
  });
  const call = async (method: string, path: string, version: string, body?: unknown) => {
    const reply = await request(
      `${url}${path}`,
      method,
      { authorization: `Bearer ${key}`, 'cal-api-version': version },
      body,
    );
    count(reply.status);
    if (reply.status === 429) {
      const seconds = Number(reply.headers.get('x-ratelimit-reset-default') ?? Number.NaN);
      await pause(Number.isNaN(seconds) ? USUAL_BLOCK_MS : seconds * 1_000);
    }
    return reply;
  };
  for (let tries = 0; tries < MOST_TRIES && performance.now() - began < PATIENCE_MS; tries++) {
    const now = Date.now();
    const range = `start=${new Date(now).toISOString()}&end=${new Date(now + DAYS * DAY_MS).toISOString()}`;
    const listed = await call('GET', `/v2/slots?eventTypeId=${WANTED.eventTypeId}&${range}`, '2024-09-04');
    if (listed.status !== 200) continue;
    const slots = Object.values(listed.body.data as Record<string, { start: string }[]>)
      .flat()
      .map(({ start }) => epochMs(Date.parse(start)))
      .sort((one, other) => Math.abs(one - wanted) - Math.abs(other - wanted));
    const [nearest] = slots;
    if (nearest === undefined) return end('none');
    const attendee = { name: 'Somebody', email, timeZone: 'UTC' };
    const order = { eventTypeId: WANTED.eventTypeId, start: new Date(nearest).toISOString(), attendee };
    const booked = await call('POST', '/v2/bookings', '2024-08-13', order);
    if (booked.status === 201) return end('booked', nearest);
  }
  return end('gave-up');
};

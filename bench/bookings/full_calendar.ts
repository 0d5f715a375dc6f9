/** One person's calendar with a given number of free slots, in a simulator of its own. */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { type Calcom, startCalcom } from '../calcom.ts';

/** The event type that everybody wants, and whose calendar it is. */
export const WANTED = { eventTypeId: 101, hostUsername: 'anna' };

const DAY_MS = 86_400_000;

/** Tomorrow is too near for nobody, and a fortnight has more free slots than are left. */
const FROM_DAYS = 2;
const DAYS = 14;

/** Beyond what anybody looks at. */
const BLOCKED_DAYS = 400;

/** How long Cal.com answers a query as it did before. */
const ANSWERS_KEPT_MS = 2_500;

/** A calendar and its free slots, ascending. */
export interface FullCalendar {
  readonly calcom: Calcom;
  readonly free: readonly EpochMs[];
}

/** Starts Cal.com, and blocks all of the calendar but so many slots. @param rateLimit calls a minute */
export const startFullCalendar = async (slots: number, rateLimit: number): Promise<FullCalendar> => {
  const calcom = await startCalcom({ seed: 'bookings', latencyMs: '300-800', rateLimit });
  const now = epochMs(Date.now());
  const listed = await calcom.free(WANTED.eventTypeId, epochMs(now + FROM_DAYS * DAY_MS), DAYS);
  const free = listed.slice(0, slots).map(({ start }) => start);
  const [first, last] = [free[0], free.at(-1)];
  if (first === undefined || last === undefined || free.length < slots) throw new Error('The calendar is too full.');
  const [next] = listed.slice(slots);
  await block(calcom, now, first);
  await block(calcom, next?.start ?? last, epochMs(now + BLOCKED_DAYS * DAY_MS));
  await new Promise((resolve) => setTimeout(resolve, ANSWERS_KEPT_MS));
  const left = await calcom.free(WANTED.eventTypeId, now, DAYS + FROM_DAYS);
  if (left.length !== slots) throw new Error(`${left.length} slots are free, and ${slots} were to be.`);
  return { calcom, free };
};

const block = async ({ url }: Calcom, from: EpochMs, until: EpochMs): Promise<void> => {
  const body = { hostUsername: WANTED.hostUsername, start: new Date(from), end: new Date(until) };
  const response = await fetch(`${url}/control/calendar/busy`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The simulator blocks no time: ${response.status}`);
};

/** What Cal.com has: its slots before the run, the bookings that it tells of, and the calls that it was asked by. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { epochMs } from '../../src/verification/time.ts';
import type { Calcom } from '../calcom.ts';
import { eventTypeIdOf } from '../traffic/questions.ts';
import { seededRandom } from '../traffic/random.ts';
import { exchange } from './exchange.ts';
import type { Model } from './model.ts';

/** How many event types are asked for, and from which zone. */
export const EVENT_TYPES = 24;
export const ZONE = 'Europe/Berlin';

/** Further than any alternative is looked for. */
const LISTED_DAYS = 90;

const BOOKING_EVERY_MS = 1_000;

const callsSchema = z.object({
  calls: z.array(z.object({ credential: z.string(), status: z.int().nullable(), fault: z.string().nullable() })),
});
const slotsSchema = z.object({ data: z.record(z.string(), z.array(z.object({ start: z.string() }))) });

/** What Cal.com lists of every event type, before anything happens. */
export const listedBy = async (calcom: Calcom): Promise<ReadonlyMap<number, ReadonlySet<number>>> => {
  const listed = new Map<number, ReadonlySet<number>>();
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const until = new Date(Date.now() + LISTED_DAYS * 86_400_000).toISOString();
  for (let rank = 0; rank < EVENT_TYPES; rank++) {
    const id = eventTypeIdOf(rank);
    const query = new URLSearchParams({ eventTypeId: String(id), start: from, end: until, timeZone: ZONE });
    const headers = { authorization: `Bearer cal_chaos_before_${rank}`, 'cal-api-version': '2024-09-04' };
    const { text } = await exchange(calcom.url, `/v2/slots?${query}`, { headers });
    const days = Object.values(slotsSchema.parse(JSON.parse(text)).data);
    listed.set(id, new Set(days.flat().map(({ start }) => Date.parse(start))));
  }
  return listed;
};

/** Who is told of bookings. */
export interface Telling {
  readonly calcom: Calcom;
  readonly model: Model;
  /** See `listedBy`. */
  readonly listed: ReadonlyMap<number, ReadonlySet<number>>;
}

/**
 * Books by and by what is asked for, of what was listed before anything happened: from another time on, as in the middle of a host's day, Cal.com lays
 * out other slots, and a booking of one of those moves all that follow it. Cal.com waits until its webhook was taken, so that
 * whoever asks afterwards must not be offered it.
 */
export const keepTelling = async (
  { calcom, model, listed }: Telling,
  seed: string,
  over: AbortSignal,
): Promise<number> => {
  const random = seededRandom(`${seed}/chaos/bookings`);
  let told = 0;
  while (!over.aborted) {
    await sleep(BOOKING_EVERY_MS);
    const eventTypeId = eventTypeIdOf(Math.floor(random() * EVENT_TYPES));
    const free = await calcom.free(eventTypeId, epochMs(Date.now() + 86_400_000), 7);
    const places = free.filter(({ start }) => listed.get(eventTypeId)?.has(start) === true);
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined || (await calcom.book(place)) === undefined) continue;
    model.tell(eventTypeId, place.start);
    told++;
  }
  return told;
};

/** The calls of `GET /v2/slots` that the fleet made. */
export const callsOf = async (calcom: Calcom) => {
  const { text } = await exchange(calcom.url, '/control/calls', {});
  return callsSchema.parse(JSON.parse(text)).calls.filter(({ credential }) => credential.endsWith('c1'));
};

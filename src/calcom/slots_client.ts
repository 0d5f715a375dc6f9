/** GET /v2/slots: one range of days in one call. When a call may be made is not decided here; see `call_gate.ts`. */
import { type EpochMs, startOfUtcDay, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { Allowance } from './allowance.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';
import { CalcomRefused, CalcomUnavailable } from './errors.ts';
import { type EventType, minutesToAsk } from './event_type.ts';
import type { ListedSlot } from './listed_slot.ts';
import { isForeign } from './refusal.ts';
import { type LeftOut, readSlotsBody } from './slots_body.ts';

export type { Allowance } from './allowance.ts';

/** What to ask for: UTC days, both included. */
export interface SlotsRange {
  readonly eventType: EventType;
  readonly from: UtcDay;
  readonly until: UtcDay;
  /** The zone that asks; none for UTC. */
  readonly timeZone?: string;
  /** Asked for instead of whole days, both included: Cal.com lays out its slots from the first instant on. */
  readonly exactly?: { readonly start: EpochMs; readonly end: EpochMs };
  /** For event types with several lengths. */
  readonly durationMinutes?: number;
  /** The booking whose own time is then listed as free. */
  readonly bookingUidToReschedule?: string;
  /** User ids: only these hosts of a round-robin event type. */
  readonly rrHostSubsetIds?: readonly number[];
}

/** What Cal.com answered. */
export interface SlotsAnswer {
  /** Ascending by start, no doubles, all within the days that were asked for. */
  readonly slots: readonly ListedSlot[];
  /** The slots of the answer that could not be used. */
  readonly leftOut: LeftOut;
  /** When the call began: nothing in the answer is older. */
  readonly observedAt: EpochMs;
  /** What the rate headers said, if there were any. */
  readonly allowance: Allowance | undefined;
}

/** Asks Cal.com for slots. */
export interface SlotsClient {
  /**
   * Makes one call, without retries. Aborting the signal destroys the call's socket.
   * @throws {CalcomRefused} for a 4xx of Cal.com's other than 429
   * @throws {CalcomThrottled} for a 429
   * @throws {CalcomUnavailable} when there is no answer, or none that can be used
   * @throws {DOMException} named `AbortError` when the signal was aborted, for whatever reason
   */
  fetchSlots(range: SlotsRange, signal: AbortSignal): Promise<SlotsAnswer>;
}

/** Where Cal.com is and how to speak to it. */
export interface SlotsClientOptions extends CalcomConnection {
  readonly clock: () => EpochMs;
}

/** Makes a client with connections of its own, which it keeps alive. */
export function createSlotsClient({ clock, ...connection }: SlotsClientOptions): SlotsClient {
  const request = createCalcomRequest(connection);

  return {
    fetchSlots: async (range, signal) => {
      const observedAt = clock();
      const { text, allowance } = await request(slotsPath(range, observedAt), signal).catch(misdirectedIfForeign);
      const body = readSlotsBody(text);
      if (!body.ok) throw new CalcomUnavailable('bad_response', body.reason, allowance);
      // A day beyond the range is not listed in full, so nothing of it may be taken for that day.
      const slots = body.slots.filter(({ start }) => {
        const day = utcDayOf(start);
        return day >= range.from && day <= range.until;
      });
      return { slots, leftOut: body.leftOut, observedAt, allowance };
    },
  };
}

function misdirectedIfForeign(error: unknown): never {
  if (!(error instanceof CalcomRefused && isForeign(error))) throw error;
  throw new CalcomUnavailable(
    'misdirected',
    `Something else than Cal.com's slots answered ${error.status}`,
    error.allowance,
  );
}

/**
 * Whole days are asked for with one more at each end, of which nothing is taken: a slot that ends past the range is not listed, and the stretch
 * in which the range begins would have another grid than it has within a longer range. Before today there is nothing to ask for.
 *
 * Cal.com answers a query that it has just answered as it did then. The milliseconds of the end change nothing but that: no two queries within
 * three seconds are the same.
 */
function slotsPath(range: SlotsRange, now: EpochMs): string {
  const today = utcDayOf(now);
  const { eventType, from, until, timeZone, exactly, bookingUidToReschedule, rrHostSubsetIds } = range;
  const durationMinutes = minutesToAsk(eventType, range.durationMinutes);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(eventType)) query.set(name, String(value));
  query.set('start', exactly ? isoInstant(exactly.start) : `${isoDate(from > today ? from - 1 : from)}T00:00:00Z`);
  const last = Math.min(until + 1, LAST_DAY);
  query.set('end', exactly ? isoInstant(exactly.end) : `${isoDate(last)}T23:59:59.${unlikeTheLast(now)}Z`);
  query.set('format', 'range');
  if (timeZone !== undefined) query.set('timeZone', timeZone);
  if (durationMinutes !== undefined) query.set('duration', String(durationMinutes));
  if (bookingUidToReschedule !== undefined) query.set('bookingUidToReschedule', bookingUidToReschedule);
  if (rrHostSubsetIds !== undefined) query.set('rrHostSubsetIds', rrHostSubsetIds.join(','));
  return `/v2/slots?${query}`;
}

/** Three digits that come again after three seconds. */
const unlikeTheLast = (now: EpochMs): string => String(Math.floor(now / 3) % 1_000).padStart(3, '0');

/** 9999-12-31: what comes after it ISO 8601 writes in a way that Cal.com does not read. */
const LAST_DAY = 2_932_896;

const isoInstant = (instant: EpochMs): string => new Date(instant).toISOString();

const isoDate = (day: number): string => isoInstant(startOfUtcDay(utcDay(day))).slice(0, 10);

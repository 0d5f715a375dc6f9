/** GET /v2/slots: one range of days in one call. When a call may be made is not decided here; see `call_gate.ts`. */
import { type EpochMs, startOfUtcDay, type UtcDay, utcDayOf } from '../verification/time.ts';
import type { Allowance } from './allowance.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';
import { CalcomRefused, CalcomUnavailable } from './errors.ts';
import { type EventType, minutesToAsk } from './event_type.ts';
import type { ListedSlot } from './listed_slot.ts';
import { isRouters } from './refusal.ts';
import { type LeftOut, readSlotsBody } from './slots_body.ts';

export type { Allowance } from './allowance.ts';

/** What to ask for: UTC days, both included. */
export interface SlotsRange {
  readonly eventType: EventType;
  readonly from: UtcDay;
  readonly until: UtcDay;
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
      const { text, allowance } = await request(slotsPath(range), signal).catch(telling);
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

/** A community edition may lack other operations, but this one is what we are here for. */
function telling(error: unknown): never {
  if (!(error instanceof CalcomRefused) || !isRouters(error.words)) throw error;
  throw new CalcomUnavailable(
    'misdirected',
    `Cal.com knows no such operation (${error.words.message})`,
    error.allowance,
  );
}

/** `timeZone` is left out: Cal.com then answers in UTC. */
function slotsPath(range: SlotsRange): string {
  const { eventType, from, until, bookingUidToReschedule, rrHostSubsetIds } = range;
  const durationMinutes = minutesToAsk(eventType, range.durationMinutes);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(eventType)) query.set(name, String(value));
  query.set('start', `${isoDate(from)}T00:00:00Z`);
  query.set('end', `${isoDate(until)}T23:59:59Z`);
  query.set('format', 'range');
  if (durationMinutes !== undefined) query.set('duration', String(durationMinutes));
  if (bookingUidToReschedule !== undefined) query.set('bookingUidToReschedule', bookingUidToReschedule);
  if (rrHostSubsetIds !== undefined) query.set('rrHostSubsetIds', rrHostSubsetIds.join(','));
  return `/v2/slots?${query}`;
}

const isoDate = (day: UtcDay): string => new Date(startOfUtcDay(day)).toISOString().slice(0, 10);

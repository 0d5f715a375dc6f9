import { type Request, Router } from 'express';
import { ApiError, Crash } from './api_error.ts';
import { SLOTS_VERSION, servedIn } from './api_version.ts';
import { chooseEventType } from './event_type_lookup.ts';
import { answering } from './operation.ts';
import { writeSlots } from './slots_answer.ts';
import { readSlotsQuery, type SlotsQuery } from './slots_query.ts';
import type { SimulatorState } from './state.ts';
import { DAY_MS, MINUTE_MS } from './zone.ts';

/** GET /v2/slots. */
export function slotsRoute(state: SimulatorState): Router {
  return Router().get(
    '/v2/slots',
    servedIn(SLOTS_VERSION),
    answering(
      state,
      'slots',
      (request, _credential, unread) => {
        const query = readSlotsQuery(request.query);
        const { eventType, duration } = chooseEventType(state.catalogue, query.name, query.duration);
        requireReachable(query);
        const { format, bookingUidToReschedule: rescheduledUid, ...range } = query;
        const hostIds = state.catalogue.hostSubset(query.rrHostSubsetIds);
        const question = { eventType, duration, timeZone: range.timeZone, from: range.from, until: range.until };
        // Cal.com keeps what it computed, not what it wrote: both formats are written from one kept answer.
        const hosts = eventType.hosts.map(({ username }) => username);
        const key = JSON.stringify({ ...question, eventType: eventType.id, hosts, rescheduledUid, hostIds, unread });
        const listing = state.slotAnswers.get(key, () =>
          state.availability.list({ ...question, rescheduledUid, hostIds }, unread),
        );
        const days = Math.max(1, Math.ceil((query.until - query.from) / DAY_MS));
        return {
          status: 200,
          body: { data: writeSlots(listing, { ...question, format }), status: 'success' },
          effort: days * hosts.length,
        };
      },
      (request) => subjectOf(state, request),
    ),
  );
}

const LAST_INSTANT = 8_640_000_000_000_000;

/** Cal.com falls over slots that would end after the last moment that its clock can tell. */
function requireReachable({ until, duration = 0 }: SlotsQuery): void {
  if (until + duration * MINUTE_MS > LAST_INSTANT) throw new Crash();
}

/** The event type that is asked for, or undefined where the query is wrong or names none. */
function subjectOf({ catalogue }: SimulatorState, request: Request): number | undefined {
  try {
    const { name, duration } = readSlotsQuery(request.query);
    return chooseEventType(catalogue, name, duration).eventType.id;
  } catch (error) {
    if (error instanceof ApiError || error instanceof Crash) return undefined;
    throw error;
  }
}

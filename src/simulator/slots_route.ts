import { Router } from 'express';
import { requireVersion, SLOTS_VERSION } from './api_version.ts';
import { chooseEventType } from './event_type_lookup.ts';
import { answering } from './operation.ts';
import { writeSlots } from './slots_answer.ts';
import { readSlotsQuery } from './slots_query.ts';
import type { SimulatorState } from './state.ts';

/** GET /v2/slots. */
export function slotsRoute(state: SimulatorState): Router {
  return Router().get(
    '/v2/slots',
    answering(state, 'slots', (request) => {
      requireVersion(request, (version) => version === SLOTS_VERSION);
      const parameters = new URL(request.originalUrl, 'http://simulator').searchParams;
      const query = readSlotsQuery(parameters);
      const { eventType, duration } = chooseEventType(state.catalogue, query.name, query.duration);
      const listing = state.availability.list({
        eventType,
        duration,
        from: query.from,
        until: query.until,
        timeZone: query.timeZone,
        rescheduledUid: query.bookingUidToReschedule,
        hostIds: query.rrHostSubsetIds,
      });
      const data = writeSlots(listing, { eventType, duration, timeZone: query.timeZone, format: query.format });
      return { status: 200, body: { data, status: 'success' } };
    }),
  );
}

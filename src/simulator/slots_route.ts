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
      const query = readSlotsQuery(parameters, state.clock());
      const chosen = chooseEventType(state.catalogue, query.name, query.duration);
      const slots = state.availability.slots({
        ...chosen,
        from: query.from,
        until: query.until,
        ignoredBookingUid: query.bookingUidToReschedule,
      });
      return { status: 200, body: { status: 'success', data: writeSlots(slots, query.timeZone, query.format) } };
    }),
  );
}

// Slots as the first version of Cal.com's API has them, which components for pages and the platform's SDK ask in: /v2/slots/available,
// /v2/slots/reserve and /v2/slots/selected-slot.

import { Router } from 'express';
import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { servedAsFirst } from './api_version.ts';
import { answering, type Operation } from './operation.ts';
import { isoInstant, read } from './request_body.ts';
import { writeSlots } from './slots_answer.ts';
import type { SimulatorState } from './state.ts';
import { isTimeZone, MINUTE_MS } from './zone.ts';

const availableSchema = z.object({
  eventTypeId: z.coerce.number().int(),
  startTime: isoInstant,
  endTime: isoInstant,
  timeZone: z.string().refine(isTimeZone, { message: 'timeZone must be a valid IANA time-zone' }).optional(),
  duration: z.coerce.number().int().optional(),
  slotFormat: z.enum(['time', 'range']).optional(),
});

const reserveSchema = z.object({ eventTypeId: z.int(), slotUtcStartDate: isoInstant, slotUtcEndDate: isoInstant });

const HOLD_MINUTES = 5;

/** The routes. */
export function firstSlotsRoute(state: SimulatorState): Router {
  const eventTypeNamed = (id: number) => {
    const eventType = state.catalogue.byId(id);
    if (!eventType) throw new ApiError(404, 'Event Type not found');
    return eventType;
  };

  const available: Operation = ({ query }, _credential, unread) => {
    const asked = read(availableSchema, query);
    const eventType = eventTypeNamed(asked.eventTypeId);
    const { startTime: from, endTime: until, duration, timeZone, slotFormat: format = 'time' } = asked;
    const question = { eventType, duration, timeZone, from, until, rescheduledUid: undefined, hostIds: undefined };
    const days = writeSlots(state.availability.list(question, unread), { eventType, duration, timeZone, format });
    const slots = Object.fromEntries(
      Object.entries(days).map(([day, ofDay]) => [
        day,
        ofDay.map(({ start, end }) => (format === 'range' ? { startTime: start, endTime: end } : { time: start })),
      ]),
    );
    return { status: 200, body: { data: { slots }, status: 'success' } };
  };

  // Cal.com looks at nothing that is booked or held.
  const reserve: Operation = ({ body }, credential) => {
    const { eventTypeId, slotUtcStartDate: start, slotUtcEndDate: end } = read(reserveSchema, body);
    const eventType = eventTypeNamed(eventTypeId);
    const uid = crypto.randomUUID();
    const [host] = eventType.hosts;
    if (host && eventType.seats === undefined) {
      const until = state.clock() + HOLD_MINUTES * MINUTE_MS;
      const held = { uid, eventTypeId, host, start, end, isSeat: false, minutes: HOLD_MINUTES, until };
      state.reservations.put({ ...held, heldBy: credential.key });
    }
    return { status: 201, body: { status: 'success', data: uid } };
  };

  const release: Operation = ({ query }) => {
    if (typeof query.uid === 'string') state.reservations.remove(query.uid);
    return { status: 200, body: { status: 'success' } };
  };

  const router = Router();
  router.get('/v2/slots/available', servedAsFirst, answering(state, 'other', available));
  router.post('/v2/slots/reserve', servedAsFirst, answering(state, 'other', reserve));
  router.delete('/v2/slots/selected-slot', servedAsFirst, answering(state, 'other', release));
  return router;
}

// The simulator's own switches, on the same port under /control. Not rate limited, never late, never faulty.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { faultSchema } from './fault.ts';
import { readInstant } from './iso_date.ts';
import type { Latency } from './latency.ts';
import { isoInstant, read } from './request_body.ts';
import { SlotCheck, type SlotOfControl } from './slot_check.ts';
import type { SimulatorState } from './state.ts';
import { webhooksControl } from './webhooks/webhooks_control.ts';
import { CALENDAR_READINGS } from './world/calendars.ts';
import { lengthsOf } from './world/event_type.ts';
import type { Host } from './world/host.ts';
import { isTimeZone } from './zone.ts';

const milliseconds = z.number().min(0).max(600_000);

const latencySchema = z.union([
  z
    .strictObject({ minMs: milliseconds, maxMs: milliseconds, perDayMs: milliseconds.optional() })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, {
      message: 'minMs must not be greater than maxMs',
    }),
  z.strictObject({
    medianMs: milliseconds.positive(),
    p95Ms: milliseconds.positive().optional(),
    perDayMs: milliseconds.optional(),
  }),
]);

const calendarSchema = z
  .strictObject({
    hostUsername: z.string(),
    fullyBooked: z.boolean().optional(),
    reading: z.enum(CALENDAR_READINGS).optional(),
  })
  .refine(({ fullyBooked, reading }) => fullyBooked !== undefined || reading !== undefined, {
    message: 'fullyBooked or reading is required',
  });

/** What somebody put into a host's calendar elsewhere, which nobody is told of. */
const busySchema = z.strictObject({ hostUsername: z.string(), start: isoInstant, end: isoInstant });

const MOST_SLOTS = 1000;

const slotSchema = z.strictObject({
  eventTypeId: z.int(),
  start: isoInstant,
  duration: z.int().positive().optional(),
  timeZone: z.string().refine(isTimeZone, { message: 'timeZone must be a valid IANA time-zone' }).optional(),
});

/** Everything under /control. `initialLatency` is what a reset goes back to. */
export function controlRoute(state: SimulatorState, initialLatency: Latency): Router {
  const router = Router();

  router
    .route('/control/faults')
    .get((_request, response) => response.json({ faults: state.faults.list() }))
    .put((request, response) => {
      state.faults.set(read(z.array(faultSchema), request.body));
      response.json({ faults: state.faults.list() });
    })
    .delete((_request, response) => {
      state.faults.set([]);
      response.sendStatus(204);
    });

  router
    .route('/control/calls')
    .get((_request, response) => response.json({ calls: state.calls.list(), totals: state.calls.totals() }))
    .delete((_request, response) => {
      state.calls.clear();
      response.sendStatus(204);
    });

  router.use(webhooksControl(state));

  router.put('/control/latency', (request, response) => {
    state.latency = read(latencySchema, request.body);
    response.json(state.latency);
  });

  router.get('/control/event-types', (_request, response) => {
    const eventTypes = state.catalogue.named.map(({ hosts, ...eventType }) => ({
      ...eventType,
      lengths: lengthsOf(eventType),
      hosts: hosts.map(({ username, timeZone }) => ({ username, timeZone })),
    }));
    const managedParentId = state.catalogue.named.find(({ scheduling }) => scheduling === 'managed')?.id;
    response.json({ eventTypes, generatedIds: state.catalogue.generatedIds, managedParentId });
  });

  const hostNamed = (username: string): Host => {
    const host = state.catalogue.anyHostNamed(username);
    if (host) return host;
    throw new ApiError(404, `User with username ${username} not found`);
  };

  router.put('/control/calendar', (request, response) => {
    const { hostUsername, ...calendar } = read(calendarSchema, request.body);
    const host = hostNamed(hostUsername);
    if (calendar.fullyBooked !== undefined) state.calendars.setFullyBooked(host, calendar.fullyBooked);
    if (calendar.reading !== undefined) state.calendars.setReading(host, calendar.reading);
    response.json({ hostUsername, ...calendar });
  });

  router.post('/control/calendar/busy', (request, response) => {
    const { hostUsername, ...busy } = read(busySchema, request.body);
    state.calendars.addBusyTime(hostNamed(hostUsername), busy);
    response.sendStatus(201);
  });

  router
    .route('/control/bookable')
    .get((request, response) => response.json(new SlotCheck(state).check(slotOfQuery(request))))
    // Many at once, for a load test that looks at every slot it was offered.
    .post((request, response) => {
      const slots = read(z.array(slotSchema).max(MOST_SLOTS), request.body);
      const check = new SlotCheck(state);
      const found = slots.map((slot) => check.check(slot));
      response.json({ bookable: found.map(({ bookable }) => bookable), listed: found.map(({ listed }) => listed) });
    });

  router.post('/control/reset', (_request, response) => {
    state.faults.set([]);
    state.calls.clear();
    state.startOver();
    state.calendars.reset();
    state.slotAnswers.clear();
    state.rateLimiter.clear();
    state.webhooks.registry.reset();
    state.webhooks.deliverer.reset();
    state.account.reset();
    state.latency = initialLatency;
    response.sendStatus(204);
  });

  router.use('/control', (request) => {
    throw new ApiError(404, `Cannot ${request.method} ${request.originalUrl}`);
  });

  return router;
}

function slotOfQuery(request: Request): SlotOfControl {
  const parameters = new URL(request.originalUrl, 'http://simulator').searchParams;
  const id = Number(parameters.get('eventTypeId') ?? Number.NaN);
  const start = readInstant(parameters.get('start') ?? '');
  const duration = parameters.get('duration');
  if (!Number.isInteger(id) || start === undefined) {
    throw new ApiError(400, 'eventTypeId and start (ISO 8601, with `+` written as %2B) are required');
  }
  const timeZone = parameters.get('timeZone');
  if (timeZone !== null && !isTimeZone(timeZone)) throw new ApiError(400, 'timeZone must be a valid IANA time-zone');
  return {
    eventTypeId: id,
    start,
    duration: duration === null ? undefined : Number(duration),
    timeZone: timeZone ?? undefined,
  };
}

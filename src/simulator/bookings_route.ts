// POST /v2/bookings, and cancelling and rescheduling. Each changes the availability of every event type of the host, and is told to the
// webhooks' subscribers.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { BOOKINGS_VERSION, requireVersion } from './api_version.ts';
import type { Booking } from './booking_ledger.ts';
import { bookingAnswer, webhookPayload } from './booking_payload.ts';
import type { Credential } from './credential.ts';
import { chooseEventType, type EventTypeName } from './event_type_lookup.ts';
import { answering } from './operation.ts';
import { isoInstant, read } from './request_body.ts';
import type { SimulatorState } from './state.ts';
import { isTimeZone, MINUTE_MS } from './zone.ts';

// Cal.com takes many more properties than these; they change nothing here, so they are let through.
const bookingSchema = z.object({
  eventTypeId: z.int().optional(),
  eventTypeSlug: z.string().optional(),
  username: z.string().optional(),
  teamSlug: z.string().optional(),
  organizationSlug: z.string().optional(),
  start: isoInstant,
  lengthInMinutes: z.int().positive().optional(),
  attendee: z.object({
    name: z.string().min(1),
    email: z.email(),
    timeZone: z.string().refine(isTimeZone, { message: 'timeZone must be a valid IANA time-zone' }),
  }),
});

const rescheduleSchema = z.object({ start: isoInstant });

const TAKEN = 'User either already has booking at this time or is not available';

/** Everything under /v2/bookings. */
export function bookingsRoute(state: SimulatorState): Router {
  const { availability, bookings, catalogue, webhooks } = state;
  const requireBookingsVersion = (request: Request): void =>
    requireVersion(request, (version) => /^\d{4}-\d{2}-\d{2}$/.test(version) && version >= BOOKINGS_VERSION);

  const create = (request: Request, credential: Credential): Booking => {
    const body = read(bookingSchema, request.body);
    const chosen = chooseEventType(catalogue, nameOf(body), body.lengthInMinutes);
    const slot = availability.slotAt(body.start, {
      ...chosen,
      ignoresReservation: (reservation) => reservation.heldBy === credential.key,
    });
    if (!slot) throw new ApiError(400, TAKEN);
    // Whoever held the slot has what they held it for.
    for (const held of state.reservations.activeOf(slot.hosts[0] ?? '')) {
      if (held.heldBy === credential.key && held.start === slot.start && held.eventTypeId === chosen.eventType.id) {
        state.reservations.remove(held.uid);
      }
    }
    return bookings.add({
      eventTypeId: chosen.eventType.id,
      hosts: slot.hosts,
      start: slot.start,
      end: slot.end,
      attendee: body.attendee,
      createdAt: state.clock(),
    });
  };

  const reschedule = (request: Request, old: Booking): Booking => {
    const { start } = read(rescheduleSchema, request.body);
    const minutes = (old.end - old.start) / MINUTE_MS;
    const chosen = chooseEventType(catalogue, { by: 'id', id: old.eventTypeId }, minutes);
    const slot = availability.slotAt(start, { ...chosen, ignoredBookingUid: old.uid });
    if (!slot) throw new ApiError(400, TAKEN);
    bookings.cancel(old);
    return bookings.add({
      eventTypeId: old.eventTypeId,
      hosts: slot.hosts,
      start: slot.start,
      end: slot.end,
      attendee: old.attendee,
      createdAt: state.clock(),
      rescheduledFromUid: old.uid,
    });
  };

  const accepted = (request: Request): Booking => {
    const uid = String(request.params.uid);
    const booking = bookings.find(uid);
    if (!booking) throw new ApiError(404, `Booking with uid=${uid} was not found in the database`);
    if (booking.status === 'cancelled') {
      throw new ApiError(400, `Can't change booking with uid=${uid} because it has been cancelled already`);
    }
    return booking;
  };

  const answer = (status: number, booking: Booking) => ({
    status,
    body: { status: 'success', data: bookingAnswer(catalogue, booking) },
  });

  return Router()
    .post(
      '/v2/bookings',
      answering(state, 'other', (request, credential) => {
        requireBookingsVersion(request);
        const booking = create(request, credential);
        webhooks.send('BOOKING_CREATED', webhookPayload(catalogue, booking));
        return answer(201, booking);
      }),
    )
    .post(
      '/v2/bookings/:uid/cancel',
      answering(state, 'other', (request) => {
        requireBookingsVersion(request);
        const booking = accepted(request);
        bookings.cancel(booking);
        webhooks.send('BOOKING_CANCELLED', webhookPayload(catalogue, booking));
        return answer(200, booking);
      }),
    )
    .post(
      '/v2/bookings/:uid/reschedule',
      answering(state, 'other', (request) => {
        requireBookingsVersion(request);
        const old = accepted(request);
        const booking = reschedule(request, old);
        webhooks.send('BOOKING_RESCHEDULED', webhookPayload(catalogue, booking, old));
        return answer(201, booking);
      }),
    );
}

function nameOf(body: z.infer<typeof bookingSchema>): EventTypeName {
  const { eventTypeId, eventTypeSlug: slug, username, teamSlug, organizationSlug } = body;
  if (eventTypeId !== undefined) return { by: 'id', id: eventTypeId };
  if (slug && username) return { by: 'user', slug, username, organizationSlug };
  if (slug && teamSlug) return { by: 'team', slug, teamSlug, organizationSlug };
  throw new ApiError(
    400,
    'eventTypeId property is wrong,either eventTypeId, eventTypeSlug with username, or eventTypeSlug with teamSlug is required ',
  );
}

// Slots held for a few minutes: POST, GET, PATCH and DELETE /v2/slots/reservations.

import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from './api_error.ts';
import { SLOTS_VERSION, servedIn } from './api_version.ts';
import type { Credential } from './credential.ts';
import { chooseEventType } from './event_type_lookup.ts';
import { answering } from './operation.ts';
import { isoInstant, read } from './request_body.ts';
import type { SimulatorState } from './state.ts';
import { overlap } from './world/interval.ts';
import type { Reservation } from './world/reservation_ledger.ts';
import { MINUTE_MS } from './zone.ts';

const reservationSchema = z.strictObject({
  eventTypeId: z.int(),
  slotStart: isoInstant,
  /** Minutes. */
  slotDuration: z.int().positive().optional(),
  /** Minutes. */
  reservationDuration: z.int().positive().optional(),
});

const USUAL_HOLD_MINUTES = 5;

/** Everything under /v2/slots/reservations. */
export function reservationsRoute(state: SimulatorState): Router {
  const hold = (request: Request, credential: Credential, uid: string): Reservation => {
    const body = read(reservationSchema, request.body);
    if (body.reservationDuration !== undefined && credential.bearer === undefined) {
      throw new ApiError(401, 'reservationDuration can only be used for authenticated requests.');
    }
    const { eventType } = chooseEventType(state.catalogue, { by: 'id', id: body.eventTypeId }, body.slotDuration);
    const [host] = eventType.hosts;
    if (!host) throw new ApiError(400, 'Cannot reserve a slot for a team event without any hosts');
    const slot = { start: body.slotStart, end: body.slotStart + (body.slotDuration ?? eventType.length) * MINUTE_MS };
    const isSeat = eventType.seats !== undefined;
    // Nothing else is looked at: neither the calendar nor the host's other event types.
    const booked = state.bookings
      .ofEventType(eventType.id, slot)
      .filter((booking) => booking.status === 'accepted' && overlap(booking, slot));
    const held = state.reservations.active().filter((other) => other.uid !== uid && other.eventTypeId === eventType.id);
    if (!isSeat && (booked.length > 0 || held.some((other) => overlap(other, slot)))) {
      throw new ApiError(422, 'This time slot is already reserved by another user. Please choose a different time.');
    }
    const minutes = body.reservationDuration ?? USUAL_HOLD_MINUTES;
    const reservation = {
      uid,
      eventTypeId: eventType.id,
      host,
      ...slot,
      isSeat,
      minutes,
      until: state.clock() + minutes * MINUTE_MS,
      heldBy: credential.key,
    };
    state.reservations.put(reservation);
    return reservation;
  };

  const existing = (request: Request): Reservation => {
    const uid = String(request.params.uid);
    const reservation = state.reservations.find(uid);
    if (!reservation) throw new ApiError(404, `Reservation with uid=${uid} not found`);
    return reservation;
  };

  const answer = (status: number, reservation: Reservation) => ({
    status,
    body: { status: 'success', data: written(reservation) },
  });

  const path = '/v2/slots/reservations';
  const served = servedIn(SLOTS_VERSION);
  return Router()
    .post(
      path,
      served,
      answering(state, 'other', (request, credential) => answer(201, hold(request, credential, crypto.randomUUID()))),
    )
    .get(
      `${path}/:uid`,
      served,
      answering(state, 'other', (request) => answer(200, existing(request))),
    )
    .patch(
      `${path}/:uid`,
      served,
      answering(state, 'other', (request, credential) => answer(200, hold(request, credential, existing(request).uid))),
    )
    .delete(
      `${path}/:uid`,
      served,
      answering(state, 'other', (request) => {
        state.reservations.remove(existing(request).uid);
        return { status: 200, body: { status: 'success' } };
      }),
    );
}

function written(reservation: Reservation): Record<string, unknown> {
  return {
    eventTypeId: reservation.eventTypeId,
    slotStart: new Date(reservation.start).toISOString(),
    slotEnd: new Date(reservation.end).toISOString(),
    slotDuration: (reservation.end - reservation.start) / MINUTE_MS,
    reservationUid: reservation.uid,
    reservationDuration: reservation.minutes,
    reservationUntil: new Date(reservation.until).toISOString(),
  };
}

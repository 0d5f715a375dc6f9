// Slots held for a few minutes: POST, GET, PATCH and DELETE /v2/slots/reservations.

import { Router } from 'express';
import { ApiError } from '../api_error.ts';
import { SLOTS_VERSION, servedIn } from '../api_version.ts';
import { answering, type Operation } from '../operation.ts';
import type { SimulatorState } from '../state.ts';
import type { Reservation } from '../world/reservation_ledger.ts';
import { MINUTE_MS } from '../zone.ts';
import { hold } from './hold.ts';

/** Everything under /v2/slots/reservations. */
export function reservationsRoute(state: SimulatorState): Router {
  const { reservations } = state;
  const answer = (status: number, data: unknown) => ({ status, body: { status: 'success', data } });
  const put = (reservation: Reservation, status: number) => {
    reservations.put(reservation);
    return answer(status, { ...written(reservation), reservationDuration: reservation.minutes });
  };
  const served = servedIn(SLOTS_VERSION);
  const operation = (does: Operation) => [served, answering(state, 'other', does)];

  const router = Router();
  router.post(
    '/v2/slots/reservations',
    operation(({ body }, credential) => put(hold(state, body, credential, crypto.randomUUID()), 201)),
  );
  router
    .route('/v2/slots/reservations/:uid')
    .get(
      operation(({ params }) => {
        const reservation = reservations.find(String(params.uid));
        return answer(200, reservation ? written(reservation) : null);
      }),
    )
    .patch(
      operation(({ body, params }, credential) => {
        const uid = String(params.uid);
        if (!reservations.find(uid)) throw new ApiError(404, `Slot with uid=${uid} not found`);
        return put(hold(state, body, credential, uid), 200);
      }),
    )
    .delete(
      operation(({ params }) => {
        reservations.remove(String(params.uid));
        return { status: 200, body: { status: 'success' } };
      }),
    );
  return router;
}

function written(reservation: Reservation): Record<string, unknown> {
  return {
    reservationUid: reservation.uid,
    eventTypeId: reservation.eventTypeId,
    slotStart: new Date(reservation.start).toISOString(),
    slotEnd: new Date(reservation.end).toISOString(),
    slotDuration: (reservation.end - reservation.start) / MINUTE_MS,
    reservationUntil: new Date(reservation.until).toISOString(),
  };
}

/** The calls that hold a slot for some minutes, and give it back. When a call may be made is not decided here; see `call_gate.ts`. */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { readOne } from './account_body.ts';
import { type AccountCall, accountCall } from './account_call.ts';
import type { HeldSlot } from './answered_reservation.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';

/** What is to be held. */
export interface WantedHold {
  readonly eventTypeId: number;
  readonly start: EpochMs;
  /** Only of an event type with several lengths. */
  readonly durationMinutes?: number | undefined;
  /** For how long; five minutes unless told, which not every key may. */
  readonly minutes?: number | undefined;
}

const instant = z.iso.datetime({ offset: true }).transform((text) => epochMs(Date.parse(text)));

const heldSchema = z
  .object({
    reservationUid: z.string().min(1),
    eventTypeId: z.int(),
    slotStart: instant,
    slotEnd: instant,
    reservationUntil: instant,
  })
  .transform(
    ({ reservationUid, eventTypeId, slotStart, slotEnd, reservationUntil }): HeldSlot => ({
      uid: reservationUid,
      eventTypeId,
      from: slotStart,
      until: slotEnd,
      heldUntil: reservationUntil,
    }),
  );

/** Holds slots. A hold that nobody heard of ends by itself. */
export interface ReservationsClient {
  /** It throws a `CalcomRefused` of status 422 where somebody has the time. Cal.com looks at the event type's own bookings and holds alone. */
  hold(wanted: WantedHold): AccountCall<HeldSlot>;
  /** Carried out also where there is no such hold. */
  release(uid: string): AccountCall<unknown>;
}

/** The version that has them. */
const API_VERSION = '2024-09-04';

const PATH = '/v2/slots/reservations';

/** Makes a client with connections of its own, which it keeps alive. */
export const createReservationsClient = (connection: Omit<CalcomConnection, 'apiVersion'>): ReservationsClient => {
  const request = createCalcomRequest({ ...connection, apiVersion: API_VERSION });
  return {
    hold: ({ eventTypeId, start, durationMinutes, minutes }) =>
      accountCall(request, PATH, (text) => readOne(heldSchema, text), {
        method: 'POST',
        json: {
          eventTypeId,
          slotStart: new Date(start).toISOString(),
          ...(durationMinutes === undefined ? {} : { slotDuration: durationMinutes }),
          ...(minutes === undefined ? {} : { reservationDuration: minutes }),
        },
      }),
    release: (uid) =>
      accountCall(request, `${PATH}/${encodeURIComponent(uid)}`, (text) => readOne(z.unknown(), text), {
        method: 'DELETE',
      }),
  };
};

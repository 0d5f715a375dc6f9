// Holding a slot. Cal.com looks at what the same event type has booked and held, and at nothing else: neither hours nor calendars, nor the
// host's other event types.

import { z } from 'zod';
import { ApiError } from '../api_error.ts';
import type { Credential } from '../credential.ts';
import { frameworkRead, ruled } from '../http/framework_validation.ts';
import { readIsoDate } from '../iso_date.ts';
import type { SimulatorState } from '../state.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import { type Interval, overlap } from '../world/interval.ts';
import type { Reservation } from '../world/reservation_ledger.ts';
import { MINUTE_MS } from '../zone.ts';

const whole = (name: string) => ruled<number>(Number.isInteger, 'isInt', `${name} must be an integer number`);

const holdSchema = z.object({
  eventTypeId: whole('eventTypeId'),
  slotStart: ruled<string>(
    (value) => typeof value === 'string' && typeof readIsoDate(value) === 'object',
    'isDateString',
    'slotStart must be a valid ISO 8601 date string',
  ),
  /** Minutes. */
  slotDuration: whole('slotDuration').optional(),
  /** Minutes. */
  reservationDuration: whole('reservationDuration').optional(),
});

const USUAL_HOLD_MINUTES = 5;

/**
 * Holds what a body asks for under a uid. Throws an ApiError: 401 and 403 for a hold of other than five minutes by who may not ask for it,
 * 404 for an unknown event type, 422 when the time is booked or held already, by the same caller too.
 */
export function hold(state: SimulatorState, body: unknown, credential: Credential, uid: string): Reservation {
  const { eventTypeId, slotStart, slotDuration, reservationDuration } = frameworkRead(holdSchema, body);
  const user = state.account.userOf(credential);
  if (reservationDuration && !user) {
    throw new ApiError(
      401,
      'reservationDuration can only be used for authenticated requests - use access token, api key or OAuth credentials',
    );
  }
  const eventType = state.catalogue.byId(eventTypeId);
  if (!eventType) throw new ApiError(404, `Event Type with ID=${eventTypeId} not found`);
  if (reservationDuration && user) requireAcquaintance(state, eventType, user);
  const start = instantOf(slotStart);
  const slot = { start, end: start + minutesOf(eventType, slotDuration) * MINUTE_MS };
  requireUntaken(state, eventType, slot);
  const [host] = eventType.hosts;
  if (!host) throw new ApiError(400, 'Cannot reserve a slot for a team event without any hosts');
  const minutes = reservationDuration ?? USUAL_HOLD_MINUTES;
  return {
    uid,
    eventTypeId,
    host,
    ...slot,
    isSeat: eventType.seats !== undefined,
    minutes,
    until: state.clock() + minutes * MINUTE_MS,
    heldBy: credential.key,
  };
}

/** The owner, and who is in a team with the owner, may say for how long. */
function requireAcquaintance({ account }: SimulatorState, eventType: EventType, user: Host): void {
  const isHost = eventType.hosts.some(({ id }) => id === user.id);
  const isTeamMate = account.teams.some(
    ({ isOrganization, members }) =>
      !isOrganization && members.includes(user) && eventType.hosts.some((host) => members.includes(host)),
  );
  if (isHost || isTeamMate) return;
  throw new ApiError(
    403,
    'authenticated user is not owner of event type, does not have memberships in common with owner of the event type, nor does belong ' +
      "to event type's team or org.",
  );
}

function minutesOf({ length, lengths }: EventType, asked: number | undefined): number {
  if (!asked) return length;
  if (!lengths) {
    throw new ApiError(400, "You passed 'slotDuration' but this event type is not a variable length event type.");
  }
  if (!lengths.includes(asked)) {
    throw new ApiError(
      400,
      "Provided 'slotDuration' is not one of the possible lengths for the event type. The possible lengths for this variable length " +
        `event type are: ${lengths.join(', ')}`,
    );
  }
  return asked;
}

function requireUntaken({ bookings, reservations }: SimulatorState, eventType: EventType, slot: Interval): void {
  // The community edition lets a round robin be held any number of times.
  if (eventType.scheduling === 'roundRobin') return;
  const booked = bookings
    .ofEventType(eventType.id, slot)
    .filter(({ status, ...booking }) => (status === 'accepted' || status === 'pending') && overlap(booking, slot));
  const held = reservations.active().filter((other) => other.eventTypeId === eventType.id && overlap(other, slot));
  const full =
    eventType.seats !== undefined && booked.some(({ attendees }) => attendees.length >= (eventType.seats ?? 0));
  if (full) {
    const start = new Date(slot.start).toISOString();
    throw new ApiError(422, `Booking with id=${eventType.id} at ${start} has no more seats left.`);
  }
  if (eventType.seats === undefined && booked.length > 0) {
    throw new ApiError(422, "Can't reserve a slot if the event is already booked.");
  }
  if (held.length > 0) {
    throw new ApiError(422, 'This time slot is already reserved by another user. Please choose a different time.');
  }
}

function instantOf(text: string): number {
  const date = readIsoDate(text);
  if (typeof date === 'string') throw new ApiError(400, 'Invalid start date');
  return date.at;
}

// Which event type a booking is for and how long it is, and what Cal.com says where there is no such thing.

import { ApiError } from '../api_error.ts';
import type { Catalogue } from '../world/catalogue.ts';
import type { EventType } from '../world/event_type.ts';
import type { BookingBody } from './booking_body.ts';

/** Finds the event type of a body. Throws an ApiError: 404 for an unknown one, 400 for the template of a managed one. */
export function bookedEventType(catalogue: Catalogue, body: BookingBody): EventType {
  const eventType = found(catalogue, body);
  if (eventType.scheduling === 'managed') {
    throw new ApiError(
      400,
      `Event type with id=${eventType.id} is the parent managed event type that can't be booked. You have to provide the child ` +
        'event type id aka id of event type that has been assigned to one of the users.',
    );
  }
  return eventType;
}

/** How many minutes are booked. Throws an ApiError (400) for a length that the event type has not. */
export function bookedMinutes(eventType: EventType, asked: number | undefined): number {
  if (asked === undefined) return eventType.length;
  const { lengths } = eventType;
  if (!lengths) {
    throw new ApiError(
      400,
      "Can't specify 'lengthInMinutes' because event type does not have multiple possible lengths. Please, remove the " +
        "'lengthInMinutes' field from the request.",
    );
  }
  if (!lengths.includes(asked)) {
    throw new ApiError(
      400,
      "Provided 'lengthInMinutes' is not one of the possible lengths for the event type. The possible lengths are: " +
        lengths.join(', '),
    );
  }
  return asked;
}

function found(catalogue: Catalogue, body: BookingBody): EventType {
  const { eventTypeId, eventTypeSlug: slug, username, teamSlug, organizationSlug } = body;
  const within = organizationSlug === undefined ? '' : ` within organization ${organizationSlug}`;
  if (eventTypeId) {
    return catalogue.byId(eventTypeId) ?? notFound(`Event type with id ${eventTypeId} not found.`);
  }
  if (slug && username) {
    const host =
      catalogue.hostNamed(username, organizationSlug) ?? notFound(`User with username ${username} not found`);
    return (
      catalogue.byHost(host, slug) ??
      notFound(`Event type with slug ${slug} belonging to user ${username}${within} not found.`)
    );
  }
  if (slug && teamSlug) {
    if (!catalogue.hasTeam(teamSlug, organizationSlug)) notFound(`Team with slug ${teamSlug} not found`);
    return (
      catalogue.byTeam(teamSlug, slug, organizationSlug) ??
      notFound(`Event type with slug ${slug} belonging to team ${teamSlug}${within} not found.`)
    );
  }
  return notFound(`Event type with id ${eventTypeId} not found.`);
}

function notFound(message: string): never {
  throw new ApiError(404, message);
}

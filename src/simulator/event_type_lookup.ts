// The four ways to name an event type, and what Cal.com says when it knows no such thing.

import { ApiError, trpcError } from './api_error.ts';
import type { Catalogue } from './world/catalogue.ts';
import { DYNAMIC_EVENT_TYPE_ID, type EventType } from './world/event_type.ts';

/** An event type by id, by user and slug, by team and slug, or by several people (a dynamic event). */
export type EventTypeName =
  | { readonly by: 'id'; readonly id: number }
  | {
      readonly by: 'user';
      readonly slug: string;
      readonly username: string;
      readonly organizationSlug: string | undefined;
    }
  | {
      readonly by: 'team';
      readonly slug: string;
      readonly teamSlug: string;
      readonly organizationSlug: string | undefined;
    }
  | { readonly by: 'people'; readonly usernames: readonly string[]; readonly organizationSlug: string };

/** A found event type, and the length that was asked for in minutes. Cal.com does not compare it with the lengths that there are. */
export type ChosenEventType = { readonly eventType: EventType; readonly duration: number | undefined };

const DYNAMIC_MINUTES = 30;
const DYNAMIC_NOTICE_MINUTES = 120;

/** Finds an event type. Throws an ApiError: 404 for an unknown name, 401 when one of several people allows no dynamic events. */
export function chooseEventType(
  catalogue: Catalogue,
  name: EventTypeName,
  duration: number | undefined,
): ChosenEventType {
  return { eventType: name.by === 'people' ? dynamicEventType(catalogue, name) : found(catalogue, name), duration };
}

function found(catalogue: Catalogue, name: Exclude<EventTypeName, { by: 'people' }>): EventType {
  return find(catalogue, name) ?? notFound('Event Type not found');
}

function find(catalogue: Catalogue, name: Exclude<EventTypeName, { by: 'people' }>): EventType | undefined {
  if (name.by === 'id') return catalogue.byId(name.id);
  if (name.by === 'team') {
    if (!catalogue.hasTeam(name.teamSlug, name.organizationSlug)) notFound(`Team with slug ${name.teamSlug} not found`);
    return catalogue.byTeam(name.teamSlug, name.slug, name.organizationSlug);
  }
  const host =
    catalogue.hostNamed(name.username, name.organizationSlug) ??
    notFound(`User with username ${name.username} not found`);
  return catalogue.byHost(host, name.slug);
}

/** What several people have in common, of whom unknown ones are left out. */
function dynamicEventType(catalogue: Catalogue, name: Extract<EventTypeName, { by: 'people' }>): EventType {
  const named = name.usernames.map((username) => catalogue.hostNamed(username, name.organizationSlug));
  const hosts = [...new Set(named.filter((host) => host !== undefined))];
  if (hosts.some(({ allowsDynamicEvents = true }) => !allowsDynamicEvents)) {
    throw trpcError(401, 'Some of the users in this group do not allow dynamic booking');
  }
  return {
    id: DYNAMIC_EVENT_TYPE_ID,
    slug: 'dynamic',
    title: 'Group Meeting',
    hosts,
    scheduling: 'collective',
    length: DYNAMIC_MINUTES,
    minimumBookingNotice: DYNAMIC_NOTICE_MINUTES,
  };
}

function notFound(message: string): never {
  throw new ApiError(404, message);
}

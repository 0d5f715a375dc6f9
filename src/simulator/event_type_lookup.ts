// The four ways to name an event type, and what Cal.com says when it knows no such thing.

import { ApiError } from './api_error.ts';
import type { Catalogue } from './catalogue.ts';
import type { EventType } from './event_type.ts';

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

/** A found event type and the length asked for, in minutes. */
export type ChosenEventType = { readonly eventType: EventType; readonly minutes: number };

const DYNAMIC_MINUTES = 30;

/** Finds an event type and checks the length. Throws an ApiError: 404 for an unknown name, 400 for a length it does not have. */
export function chooseEventType(
  catalogue: Catalogue,
  name: EventTypeName,
  duration: number | undefined,
): ChosenEventType {
  const eventType = name.by === 'people' ? dynamicEventType(catalogue, name, duration) : found(catalogue, name);
  const minutes = duration ?? eventType.lengths[0];
  if (!eventType.lengths.includes(minutes)) {
    throw new ApiError(
      400,
      `Invalid duration ${minutes}. This event type's possible durations are: ${eventType.lengths.join(', ')}.`,
    );
  }
  return { eventType, minutes };
}

function found(catalogue: Catalogue, name: Exclude<EventTypeName, { by: 'people' }>): EventType {
  if (name.by === 'id') {
    return catalogue.byId(name.id) ?? notFound(`Event Type with ID=${name.id} was not found.`);
  }
  checkOrganization(catalogue, name.organizationSlug);
  if (name.by === 'team') {
    if (!catalogue.hasTeam(name.teamSlug, name.organizationSlug)) notFound(`Team with slug ${name.teamSlug} not found`);
    return (
      catalogue.byTeam(name.teamSlug, name.slug, name.organizationSlug) ??
      notFound(`Event Type with slug ${name.slug} not found for team ${name.teamSlug}`)
    );
  }
  const host =
    catalogue.hostNamed(name.username, name.organizationSlug) ??
    notFound(`User with username ${name.username} not found`);
  return (
    catalogue.byHost(host, name.slug) ??
    notFound(`Event Type with slug ${name.slug} not found for user ${name.username}`)
  );
}

function dynamicEventType(
  catalogue: Catalogue,
  name: Extract<EventTypeName, { by: 'people' }>,
  duration = DYNAMIC_MINUTES,
): EventType {
  checkOrganization(catalogue, name.organizationSlug);
  const [first, ...others] = name.usernames.map(
    (username) =>
      catalogue.hostNamed(username, name.organizationSlug) ?? notFound(`User with username ${username} not found`),
  );
  if (!first) return notFound('No users found');
  return {
    id: 0,
    slug: 'dynamic',
    title: 'Dynamic event',
    hosts: [first, ...others],
    scheduling: 'all',
    lengths: [duration],
  };
}

function checkOrganization(catalogue: Catalogue, slug: string | undefined): void {
  if (slug !== undefined && !catalogue.hasOrganization(slug)) notFound(`Organization with slug ${slug} not found`);
}

function notFound(message: string): never {
  throw new ApiError(404, message);
}

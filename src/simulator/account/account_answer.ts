// People, teams and event types as Cal.com's API writes them (2024-06-14), as far as anybody here looks.

import type { EventType } from '../event_type.ts';
import type { Host } from '../host.ts';
import type { Account, Team } from './account.ts';

/** GET /v2/me. */
export function meAnswer(account: Account): Record<string, unknown> {
  const { name, email, timeZone, username } = account.owner;
  return {
    id: account.userIdOf(account.owner),
    email,
    name,
    avatarUrl: null,
    bio: null,
    timeFormat: 12,
    defaultScheduleId: 1,
    weekStart: 'Monday',
    timeZone,
    username,
    organizationId: account.organization?.id ?? null,
  };
}

/** One of GET /v2/teams. */
export function teamAnswer({ id, slug, parentId, isOrganization }: Team): Record<string, unknown> {
  return {
    id,
    // Cal.com leaves out what a team does not have.
    ...(parentId === null ? {} : { parentId }),
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    slug,
    isOrganization,
    timeZone: 'Europe/London',
    weekStart: 'Sunday',
  };
}

/** One of GET /v2/teams/{id}/memberships. */
export function membershipAnswer(account: Account, team: Team, host: Host): Record<string, unknown> {
  const userId = account.userIdOf(host);
  const { username, name, email } = host;
  return {
    id: team.id * 1000 + userId,
    userId,
    teamId: team.id,
    accepted: true,
    role: 'MEMBER',
    disableImpersonation: false,
    user: { avatarUrl: null, username, name, email, bio: null },
  };
}

/** An event type. What was edited wins over what it is. */
export function eventTypeAnswer(account: Account, eventType: EventType): Record<string, unknown> {
  const team = account.teamOf(eventType);
  const belonging = team ? teamsPart(account, eventType, team) : personsPart(account, eventType);
  return { ...belonging, ...commonPart(eventType), ...account.options.edited?.[eventType.id] };
}

function commonPart({ id, slug, title, lengths, seats }: EventType): Record<string, unknown> {
  return {
    id,
    lengthInMinutes: lengths[0],
    ...(lengths.length > 1 ? { lengthInMinutesOptions: lengths } : {}),
    title,
    slug,
    description: '',
    locations: [],
    bookingFields: [],
    recurrence: null,
    disableGuests: false,
    slotInterval: null,
    minimumBookingNotice: 0,
    beforeEventBuffer: 0,
    afterEventBuffer: 0,
    metadata: {},
    price: 0,
    currency: 'usd',
    scheduleId: null,
    onlyShowFirstAvailableSlot: false,
    offsetStart: 0,
    bookingWindow: { disabled: true },
    confirmationPolicy: { disabled: true },
    seats: seats === undefined ? { disabled: true } : { disabled: false, seatsPerTimeSlot: seats },
    hidden: false,
    showOptimizedSlots: false,
  };
}

function personsPart(account: Account, { hosts }: EventType): Record<string, unknown> {
  return {
    ownerId: account.userIdOf(hosts[0]),
    users: hosts.map((host) => ({ id: account.userIdOf(host), name: host.name, username: host.username })),
  };
}

function teamsPart(account: Account, { hosts, scheduling }: EventType, team: Team): Record<string, unknown> {
  return {
    ownerId: null,
    teamId: team.id,
    parentEventTypeId: null,
    schedulingType: scheduling === 'any' ? 'roundRobin' : 'collective',
    assignAllTeamMembers: false,
    hosts: hosts.map((host) => ({
      userId: account.userIdOf(host),
      name: host.name,
      username: host.username,
      avatarUrl: null,
      ...(scheduling === 'any' ? { mandatory: false, priority: 'medium' } : {}),
    })),
    team: { id: team.id, name: team.slug, slug: team.slug },
  };
}

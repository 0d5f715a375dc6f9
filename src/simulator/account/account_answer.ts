// People, teams and event types as Cal.com's API writes them (2024-06-14), as far as anybody here looks.

import { type BookingWindow, type EventType, lengthsOf } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import { dateOf } from '../zone.ts';
import { type SimulatedAccount, type Team, teamName } from './account.ts';

/** GET /v2/me. */
export function meAnswer(account: SimulatedAccount): Record<string, unknown> {
  const { name, email, timeZone, username } = account.owner;
  return {
    id: account.owner.id,
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
export function teamAnswer(team: Team): Record<string, unknown> {
  const { id, slug, parentId, isOrganization } = team;
  return {
    id,
    // Cal.com leaves out what a team does not have.
    ...(parentId === null ? {} : { parentId }),
    name: teamName(team),
    slug,
    isOrganization,
    timeZone: 'Europe/London',
    weekStart: 'Sunday',
  };
}

/** One of GET /v2/teams/{id}/memberships. */
export function membershipAnswer(team: Team, host: Host): Record<string, unknown> {
  const userId = host.id;
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
export function eventTypeAnswer(account: SimulatedAccount, eventType: EventType): Record<string, unknown> {
  const team = account.teamOf(eventType);
  const belonging = team ? teamsPart(account, eventType, team) : personsPart(eventType);
  return { ...belonging, ...commonPart(eventType), ...account.options.edited?.[eventType.id] };
}

function commonPart(eventType: EventType): Record<string, unknown> {
  const { id, slug, title, lengths, seats, window, confirmation } = eventType;
  return {
    id,
    lengthInMinutes: eventType.length,
    ...(lengths === undefined ? {} : { lengthInMinutesOptions: lengthsOf(eventType) }),
    title,
    slug,
    description: '',
    locations: [],
    bookingFields: [],
    recurrence: eventType.recurrence === undefined ? null : { disabled: false, ...eventType.recurrence },
    disableGuests: false,
    slotInterval: eventType.slotInterval ?? null,
    minimumBookingNotice: eventType.minimumBookingNotice ?? 0,
    beforeEventBuffer: eventType.beforeEventBuffer ?? 0,
    afterEventBuffer: eventType.afterEventBuffer ?? 0,
    metadata: {},
    price: 0,
    currency: 'usd',
    scheduleId: null,
    onlyShowFirstAvailableSlot: eventType.onlyShowFirstAvailableSlot ?? false,
    offsetStart: eventType.offsetStart ?? 0,
    bookingWindow: window === undefined ? { disabled: true } : windowAnswer(window),
    ...(eventType.bookingLimits === undefined ? {} : { bookingLimitsCount: eventType.bookingLimits }),
    ...(eventType.durationLimits === undefined ? {} : { bookingLimitsDuration: eventType.durationLimits }),
    confirmationPolicy:
      confirmation === undefined
        ? { disabled: true }
        : { type: 'always', blockUnconfirmedBookingsInBooker: confirmation === 'blocking' },
    seats: seats === undefined ? { disabled: true } : { disabled: false, seatsPerTimeSlot: seats },
    hidden: eventType.hidden ?? false,
    showOptimizedSlots: eventType.showOptimizedSlots ?? false,
  };
}

function windowAnswer(window: BookingWindow): Record<string, unknown> {
  if (window.type === 'range') return { type: 'range', value: [dateOf(window.firstDay), dateOf(window.lastDay)] };
  return {
    type: window.skipWeekends ? 'businessDays' : 'calendarDays',
    value: window.days,
    rolling: window.type === 'bookableDays',
  };
}

// Cal.com does not say here that it is one of a managed event type.
function personsPart({ hosts }: EventType): Record<string, unknown> {
  return {
    ownerId: hosts[0]?.id ?? null,
    users: hosts.map((host) => ({ id: host.id, name: host.name, username: host.username })),
  };
}

function teamsPart(account: SimulatedAccount, eventType: EventType, team: Team): Record<string, unknown> {
  const { scheduling } = eventType;
  return {
    ownerId: null,
    teamId: team.id,
    parentEventTypeId: null,
    schedulingType: scheduling,
    assignAllTeamMembers: false,
    hosts: account.hostsOf(eventType).map((host) => ({
      userId: host.id,
      name: host.name,
      username: host.username,
      avatarUrl: null,
      ...(scheduling === 'roundRobin' ? { mandatory: false, priority: 'medium' } : {}),
    })),
    team: { id: team.id, name: team.slug, slug: team.slug },
  };
}

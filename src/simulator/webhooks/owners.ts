// Whose webhooks a path is about, and whether the caller may touch them.

import type { Request } from 'express';
import type { SimulatedAccount } from '../account/account.ts';
import { ApiError } from '../api_error.ts';
import { type EventType, isTeams } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { OwnedScope } from './webhook.ts';

export function scopeOfUser(_request: Request, user: Host): OwnedScope {
  return { of: 'user', userId: user.id };
}

/** Only its owner's: a team's event type has none. Throws an ApiError: 404 for an unknown one, 403 for somebody else's. */
export function scopeOfEventType(request: Request, user: Host, account: SimulatedAccount): OwnedScope {
  const eventType = eventTypeOf(request, account);
  if (isTeams(eventType) || eventType.hosts[0]?.id !== user.id) {
    const told = `User (${user.id}) is not the owner of event type (${eventType.id})`;
    throw new ApiError(403, `IsUserEventTypeWebhookGuard - ${told}`);
  }
  return { of: 'eventType', eventTypeId: eventType.id };
}

/** Only its members'. Throws an ApiError: 404 for what the team has not, 403 for who is not in it. */
export function scopeOfTeam(request: Request, user: Host, account: SimulatedAccount): OwnedScope {
  const eventType = eventTypeOf(request, account);
  const team = account.teamOf(eventType);
  if (!team || String(team.id) !== request.params.teamId) {
    throw new ApiError(404, `Event type (${eventType.id}) of team (${request.params.teamId}) not found`);
  }
  if (!team.members.some(({ id }) => id === user.id)) {
    throw new ApiError(403, `User (${user.id}) is not an admin of team (${team.id})`);
  }
  return { of: 'eventType', eventTypeId: eventType.id, teamId: team.id };
}

/** Only its members'. Throws an ApiError (403) for who is not in it. */
export function scopeOfOrganization(request: Request, user: Host, account: SimulatedAccount): OwnedScope {
  const organization = account.organizationOf(user);
  if (!organization || String(organization.id) !== request.params.organizationId) {
    throw new ApiError(403, `User (${user.id}) is not an admin of organization (${request.params.organizationId})`);
  }
  return { of: 'organization', organizationId: organization.id };
}

function eventTypeOf(request: Request, account: SimulatedAccount): EventType {
  const id = Number(request.params.eventTypeId);
  const eventType = account.byId(id);
  if (!eventType) throw new ApiError(404, `IsUserEventTypeWebhookGuard - Event type (${id}) not found`);
  return eventType;
}

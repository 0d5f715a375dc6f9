/** The calls that tell what an account has. When a call may be made is not decided here; see `call_gate.ts`. */
import type { z } from 'zod';
import type { EpochMs } from '../verification/time.ts';
import {
  type AccountEventType,
  type AccountMember,
  type AccountOwner,
  type AccountTeam,
  eventTypeSchema,
  meSchema,
  memberSchema,
  readList,
  readOne,
  teamSchema,
} from './account_body.ts';
import { type AccountBooking, bookingSchema } from './bookings_body.ts';
import { type AccountCall, accountCall } from './account_call.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';

/** The most items that Cal.com puts into one answer of a list that has pages. */
export const ACCOUNT_PAGE = 250;

/** The version in which event types are told with their notice, buffers and windows; the other calls are the same in each. */
const API_VERSION = '2024-06-14';

/** The version of bookings. */
const BOOKINGS_VERSION = '2024-08-13';

/** Asks Cal.com what an account has. */
export interface AccountClient {
  /** Whose key it is. */
  me(): AccountCall<AccountOwner>;
  /** The key's own event types, hidden ones too. */
  eventTypes(): AccountCall<readonly AccountEventType[]>;
  /** The teams of whoever's key it is, an organization among them. */
  teams(): AccountCall<readonly AccountTeam[]>;
  teamEventTypes(teamId: number): AccountCall<readonly AccountEventType[]>;
  /** The first `ACCOUNT_PAGE` of a team. */
  teamMembers(teamId: number): AccountCall<readonly AccountMember[]>;
  /** `ACCOUNT_PAGE` event types of an organization's teams, after the first `skip`. */
  organizationEventTypes(organizationId: number, skip: number): AccountCall<readonly AccountEventType[]>;
  /** The first `ACCOUNT_PAGE` bookings, of every status, that were made or changed at or after an instant, in the order of that. */
  bookingsChanged(since: EpochMs): AccountCall<readonly AccountBooking[]>;
}

/** Makes a client with connections of its own, which it keeps alive. */
export function createAccountClient(connection: Omit<CalcomConnection, 'apiVersion'>): AccountClient {
  const ofAccount = createCalcomRequest({ ...connection, apiVersion: API_VERSION });
  const ofBookings = createCalcomRequest({ ...connection, apiVersion: BOOKINGS_VERSION });
  const list = <T>(path: string, schema: z.ZodType<T>, request = ofAccount) =>
    accountCall(request, path, (text) => readList(schema, text));

  return {
    me: () => accountCall(ofAccount, '/v2/me', (text) => readOne(meSchema, text)),
    eventTypes: () => list('/v2/event-types', eventTypeSchema),
    teams: () => list('/v2/teams', teamSchema),
    teamEventTypes: (teamId) => list(`/v2/teams/${teamId}/event-types`, eventTypeSchema),
    teamMembers: (teamId) => list(`/v2/teams/${teamId}/memberships?take=${ACCOUNT_PAGE}`, memberSchema),
    organizationEventTypes: (organizationId, skip) =>
      list(`/v2/organizations/${organizationId}/teams/event-types?take=${ACCOUNT_PAGE}&skip=${skip}`, eventTypeSchema),
    bookingsChanged: (since) =>
      list(
        `/v2/bookings?afterUpdatedAt=${new Date(since).toISOString()}&sortUpdatedAt=asc&take=${ACCOUNT_PAGE}`,
        bookingSchema,
        ofBookings,
      ),
  };
}

/** The calls that tell what an account has. When a call may be made is not decided here; see `call_gate.ts`. */
import type { z } from 'zod';
import type { EpochMs } from '../verification/time.ts';
import {
  type AccountEventType,
  type AccountMember,
  type AccountOwner,
  type AccountTeam,
  type BodyReading,
  eventTypeSchema,
  meSchema,
  memberSchema,
  readList,
  readOne,
  teamSchema,
} from './account_body.ts';
import { type AccountBooking, bookingSchema } from './bookings_body.ts';
import type { Allowance } from './allowance.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';
import { CalcomUnavailable } from './errors.ts';

/** The most items that Cal.com puts into one answer of a list that has pages. */
export const ACCOUNT_PAGE = 250;

/** The version in which event types are told with their notice, buffers and windows; the other calls are the same in each. */
const API_VERSION = '2024-06-14';

/** The version of bookings. */
const BOOKINGS_VERSION = '2024-08-13';

/** What Cal.com answered. */
export interface AccountAnswer<T> extends BodyReading<T> {
  /** What the rate headers said, if there were any. */
  readonly allowance: Allowance | undefined;
}

/** One call that is ready to be made, without retries. It throws what `CalcomRequest` throws. */
export type AccountCall<T> = (signal: AbortSignal) => Promise<AccountAnswer<T>>;

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
  const requests = {
    account: createCalcomRequest({ ...connection, apiVersion: API_VERSION }),
    bookings: createCalcomRequest({ ...connection, apiVersion: BOOKINGS_VERSION }),
  };

  const call =
    <T>(path: string, read: (text: string) => BodyReading<T> | undefined, request = requests.account): AccountCall<T> =>
    async (signal) => {
      const { text, allowance } = await request(path, signal);
      const body = read(text);
      if (body === undefined) {
        throw new CalcomUnavailable('bad_response', `the answer to ${path} does not have its shape`, allowance);
      }
      return { ...body, allowance };
    };
  const list = <T>(path: string, schema: z.ZodType<T>) => call(path, (text) => readList(schema, text));

  return {
    me: () => call('/v2/me', (text) => readOne(meSchema, text)),
    eventTypes: () => list('/v2/event-types', eventTypeSchema),
    teams: () => list('/v2/teams', teamSchema),
    teamEventTypes: (teamId) => list(`/v2/teams/${teamId}/event-types`, eventTypeSchema),
    teamMembers: (teamId) => list(`/v2/teams/${teamId}/memberships?take=${ACCOUNT_PAGE}`, memberSchema),
    organizationEventTypes: (organizationId, skip) =>
      list(`/v2/organizations/${organizationId}/teams/event-types?take=${ACCOUNT_PAGE}&skip=${skip}`, eventTypeSchema),
    bookingsChanged: (since) =>
      call(
        `/v2/bookings?afterUpdatedAt=${new Date(since).toISOString()}&sortUpdatedAt=asc&take=${ACCOUNT_PAGE}`,
        (text) => readList(bookingSchema, text),
        requests.bookings,
      ),
  };
}

// What an account has: /v2/me, /v2/event-types, /v2/teams and what hangs on them.

import { type Request, type RequestHandler, Router } from 'express';
import { ApiError } from '../api_error.ts';
import { EVENT_TYPES_VERSION, servedIn } from '../api_version.ts';
import type { Credential } from '../credential.ts';
import { answering } from '../operation.ts';
import type { SimulatorState } from '../state.ts';
import type { SimulatedAccount, AccountOptions, Team } from './account.ts';
import { eventTypeAnswer, meAnswer, membershipAnswer, teamAnswer } from './account_answer.ts';

const MOST_OF_A_PAGE = 250;

/** The routes. */
export function accountRoute(state: SimulatorState): Router {
  const { account } = state;
  const router = Router();

  const get = (
    path: string,
    data: (request: Request, credential: Credential) => unknown,
    served: RequestHandler = (_request, _response, next) => next(),
  ): void => {
    router.get(
      path,
      served,
      answering(state, 'other', (request, credential) => {
        account.calls.push(request.originalUrl);
        return { status: 200, body: { status: 'success', data: data(request, credential) } };
      }),
    );
  };

  get('/v2/me', (_request, credential) => {
    allow(account, 'me', credential);
    return meAnswer(account);
  });

  get(
    '/v2/event-types',
    (request, credential) => {
      const query = new URL(request.originalUrl, 'http://simulator').searchParams;
      const username = query.get('username') ?? (credential.bearer === undefined ? undefined : account.owner.username);
      if (username === undefined) return [];
      const slug = query.get('eventSlug');
      const isOwn = credential.bearer !== undefined && username === account.owner.username;
      return account
        .ofPerson(username)
        .filter((eventType) => slug === null || eventType.slug === slug)
        .map((eventType) => eventTypeAnswer(account, eventType))
        .filter(({ hidden }) => isOwn || hidden !== true);
    },
    servedIn(EVENT_TYPES_VERSION),
  );

  get(
    '/v2/event-types/:id',
    (request, credential) => {
      requireKey(credential);
      const eventType = account.byId(Number(request.params.id));
      if (!eventType) throw new ApiError(404, `Event type with id ${request.params.id} not found`);
      return eventTypeAnswer(account, eventType);
    },
    servedIn(EVENT_TYPES_VERSION),
  );

  get('/v2/teams', (_request, credential) => {
    allow(account, 'teams', credential);
    return account.teams.map(teamAnswer);
  });

  // Cal.com asks nobody for a key here.
  get('/v2/teams/:id/event-types', (request) => {
    const team = teamNamed(account, request);
    return account.ofTeam(team).map((eventType) => eventTypeAnswer(account, eventType));
  });

  get('/v2/teams/:id/memberships', (request, credential) => {
    allow(account, 'memberships', credential);
    const team = teamNamed(account, request);
    return page(request, team.members).map((host) => membershipAnswer(team, host));
  });

  get('/v2/organizations/:id/teams/event-types', (request, credential) => {
    allow(account, 'organization', credential);
    if (Number(request.params.id) !== account.organization?.id) {
      throw new ApiError(404, `Organization with id=${request.params.id} not found`);
    }
    return page(request, account.ofOrganization()).map((eventType) => eventTypeAnswer(account, eventType));
  });

  return router;
}

function requireKey({ bearer }: Credential): void {
  if (bearer === undefined) throw new ApiError(401, 'ApiAuthStrategy - No authentication method provided.');
}

function allow(
  account: SimulatedAccount,
  what: NonNullable<AccountOptions['withheld']>[number],
  credential: Credential,
): void {
  requireKey(credential);
  if (!account.options.withheld?.includes(what)) return;
  const id = account.owner.id;
  throw new ApiError(403, `RolesGuard - User with id=${id} does not have the minimum required role=TEAM_ADMIN.`);
}

function teamNamed(account: SimulatedAccount, request: Request): Team {
  const team = account.teams.find(({ id }) => id === Number(request.params.id));
  if (!team) throw new ApiError(404, `Team with id=${request.params.id} not found`);
  return team;
}

function page<T>(request: Request, items: readonly T[]): readonly T[] {
  const query = new URL(request.originalUrl, 'http://simulator').searchParams;
  const skip = Number(query.get('skip') ?? 0);
  const take = Number(query.get('take') ?? MOST_OF_A_PAGE);
  if (!(skip >= 0) || !(take >= 1 && take <= MOST_OF_A_PAGE)) {
    throw new ApiError(400, `take must not be greater than ${MOST_OF_A_PAGE}`);
  }
  return items.slice(skip, skip + take);
}

// Webhooks of a person, of one event type, of a team's event type and of an organization: the same five operations on each.

import { type Request, Router } from 'express';
import { ApiError } from '../api_error.ts';
import type { Credential } from '../credential.ts';
import { answering } from '../operation.ts';
import type { SimulatorState } from '../state.ts';
import { scopeOfEventType, scopeOfOrganization, scopeOfTeam, scopeOfUser } from './owners.ts';
import type { OwnedScope, Webhook } from './webhook.ts';
import { readWebhook, readWebhookChanges } from './webhook_body.ts';

const MOST_LISTED = 250;

/** Everything under the four paths that end in `webhooks`, in every version. */
export function webhooksRoute(state: SimulatorState): Router {
  const router = Router();
  const paths = [
    ['/v2/webhooks', scopeOfUser],
    ['/v2/event-types/:eventTypeId/webhooks', scopeOfEventType],
    ['/v2/teams/:teamId/event-types/:eventTypeId/webhooks', scopeOfTeam],
    ['/v2/organizations/:organizationId/webhooks', scopeOfOrganization],
  ] as const;
  for (const [path, scopeOf] of paths) {
    // The scope is told first, since only its owner may know what it holds.
    const scoped = (request: Request, credential: Credential): OwnedScope =>
      scopeOf(request, state.account.requiredUser(credential), state.account);
    router.use(operations(state, path, scoped));
  }
  return router;
}

function operations(
  state: SimulatorState,
  path: string,
  scoped: (request: Request, credential: Credential) => OwnedScope,
): Router {
  const { registry } = state.webhooks;
  const existing = (request: Request, credential: Credential): Webhook => {
    const scope = scoped(request, credential);
    const id = String(request.params.webhookId);
    const webhook = registry.of(scope).find((known) => known.id === id);
    if (webhook) return webhook;
    if (!registry.find(id)) throw new ApiError(404, `Webhook (${id}) not found`);
    throw new ApiError(403, `Webhook (${id}) is not associated with this ${scope.of}`);
  };
  const answer = (data: unknown, status = 200) => ({ status, body: { status: 'success', data } });

  const router = Router();
  router
    .route(path)
    .post(
      answering(state, 'other', (request, credential) => {
        const scope = scoped(request, credential);
        return answer(written(registry.add(scope, readWebhook(request.body))), 201);
      }),
    )
    .get(
      answering(state, 'other', (request, credential) => {
        const { skip = 0, take = MOST_LISTED } = request.query;
        const from = Number(skip);
        const webhooks = registry.of(scoped(request, credential)).slice(from, from + Number(take));
        return answer(webhooks.map(written));
      }),
    );
  router
    .route(`${path}/:webhookId`)
    .get(answering(state, 'other', (request, credential) => answer(written(existing(request, credential)))))
    .patch(
      answering(state, 'other', (request, credential) => {
        const webhook = existing(request, credential);
        return answer(written(registry.change(webhook, readWebhookChanges(request.body))));
      }),
    )
    .delete(
      answering(state, 'other', (request, credential) => {
        const webhook = existing(request, credential);
        registry.remove(webhook);
        return answer(written(webhook));
      }),
    );
  return router;
}

/** A webhook as the API answers it, with the id of whose it is. */
function written({ id, scope, subscriberUrl, active, triggers, secret, payloadTemplate }: Webhook) {
  return { id, payloadTemplate, triggers, subscriberUrl, active, secret, ...ownerOf(scope) };
}

function ownerOf(scope: Webhook['scope']) {
  switch (scope.of) {
    case 'user':
      return { userId: scope.userId };
    case 'eventType':
      return { eventTypeId: scope.eventTypeId };
    case 'organization':
      return { teamId: scope.organizationId };
    case 'account':
      return {};
  }
}

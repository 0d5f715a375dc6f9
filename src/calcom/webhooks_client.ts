/** The calls that register webhooks. When a call may be made is not decided here; see `call_gate.ts`. */
import { z } from 'zod';
import { readList, readOne } from './account_body.ts';
import { type AccountCall, accountCall } from './account_call.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';

/** Of whose bookings a webhook is told. */
export type WebhookScope =
  /** Those that the owner of the key organizes. */
  | { readonly of: 'person' }
  /** A team's event type. */
  | { readonly of: 'team-event-type'; readonly teamId: number; readonly eventTypeId: number }
  /** All of an organization. */
  | { readonly of: 'organization'; readonly organizationId: number };

/** What a webhook is registered with. */
export interface WebhookContent {
  readonly active: boolean;
  readonly subscriberUrl: string;
  readonly triggers: readonly string[];
  readonly secret: string;
}

const webhookSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  subscriberUrl: z.string(),
  active: z.boolean(),
  triggers: z.array(z.string()),
});

/** A webhook as Cal.com has it. */
export type ListedWebhook = z.output<typeof webhookSchema>;

/** Registers webhooks. */
export interface WebhooksClient {
  list(scope: WebhookScope): AccountCall<readonly ListedWebhook[]>;
  /** It throws a `CalcomRefused` of status 409 where the scope has one of the same URL. */
  create(scope: WebhookScope, content: WebhookContent): AccountCall<ListedWebhook>;
  change(scope: WebhookScope, id: string, content: Partial<WebhookContent>): AccountCall<ListedWebhook>;
  remove(scope: WebhookScope, id: string): AccountCall<ListedWebhook>;
}

/** Any version has them; this one is the account's. */
const API_VERSION = '2024-06-14';

/** Makes a client with connections of its own, which it keeps alive. */
export const createWebhooksClient = (connection: Omit<CalcomConnection, 'apiVersion'>): WebhooksClient => {
  const request = createCalcomRequest({ ...connection, apiVersion: API_VERSION });
  const one = (text: string) => readOne(webhookSchema, text);
  return {
    list: (scope) => accountCall(request, `${pathOf(scope)}?take=250`, (text) => readList(webhookSchema, text)),
    create: (scope, json) => accountCall(request, pathOf(scope), one, { method: 'POST', json }),
    change: (scope, id, json) => accountCall(request, pathOf(scope, id), one, { method: 'PATCH', json }),
    remove: (scope, id) => accountCall(request, pathOf(scope, id), one, { method: 'DELETE' }),
  };
};

/** Of all webhooks of a scope, or of one. */
const pathOf = (scope: WebhookScope, id?: string): string =>
  id === undefined ? folderOf(scope) : `${folderOf(scope)}/${encodeURIComponent(id)}`;

const folderOf = (scope: WebhookScope): string => {
  switch (scope.of) {
    case 'person':
      return '/v2/webhooks';
    case 'team-event-type':
      return `/v2/teams/${scope.teamId}/event-types/${scope.eventTypeId}/webhooks`;
    case 'organization':
      return `/v2/organizations/${scope.organizationId}/webhooks`;
  }
};

import { ApiError } from '../api_error.ts';
import type { OwnedScope, Webhook, WebhookScope } from './webhook.ts';

/** What can be changed of a webhook. */
export type WebhookFields = Omit<Webhook, 'id' | 'scope'>;

/** Remembers who wants to be told. */
export class WebhookRegistry {
  readonly #initial: readonly Webhook[];
  readonly #byId = new Map<string, Webhook>();

  /** `initial` are those that `reset` goes back to. */
  constructor(initial: readonly Webhook[]) {
    this.#initial = initial;
    this.reset();
  }

  all(): readonly Webhook[] {
    return [...this.#byId.values()];
  }

  /** The webhooks of just that scope, in the order of their making. */
  of(scope: WebhookScope): readonly Webhook[] {
    return this.all().filter((webhook) => isSame(webhook.scope, scope));
  }

  find(id: string): Webhook | undefined {
    return this.#byId.get(id);
  }

  /** Adds a webhook. Throws an ApiError (409) when its scope has one of the same URL. */
  add(scope: OwnedScope, fields: WebhookFields): Webhook {
    if (this.of(scope).some(({ subscriberUrl }) => subscriberUrl === fields.subscriberUrl)) {
      throw new ApiError(409, `Webhook with this subscriber url already exists for this ${TOLD_AS[scope.of]}`);
    }
    return this.put({ id: crypto.randomUUID(), scope, ...fields });
  }

  /** Adds a webhook as it is, or puts it in the place of the one with its id. */
  put(webhook: Webhook): Webhook {
    this.#byId.set(webhook.id, webhook);
    return webhook;
  }

  change(webhook: Webhook, changes: Partial<WebhookFields>): Webhook {
    return this.put({ ...webhook, ...changes });
  }

  remove(webhook: Webhook): void {
    this.#byId.delete(webhook.id);
  }

  reset(): void {
    this.#byId.clear();
    for (const webhook of this.#initial) this.put(webhook);
  }
}

const TOLD_AS = { user: 'user', eventType: 'event type', organization: 'organization' } as const;

function isSame(one: WebhookScope, other: WebhookScope): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

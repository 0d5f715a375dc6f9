import { TRIGGERS, type Webhook } from './webhook.ts';

/** Someone who is told of the whole account without being anybody in it; without `triggers`, of everything. */
export type Subscriber = {
  readonly url: string;
  readonly secret?: string | undefined;
  readonly triggers?: readonly string[] | undefined;
};

/** The webhook of a subscriber. */
export function accountWebhook({ url, secret = '', triggers = TRIGGERS }: Subscriber): Webhook {
  return {
    id: crypto.randomUUID(),
    scope: { of: 'account' },
    subscriberUrl: url,
    active: true,
    triggers,
    secret: secret === '' ? null : secret,
    payloadTemplate: null,
  };
}

import { TRIGGERS } from '../calcom/webhook/trigger.ts';

/** Where this service takes webhooks. */
export const WEBHOOKS_PATH = '/v1/calcom/webhooks';

/** What an operator has to enter in Cal.com where this service registers no webhooks, as one sentence. */
export const BY_HAND =
  `Set PUBLIC_URL, and webhooks are registered by themselves. By hand: in Cal.com, add a webhook to https://<your address>${WEBHOOKS_PATH} ` +
  'for the organization, or for yourself and for each event type of a team, with the secret of CALCOM_WEBHOOK_SECRET and the triggers ' +
  `${TRIGGERS.join(', ')}.`;

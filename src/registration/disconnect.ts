/** Takes every webhook that this service has registered out of Cal.com again. */
import { CalcomRefused } from '../calcom/errors.ts';
import type { WebhooksClient } from '../calcom/webhooks_client.ts';
import type { Ensuring } from './ensure_webhook.ts';
import type { Registrations } from './registrations.ts';

/** What it is done with. */
export interface Disconnecting extends Pick<Ensuring, 'makeCall'> {
  readonly client: Pick<WebhooksClient, 'remove'>;
  readonly registrations: Pick<Registrations, 'all' | 'remove'>;
}

/**
 * Removes them all, and forgets their secrets. One that is gone already is no fault.
 * @returns how many were there
 * @throws whatever a call throws; what was removed until then stays removed
 */
export const disconnect = async ({ client, registrations, makeCall }: Disconnecting): Promise<number> => {
  let removed = 0;
  for (const { scope, id } of await registrations.all()) {
    if (id !== undefined) {
      try {
        await makeCall(client.remove(scope, id));
        removed += 1;
      } catch (error) {
        if (!(error instanceof CalcomRefused && error.status === 404)) throw error;
      }
    }
    await registrations.remove(scope);
  }
  return removed;
};

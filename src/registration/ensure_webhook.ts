/** Makes sure that Cal.com has one webhook as it is wanted, whatever is there. */
import type { MakeCall } from '../calcom/account_call.ts';
import { CalcomRefused, isKeyRefused } from '../calcom/errors.ts';
import { TRIGGERS, USUAL_TRIGGERS } from '../calcom/webhook/trigger.ts';
import type { ListedWebhook, WebhookScope, WebhooksClient } from '../calcom/webhooks_client.ts';
import type { EpochMs } from '../verification/time.ts';
import type { Registration, Registrations } from './registrations.ts';
import { newSecret } from './sealed_secret.ts';

/** What it is made sure with. */
export interface Ensuring {
  readonly client: WebhooksClient;
  readonly registrations: Pick<Registrations, 'put'>;
  readonly subscriberUrl: string;
  readonly makeCall: MakeCall;
  readonly clock: () => EpochMs;
}

/** What was done about it. */
export type EnsuredWebhook = 'kept' | 'made' | 'mended' | 'refused';

/**
 * Makes sure of a scope's webhook: one that is gone is made, one that is switched off or lacks triggers is mended, one of our URL whose secret
 * nobody knows gets a new one. A second time changes nothing.
 * @param known what is registered for the scope
 * @throws whatever a call throws, but for a refusal of the scope
 */
export const ensureWebhook = async (
  ensuring: Ensuring,
  scope: WebhookScope,
  known: Registration | undefined,
): Promise<EnsuredWebhook> => {
  const { registrations, subscriberUrl, clock } = ensuring;
  const isOurs = known?.subscriberUrl === subscriberUrl && known.secret !== undefined;
  const wanted = { scope, subscriberUrl, secret: isOurs && known.secret !== undefined ? known.secret : newSecret() };
  try {
    if (isOurs && known.id !== undefined) {
      const listed = await listedOf(ensuring, scope);
      const own = listed.find(({ id }) => id === known.id) ?? listed.find((one) => one.subscriberUrl === subscriberUrl);
      if (own !== undefined) return await mend(ensuring, wanted, own, own.id !== known.id);
    }
    // In Redis first: a webhook whose secret nobody knows would be refused.
    await registrations.put({ ...wanted, checkedAt: clock() });
    return await make(ensuring, wanted);
  } catch (error) {
    if (!isKeyRefused(error)) throw error;
    await registrations.put({ scope, subscriberUrl, checkedAt: clock(), refused: `${error.status}: ${error.message}` });
    return 'refused';
  }
};

type Wanted = Pick<Registration, 'scope' | 'subscriberUrl'> & { readonly secret: string };

const listedOf = async ({ client, makeCall }: Ensuring, scope: WebhookScope): Promise<readonly ListedWebhook[]> =>
  (await makeCall(client.list(scope))).value;

const make = async (ensuring: Ensuring, wanted: Wanted): Promise<EnsuredWebhook> => {
  const { client, makeCall, registrations, clock } = ensuring;
  const { scope, subscriberUrl, secret } = wanted;
  try {
    const { value } = await withTriggers((triggers) =>
      makeCall(client.create(scope, { active: true, subscriberUrl, triggers, secret })),
    );
    await registrations.put({ ...wanted, id: value.id, checkedAt: clock() });
    return 'made';
  } catch (error) {
    if (!(error instanceof CalcomRefused && error.status === 409)) throw error;
    const own = (await listedOf(ensuring, scope)).find((one) => one.subscriberUrl === subscriberUrl);
    if (own === undefined) throw error;
    return await mend(ensuring, wanted, own, true);
  }
};

/** @param isForeign nobody knows what its secret is */
const mend = async (
  { client, makeCall, registrations, clock }: Ensuring,
  wanted: Wanted,
  own: ListedWebhook,
  isForeign: boolean,
): Promise<EnsuredWebhook> => {
  const { scope, subscriberUrl, secret } = wanted;
  const isWell =
    own.active && own.subscriberUrl === subscriberUrl && USUAL_TRIGGERS.every((one) => own.triggers.includes(one));
  if (!isWell || isForeign) {
    await withTriggers((triggers) =>
      makeCall(
        client.change(scope, own.id, { active: true, subscriberUrl, triggers, ...(isForeign ? { secret } : {}) }),
      ),
    );
  }
  await registrations.put({ ...wanted, id: own.id, checkedAt: clock() });
  return isWell && !isForeign ? 'kept' : 'mended';
};

/** With all triggers that say something, or with those alone that every Cal.com knows. */
const withTriggers = async <T>(call: (triggers: readonly string[]) => Promise<T>): Promise<T> => {
  try {
    return await call(TRIGGERS);
  } catch (error) {
    if (!(error instanceof CalcomRefused && error.status === 400)) throw error;
    return await call(USUAL_TRIGGERS);
  }
};

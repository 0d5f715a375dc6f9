/** One signed HTTP request to a receiver (Standard Webhooks), which can reach nothing inside our own network. */
import got, { type OptionsInit } from 'got';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import { callbackUrlFault } from '../../contract/callback_url.ts';

/** How long one attempt may take in all, in milliseconds. */
const ATTEMPT_MS = 15_000;

/** How deliveries are made. */
export interface CallbackSenderOptions {
  /** `whsec_…` */
  readonly secret: string | undefined;
  /** Whether http, and addresses that are not public, are allowed. */
  readonly allowPrivateNetwork: boolean;
  /** Finds the addresses of a name; Node's own unless a test says otherwise. */
  readonly lookup?: OptionsInit['dnsLookup'];
}

/**
 * Sends one webhook.
 * @returns the receiver's HTTP status, whatever it is
 * @throws Error when there is no answer, or the URL may not be called
 */
export type SendCallback = (url: string, webhookId: string, body: string, signal?: AbortSignal) => Promise<number>;

/** Makes a sender. */
export const createCallbackSender = ({ secret, allowPrivateNetwork, lookup }: CallbackSenderOptions): SendCallback => {
  const webhook = secret === undefined ? undefined : new Webhook(secret);
  // The agent judges the address of the very lookup that the connection is made with, so a name that resolves to something else
  // the second time gains nothing. Connections are not kept: each delivery is judged anew.
  const agent = allowPrivateNetwork ? undefined : { https: new RequestFilteringHttpsAgent() };
  const request = got.extend({
    ...(agent === undefined ? {} : { agent }),
    ...(lookup === undefined ? {} : { dnsLookup: lookup }),
    followRedirect: false,
    throwHttpErrors: false,
    // The queue has the schedule.
    retry: { limit: 0 },
    timeout: { request: ATTEMPT_MS },
    headers: { 'content-type': 'application/json', 'user-agent': 'slotproof' },
  });

  return async (url, webhookId, body, signal) => {
    if (webhook === undefined) throw new Error('CALLBACK_SECRET is not set, so the callback cannot be signed.');
    // It was checked when it was accepted, perhaps under other settings.
    const fault = callbackUrlFault(url, allowPrivateNetwork);
    if (fault !== undefined) throw new Error(`The callbackUrl ${fault}.`);
    // The receiver holds this against its own clock, so it is the time of the attempt.
    // `Date.now` goes by Redis' clock (`run_process.ts`), and `new Date()` alone does not.
    const timestamp = new Date(Date.now());
    const stream = request.stream.post(url, {
      body,
      headers: {
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
        'webhook-signature': webhook.sign(webhookId, timestamp, body),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    stream.once('response', ({ statusCode }: { statusCode: number }) => resolve(statusCode));
    stream.on('error', reject);
    try {
      return await promise;
    } finally {
      // The status is all that counts: a body, of whatever size, is not read.
      stream.destroy();
    }
  };
};

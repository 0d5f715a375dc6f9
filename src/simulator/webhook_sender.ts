// Webhooks as Cal.com sends them: one POST, signed over the raw body where the subscriber has a secret, never tried again.

import { createHmac } from 'node:crypto';

/** The triggers that a booking can pull. */
export type Trigger = 'BOOKING_CREATED' | 'BOOKING_RESCHEDULED' | 'BOOKING_CANCELLED';

/** Someone who wants to be told; without `triggers`, of everything. */
export type Subscriber = {
  readonly url: string;
  readonly secret?: string | undefined;
  readonly triggers?: readonly string[] | undefined;
};

/** What became of one webhook: the subscriber's status, or null where there was no answer. `at` is epoch ms. */
export type Delivery = {
  readonly at: number;
  readonly url: string;
  readonly trigger: Trigger;
  readonly status: number | null;
};

const TIMEOUT_MS = 10_000;
const DELIVERIES_REMEMBERED = 1000;

/** Sends webhooks to the subscribers. */
export class WebhookSender {
  readonly #clock: () => number;
  readonly #closing: AbortSignal;
  readonly #initial: readonly Subscriber[];
  #subscribers: Subscriber[];
  #deliveries: Delivery[] = [];

  constructor(subscribers: readonly Subscriber[], clock: () => number, closing: AbortSignal) {
    this.#initial = subscribers;
    this.#subscribers = [...subscribers];
    this.#clock = clock;
    this.#closing = closing;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
  }

  subscribers(): readonly Subscriber[] {
    return this.#subscribers;
  }

  /** What became of the latest webhooks, oldest first. */
  deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Back to the subscribers it began with. */
  reset(): void {
    this.#subscribers = [...this.#initial];
    this.#deliveries = [];
  }

  /** Sends an event to everyone who wants it, without waiting: a subscriber that is slow or away never holds up a booking. */
  send(trigger: Trigger, payload: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify({ triggerEvent: trigger, createdAt: new Date(this.#clock()).toISOString(), payload });
    for (const subscriber of this.#subscribers) {
      if (subscriber.triggers && !subscriber.triggers.includes(trigger)) continue;
      void this.#post(subscriber, trigger, body);
    }
  }

  async #post({ url, secret }: Subscriber, trigger: Trigger, body: string): Promise<void> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (secret) headers['x-cal-signature-256'] = createHmac('sha256', secret).update(body).digest('hex');
    const signal = AbortSignal.any([this.#closing, AbortSignal.timeout(TIMEOUT_MS)]);
    const status = await fetch(url, { method: 'POST', headers, body, signal }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => null,
    );
    this.#deliveries.push({ at: this.#clock(), url, trigger, status });
    if (this.#deliveries.length > DELIVERIES_REMEMBERED) this.#deliveries.shift();
  }
}

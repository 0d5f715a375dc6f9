// How webhooks go out: at once, while whoever caused them waits, or through a queue that is as unkind as it is told to be.

import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from '../random.ts';
import type { WebhookBody } from './body.ts';

const share = z.number().min(0).max(1).default(0);
const milliseconds = z.number().min(0).max(600_000);

/**
 * `direct`: sent at once and waited for. `queued`: not waited for, each sent after a time of its own between the bounds, so that they
 * overtake each other; some are lost, some come twice (shares of 0 to 1).
 */
export const deliverySchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('direct') }),
  z
    .strictObject({
      mode: z.literal('queued'),
      minDelayMs: milliseconds.default(0),
      maxDelayMs: milliseconds.default(0),
      lost: share,
      doubled: share,
    })
    .refine(({ minDelayMs, maxDelayMs }) => minDelayMs <= maxDelayMs, {
      message: 'minDelayMs must not be greater than maxDelayMs',
    }),
]);

/** A way of delivery. See `deliverySchema`. */
export type Delivery = z.infer<typeof deliverySchema>;

/** One webhook that is to go out. `trigger` is for the log. */
export type Letter = {
  readonly url: string;
  readonly trigger: string;
  readonly secret: string | null;
  readonly body: WebhookBody;
};

/** What became of one webhook: the subscriber's status, or null where there was no answer. `at` is epoch ms. */
export type Delivered = {
  readonly at: number;
  readonly url: string;
  readonly trigger: string;
  readonly status: number | null;
};

const REMEMBERED = 1000;
const QUEUED_TIMEOUT_MS = 10_000;

/** Delivers webhooks and remembers what became of the latest. */
export class Deliverer {
  delivery: Delivery;
  readonly #initial: Delivery;
  readonly #clock: () => number;
  readonly #random: Random;
  readonly #closing: AbortSignal;
  #delivered: Delivered[] = [];

  constructor(initial: Delivery = { mode: 'direct' }, clock: () => number, random: Random, closing: AbortSignal) {
    this.#initial = initial;
    this.delivery = initial;
    this.#clock = clock;
    this.#random = random;
    this.#closing = closing;
  }

  /** What became of the latest webhooks, oldest first. */
  delivered(): readonly Delivered[] {
    return this.#delivered;
  }

  /** Back to the way of delivery that it began with. */
  reset(): void {
    this.delivery = this.#initial;
    this.#delivered = [];
  }

  /** Sends; resolves when the sender may go on. A subscriber that refuses or is away disturbs nobody, one that is slow does. */
  async send(letters: readonly Letter[]): Promise<void> {
    const { delivery } = this;
    if (delivery.mode === 'direct') {
      await Promise.all(letters.map((letter) => this.#post(letter, this.#closing)));
      return;
    }
    for (const letter of letters) {
      if (this.#random() < delivery.lost) continue;
      void this.#late(letter, delivery);
      if (this.#random() < delivery.doubled) void this.#late(letter, delivery);
    }
  }

  async #late(letter: Letter, { minDelayMs, maxDelayMs }: Extract<Delivery, { mode: 'queued' }>): Promise<void> {
    const delay = minDelayMs + this.#random() * (maxDelayMs - minDelayMs);
    const waited = await sleep(delay, true, { signal: this.#closing }).catch(() => false);
    if (waited) await this.#post(letter, AbortSignal.any([this.#closing, AbortSignal.timeout(QUEUED_TIMEOUT_MS)]));
  }

  /** One attempt. Sent directly it has no timeout, as Cal.com's has none. */
  async #post({ url, trigger, secret, body }: Letter, signal: AbortSignal): Promise<void> {
    const signature = secret ? createHmac('sha256', secret).update(body.text).digest('hex') : 'no-secret-provided';
    const headers = {
      'content-type': body.contentType,
      'x-cal-signature-256': signature,
      'x-cal-webhook-version': '2021-10-20',
    };
    const status = await fetch(url, { method: 'POST', headers, body: body.text, signal, redirect: 'manual' }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => null,
    );
    this.#delivered.push({ at: this.#clock(), url, trigger, status });
    if (this.#delivered.length > REMEMBERED) this.#delivered.shift();
  }
}

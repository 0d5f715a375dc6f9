/** When each webhook was first received. */
import { accountKey } from '../account/account_key.ts';
import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { type EpochMs, epochMs } from '../verification/time.ts';

/** Long enough for any repetition of a delivery. */
const KEPT_SECONDS = 24 * 60 * 60;

/** The first receipts of webhooks, over the whole fleet. */
export class WebhookReceipts {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** When this very body was first received: `now`, unless it is a repetition. @throws when Redis cannot be reached */
  async firstReceived(body: Uint8Array, now: EpochMs): Promise<EpochMs> {
    const digest = createHash('sha256').update(body).digest('base64url');
    const key = accountKey(this.#account, digest, 'webhook');
    const before = await this.#redis.set(key, now, 'EX', KEPT_SECONDS, 'NX', 'GET');
    return before === null ? now : epochMs(Math.min(Number(before), now));
  }
}

/**
 * Verifications that nobody will read: their callers hung up before they were told an id. A call to Cal.com for such callers alone
 * would be one of the account's 120 a minute, spent on no one.
 */
import { accountKey } from '../../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';

/** As long as any job could have to wait for its turn. */
const KEPT_SECONDS = 3_600;

const keyOf = (account: string, verificationId: string): string => accountKey(account, verificationId, 'abandoned');

/** Marks and finds abandoned verifications. Every method rejects when Redis does. */
export class Abandonment {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** Says that the caller of this verification is gone. */
  async mark(verificationId: string): Promise<void> {
    await this.#redis.set(keyOf(this.#account, verificationId), '', 'EX', KEPT_SECONDS);
  }

  /** Whether the callers of all these verifications are gone; not so when there are none. */
  async areAllMarked(verificationIds: readonly string[]): Promise<boolean> {
    if (verificationIds.length === 0) return false;
    // One by one, as a Redis Cluster keeps them in different places.
    const found = await Promise.all(verificationIds.map((id) => this.#redis.exists(keyOf(this.#account, id))));
    return found.every((count) => count === 1);
  }
}

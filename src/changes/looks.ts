/** How far Cal.com was asked what was booked, and what has shown whether its webhooks can be relied on. */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../account/account_key.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';

/** What is known of the looks, and of the webhooks beside them. */
export interface LooksSoFar {
  /** When the last one began that brought everything; undefined before the first. */
  readonly lookedAt: EpochMs | undefined;
  /** When the newest booking that any of them brought was changed, by Cal.com's clock. */
  readonly through: EpochMs | undefined;
  /** When one of them last brought what a webhook should have told. */
  readonly missedAt: EpochMs | undefined;
  /** When a webhook with a signature of ours came last. */
  readonly deliveredAt: EpochMs | undefined;
}

const FIELDS = ['lookedAt', 'through', 'missedAt', 'deliveredAt'] as const;

/** Longer than any look has to reach back. */
const KEPT_SECONDS = 30 * 24 * 3_600;

/** The looks of an account. Its methods reject when Redis does. */
export class Looks {
  readonly #redis: Redis | Cluster;
  readonly #key: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#key = accountKey(account, 'changes', 'looks');
  }

  async read(): Promise<LooksSoFar> {
    const values = await this.#redis.hmget(this.#key, ...FIELDS);
    const [lookedAt, through, missedAt, deliveredAt] = values.map((value) =>
      value === null ? undefined : epochMs(Number(value)),
    );
    return { lookedAt, through, missedAt, deliveredAt };
  }

  /** Keeps what is given of it, beside what was known. */
  async note(some: Partial<LooksSoFar>): Promise<void> {
    const entries = Object.entries(some).filter(([, value]) => value !== undefined);
    if (entries.length === 0) return;
    await this.#redis.multi().hset(this.#key, Object.fromEntries(entries)).expire(this.#key, KEPT_SECONDS).exec();
  }
}

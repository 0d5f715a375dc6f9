/** The holds that stand, in Redis: all of an account in one hash. There are as many as callers who are about to book. */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../account/account_key.ts';
import { type EpochMs, HOUR_MS } from '../verification/time.ts';
import { type HoldRecord, holdRecordSchema } from './hold_record.ts';

/** Longer than any hold. */
const KEPT_MS = 24 * HOUR_MS;

/** The holds of an account. Every method rejects when Redis does. */
export class Holds {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #clock: () => EpochMs;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string, clock: () => EpochMs) {
    this.#redis = redis;
    this.#account = account;
    this.#clock = clock;
  }

  async put(hold: HoldRecord): Promise<void> {
    await this.#redis.multi().hset(this.#key, hold.id, JSON.stringify(hold)).pexpire(this.#key, KEPT_MS).exec();
  }

  /** One that stands; undefined where it has ended. */
  async read(id: string): Promise<HoldRecord | undefined> {
    const text = await this.#redis.hget(this.#key, id);
    const hold = text === null ? undefined : holdRecordSchema.safeParse(JSON.parse(text)).data;
    return hold !== undefined && hold.until > this.#clock() ? hold : undefined;
  }

  /** All that stand. */
  async standing(): Promise<readonly HoldRecord[]> {
    const now = this.#clock();
    const texts = await this.#redis.hvals(this.#key);
    return texts
      .flatMap((text) => holdRecordSchema.safeParse(JSON.parse(text)).data ?? [])
      .filter(({ until }) => until > now);
  }

  /** The one that stands for a key. */
  async withKey(sameKey: string): Promise<HoldRecord | undefined> {
    return (await this.standing()).find((hold) => hold.sameKey === sameKey);
  }

  /** It has ended. */
  async remove(id: string): Promise<void> {
    await this.#redis.hdel(this.#key, id);
  }

  get #key(): string {
    return accountKey(this.#account, 'bookings', 'holds');
  }
}

/**
 * Which times were answered as free of late, and when last: what tells how many of our offers fail when somebody takes them. Notes are told to Redis
 * a few seconds late, and one that is lost makes a figure a little less exact, and no answer wrong.
 */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../account/account_key.ts';
import { type EventType, eventTypeKey } from '../calcom/event_type.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';

/** Whoever books later was not moved to it by our answer. */
const KEPT_SECONDS = 3_600;

/** Between two tellings; beyond it nothing is noted. */
const MOST_NOTED = 10_000;

/** The offers of an account. */
export class Offers {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  #noted = new Map<string, Map<EpochMs, EpochMs>>();
  #count = 0;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** Notes that slots which begin at these instants were answered as free. */
  note(eventType: EventType, starts: readonly EpochMs[], at: EpochMs): void {
    const key = eventTypeKey(eventType);
    const noted = this.#noted.get(key) ?? new Map<EpochMs, EpochMs>();
    this.#noted.set(key, noted);
    for (const start of starts) {
      if (this.#count >= MOST_NOTED) return;
      if (!noted.has(start)) this.#count += 1;
      noted.set(start, at);
    }
  }

  /** When a slot was last answered as free; undefined where it was not of late. @throws when Redis cannot be reached */
  async lastOffered(eventType: EventType, start: EpochMs): Promise<EpochMs | undefined> {
    const key = eventTypeKey(eventType);
    const own = this.#noted.get(key)?.get(start);
    if (own !== undefined) return own;
    const told = await this.#redis.hget(this.#keyOf(key), String(start));
    return told === null ? undefined : epochMs(Number(told));
  }

  /** Tells the fleet what was noted. @throws when Redis cannot be reached; what was noted is lost then */
  async flush(): Promise<void> {
    const noted = this.#noted;
    this.#noted = new Map();
    this.#count = 0;
    await Promise.all(
      [...noted].map(([key, offers]) =>
        this.#redis
          .multi()
          .hset(this.#keyOf(key), Object.fromEntries(offers))
          .expire(this.#keyOf(key), KEPT_SECONDS)
          .exec(),
      ),
    );
  }

  #keyOf(eventType: string): string {
    return accountKey(this.#account, eventType, 'offers');
  }
}

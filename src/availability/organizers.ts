/**
 * Who has hosted which event type, learnt from webhooks: Cal.com's slots do not say whose time they are, and an id says nothing at
 * all. A set for each event type in Redis, so that the whole fleet knows what any of it was told.
 */
import { accountKey } from '../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';

/** Half a year: of an event type that nobody has booked for so long, who hosts it may have changed altogether. */
const KEPT_SECONDS = 180 * 24 * 60 * 60;

/** Tagged like the days of the event type, so that a Redis Cluster spreads the sets as it spreads these. */
const organizersKey = (account: string, eventTypeId: number): string =>
  accountKey(account, `id:${eventTypeId}`, 'organizers');

/** The organizers of event types, by what webhooks have told. Names are compared as they are given: in lower case. */
export class Organizers {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /**
   * @param redis a connection that pipelines by itself: `of` sends one command for each event type
   * @param account its name
   */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** This event type was hosted by that user. @throws when Redis cannot be reached */
  async note(eventTypeId: number, organizer: string): Promise<void> {
    const key = organizersKey(this.#account, eventTypeId);
    // Together, since a set without an expiry would stay for ever.
    await this.#redis.multi().sadd(key, organizer).expire(key, KEPT_SECONDS).exec();
  }

  /**
   * Everybody who is known to have hosted each of these event types; one of which nothing is known is absent. One round trip (to
   * each node of a Redis Cluster), however many are asked for.
   * @throws when Redis cannot be reached
   */
  async of(eventTypeIds: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
    const known = new Map<number, ReadonlySet<string>>();
    await Promise.all(
      eventTypeIds.map(async (eventTypeId) => {
        const organizers = await this.#redis.smembers(organizersKey(this.#account, eventTypeId));
        if (organizers.length > 0) known.set(eventTypeId, new Set(organizers));
      }),
    );
    return known;
  }
}

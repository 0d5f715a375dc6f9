/** What Redis is for. Both may be one server, and each may be a server of its own. Pure. */

/** One of the two. */
export interface RedisRole {
  /** The setting that leads to it. */
  readonly setting: 'REDIS_URL' | 'CACHE_REDIS_URL';
  /** At the start of a sentence. */
  readonly name: string;
  /** What is lost when it drops keys. */
  readonly drops: string;
}

/** The queues and all that is promised to somebody; the cache too, unless that has its own. */
export const QUEUES_ROLE: RedisRole = { setting: 'REDIS_URL', name: 'Redis', drops: 'queued jobs' };

/** What answers from the cache rest on, where that has its own. */
export const CACHE_ROLE: RedisRole = {
  setting: 'CACHE_REDIS_URL',
  name: "The cache's Redis",
  drops: 'what was told of bookings, and booked slots are offered',
};

/**
 * What is cached, and what is asked for: two sorted sets, so that a webhook and a round of warming know their event types without
 * a scan of Redis. Asking is counted in memory and told to Redis every few seconds in one command: the hot path pays
 * for an increment.
 *
 * All keys share a hash tag, because one script writes several of them.
 */
import { accountKey } from '../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';
import { type EpochMs, epochMs, HOUR_MS } from '../verification/time.ts';
import { type SegmentsName, storedSegmentsName } from './segment_key.ts';

/** How far back the counts go. */
const HOURS = 24;

/** A request counts half as much after so many hours. */
const HALF_LIFE_HOURS = 6;

/** What requests of every hour weigh together. */
const HOURS_WEIGHT = Array.from({ length: HOURS }, (_, age) => 2 ** (-age / HALF_LIFE_HOURS)).reduce(
  (sum, weight) => sum + weight,
  0,
);

/** Event types that are kept track of at most, so that nobody can fill Redis with ids that he makes up. */
const MOST_NAMES = 100_000;

/** KEYS: asked, hour; ARGV: forgotten before, most names, hour's expiry, asked's expiry in seconds, then name, count and instant in turn. */
const NOTE = `
for i = 5, #ARGV, 3 do
  redis.call('ZADD', KEYS[1], 'GT', ARGV[i + 2], ARGV[i])
  redis.call('ZINCRBY', KEYS[2], ARGV[i + 1], ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1])
for _, key in ipairs(KEYS) do redis.call('ZREMRANGEBYRANK', key, 0, -1 - ARGV[2]) end
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
`;

/** KEYS: cached; ARGV: now, forgotten before, most names, expiry in seconds, name. */
const REMEMBER = `
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
`;

interface Noted {
  count: number;
  last: EpochMs;
}

/** An event type, and how often it is asked for. */
export interface AskedFor {
  readonly name: SegmentsName;
  readonly perHour: number;
}

/** Keeps track of the event types in use. */
export class Usage {
  readonly #redis: Redis | Cluster;
  readonly #cachedKey: string;
  readonly #askedKey: string;
  readonly #mostAskedKey: string;
  readonly #keptSeconds: number;
  readonly #clock: () => EpochMs;
  #noted = new Map<SegmentsName, Noted>();

  /**
   * @param account its name
   * @param keptSeconds the age up to which a day segment is of any use; what was not fetched since then is not cached
   */
  constructor(redis: Redis | Cluster, account: string, keptSeconds: number, clock: () => EpochMs) {
    this.#redis = redis;
    const keyOf = (what: string): string => accountKey(account, 'usage', what);
    this.#cachedKey = keyOf('cached');
    this.#askedKey = keyOf('asked');
    this.#mostAskedKey = keyOf('most-asked');
    this.#keptSeconds = keptSeconds;
    this.#clock = clock;
  }

  /** Somebody asked for this event type. Redis is told by the next `flush`. */
  note(name: SegmentsName): void {
    this.#add(name, 1, this.#clock());
  }

  /** Tells Redis what was noted. @throws when Redis cannot be reached; nothing noted is lost by that */
  async flush(): Promise<void> {
    if (this.#noted.size === 0) return;
    const noted = this.#noted;
    this.#noted = new Map();
    const now = this.#clock();
    try {
      await this.#redis.eval(
        NOTE,
        2,
        this.#askedKey,
        this.#hourKey(hourOf(now)),
        now - this.#keptSeconds * 1000,
        MOST_NAMES,
        (HOURS + 1) * 3_600,
        this.#keptSeconds,
        ...[...noted].flatMap(([name, { count, last }]) => [name, count, last]),
      );
    } catch (error) {
      for (const [name, { count, last }] of noted) this.#add(name, count, last);
      throw error;
    }
  }

  /** Something of this event type is about to be cached. */
  async remember(name: SegmentsName): Promise<void> {
    const now = this.#clock();
    await this.#redis.eval(
      REMEMBER,
      1,
      this.#cachedKey,
      now,
      now - this.#keptSeconds * 1000,
      MOST_NAMES,
      this.#keptSeconds,
      name,
    );
  }

  /** All of which something that is of any use may be cached. */
  async cached(): Promise<readonly SegmentsName[]> {
    return await this.#since(this.#cachedKey, epochMs(this.#clock() - this.#keptSeconds * 1000));
  }

  /** Those of them whose last call began before an instant. */
  async cachedBefore(instant: EpochMs): Promise<readonly SegmentsName[]> {
    const since = this.#clock() - this.#keptSeconds * 1000;
    return (await this.#redis.zrangebyscore(this.#cachedKey, since, `(${instant}`)).map(storedSegmentsName);
  }

  /** All that were asked for since an instant, by what was flushed. */
  async recent(since: EpochMs): Promise<readonly SegmentsName[]> {
    return await this.#since(this.#askedKey, since);
  }

  /** The ones asked for most of late, most first; the older a request, the less it counts. */
  async mostAsked(count: number): Promise<readonly AskedFor[]> {
    const hour = hourOf(this.#clock());
    const ages = Array.from({ length: HOURS }, (_, age) => age);
    const results = await this.#redis
      .multi()
      .zunionstore(
        this.#mostAskedKey,
        HOURS,
        ...ages.map((age) => this.#hourKey(hour - age)),
        'WEIGHTS',
        ...ages.map((age) => 2 ** (-age / HALF_LIFE_HOURS)),
      )
      .zrevrange(this.#mostAskedKey, 0, Math.max(0, count - 1), 'WITHSCORES')
      .del(this.#mostAskedKey)
      .exec();
    const [error, found] = results?.[1] ?? [];
    if (error) throw error;
    if (!Array.isArray(found) || count <= 0) return [];
    return found.flatMap((name, index) =>
      index % 2 === 1
        ? []
        : [{ name: storedSegmentsName(String(name)), perHour: Number(found[index + 1]) / HOURS_WEIGHT }],
    );
  }

  #hourKey(hour: number): string {
    return `${this.#askedKey}:${hour}`;
  }

  #add(name: SegmentsName, count: number, last: EpochMs): void {
    const noted = this.#noted.get(name);
    if (noted !== undefined) {
      noted.count += count;
      if (last > noted.last) noted.last = last;
    } else if (this.#noted.size < MOST_NAMES) {
      this.#noted.set(name, { count, last });
    }
  }

  async #since(key: string, since: EpochMs): Promise<readonly SegmentsName[]> {
    return (await this.#redis.zrangebyscore(key, since, '+inf')).map(storedSegmentsName);
  }
}

const hourOf = (instant: EpochMs): number => Math.floor(instant / HOUR_MS);

/** Which requests are the same booking: the first to bring a key writes down the id that its booking will have. */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { accountKey } from '../account/account_key.ts';

const claimSchema = z.object({ id: z.string(), fingerprint: z.string() });

/** What is known of a key. */
export type BookingClaim = z.output<typeof claimSchema>;

/** KEYS: the claim; ARGV: whose claim it has to be, the new one, milliseconds for which it counts. Returns the one that counts then. */
const REPLACE = `
local earlier = redis.call('GET', KEYS[1])
if earlier and cjson.decode(earlier).id ~= ARGV[1] then return earlier end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return ARGV[2]
`;

/** The keys of an account's bookings. Every method is one round trip and rejects when Redis does. */
export class BookingClaims {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** Claims a key for so many milliseconds, or tells who did before. */
  async claim(key: string, own: BookingClaim, ms: number): Promise<BookingClaim> {
    const earlier = await this.#redis.set(this.#keyOf(key), JSON.stringify(own), 'PX', ms, 'NX', 'GET');
    return earlier === null ? own : parse(earlier);
  }

  /** Who claimed a key; undefined where nobody did. */
  async find(key: string): Promise<BookingClaim | undefined> {
    const text = await this.#redis.get(this.#keyOf(key));
    return text === null ? undefined : parse(text);
  }

  /** Claims a key whose booking does not stand any more. @returns whose it is then */
  async replace(key: string, formerId: string, own: BookingClaim, ms: number): Promise<BookingClaim> {
    const counting = await this.#redis.eval(REPLACE, 1, this.#keyOf(key), formerId, JSON.stringify(own), ms);
    return parse(String(counting));
  }

  #keyOf(key: string): string {
    return accountKey(this.#account, key, 'booking-claim');
  }
}

const parse = (text: string): BookingClaim => claimSchema.parse(JSON.parse(text));

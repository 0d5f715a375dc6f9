/**
 * Whether somebody hears Cal.com's webhooks. Each api process says so every few seconds; when nobody has said so for a while, webhooks may have come
 * to nobody, and what was observed before is doubted.
 */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../account/account_key.ts';

/** Silence that is longer was an outage. A deployment that starts the new process before it stops the old one leaves none. */
const LONGEST_SILENCE_MS = 10_000;

/** A silence that is over for longer than any cached day is old makes nothing doubtful. */
const KEPT_SECONDS = 30 * 24 * 3_600;

/** By Redis' own clock: it is the same for every process. KEYS: the last beat; ARGV: expiry in seconds. Returns ms since the last one, or nothing. */
const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('SET', KEYS[1], now, 'EX', ARGV[1], 'GET')
return before and now - before
`;

/** The fleet's heartbeat. Its methods reject when Redis does. */
export class Heartbeat {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  /** Says that webhooks are heard now. @returns whether nobody heard them for a while before; false when nobody ever did */
  async beat(): Promise<boolean> {
    const key = accountKey(this.#account, 'changes', 'heard');
    const silenceMs = await this.#redis.eval(BEAT, 1, key, KEPT_SECONDS);
    return silenceMs !== null && Number(silenceMs) > LONGEST_SILENCE_MS;
  }
}

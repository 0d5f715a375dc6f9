/** When the fleet called Cal.com within the last hour, and why: what the budget of background calls is reckoned by. */
import { accountKey } from '../account/account_key.ts';
import { randomUUID } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { type EpochMs, epochMs, HOUR_MS } from '../verification/time.ts';

/** Why a call is made. Somebody waits for those of a `caller`, a `passthrough`, a `booking` and a `hold`. */
export const CALL_REASONS = [
  'caller',
  'passthrough',
  'webhook',
  'refresh',
  'warming',
  'catalogue',
  'changes',
  'registration',
  'booking',
  'hold',
] as const;

/** Why a call is made. */
export type CallReason = (typeof CALL_REASONS)[number];

/** Calls within the last hour, by reason. */
export type CallsLastHour = Readonly<Record<CallReason, number>>;

const WAITED_FOR: readonly CallReason[] = ['caller', 'passthrough', 'booking', 'hold'];

/** Nobody waits for these. */
const BACKGROUND: readonly CallReason[] = CALL_REASONS.filter((reason) => !WAITED_FOR.includes(reason));

/** One sorted set for each reason, scored by the instant of the call; one hash tag, so that one round trip reads all. */
const keyOf = (account: string, reason: CallReason): string => accountKey(account, 'calcom-calls', reason);

/** The fleet's calls of the last hour, a sliding one. */
export class CallLedger {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #clock: () => EpochMs;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string, clock: () => EpochMs) {
    this.#redis = redis;
    this.#account = account;
    this.#clock = clock;
  }

  /** A call begins now. @throws when Redis cannot be reached */
  async record(reason: CallReason): Promise<void> {
    const now = this.#clock();
    const key = keyOf(this.#account, reason);
    await this.#redis
      .multi()
      .zadd(key, now, randomUUID())
      .zremrangebyscore(key, '-inf', now - HOUR_MS)
      .pexpire(key, HOUR_MS)
      .exec();
  }

  /** @throws when Redis cannot be reached */
  async lastHour(): Promise<CallsLastHour> {
    const since = `(${this.#clock() - HOUR_MS}`;
    const count = (reason: CallReason) => this.#redis.zcount(keyOf(this.#account, reason), since, '+inf');
    const [caller, passthrough, webhook, refresh, warming, catalogue, changes, registration, booking, hold] =
      await Promise.all([
        count('caller'),
        count('passthrough'),
        count('webhook'),
        count('refresh'),
        count('warming'),
        count('catalogue'),
        count('changes'),
        count('registration'),
        count('booking'),
        count('hold'),
      ]);
    return { caller, passthrough, webhook, refresh, warming, catalogue, changes, registration, booking, hold };
  }

  /** When the first of the background calls within the last hour is an hour old; undefined when there was none. */
  async backgroundFreesAt(): Promise<EpochMs | undefined> {
    const since = `(${this.#clock() - HOUR_MS}`;
    const oldest = await Promise.all(
      BACKGROUND.map((reason) =>
        this.#redis.zrangebyscore(keyOf(this.#account, reason), since, '+inf', 'WITHSCORES', 'LIMIT', 0, 1),
      ),
    );
    const instants = oldest.flatMap(([, score]) => (score === undefined ? [] : [Number(score)]));
    return instants.length === 0 ? undefined : epochMs(Math.min(...instants) + HOUR_MS);
  }
}

/** The calls that nobody waited for: all that a budget of background calls counts. */
export const backgroundCalls = (calls: CallsLastHour): number =>
  BACKGROUND.reduce((sum, reason) => sum + calls[reason], 0);

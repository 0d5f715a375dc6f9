// Cal.com's counting: a fixed window per credential and limit that starts with its first request, and a block for whoever goes over.

import type { Credential, CredentialKind } from '../credential.ts';

/** How many requests are allowed in a window, and how long whoever goes over is blocked (ms). */
export type RateLimit = { readonly limit: number; readonly windowMs: number; readonly blockMs: number };

/** A limit under a name, which stands in the names of its headers. */
export type NamedRateLimit = RateLimit & { readonly name: string };

/** Where a credential stands with one limit after a request; `resetSeconds` until its window, or its block, ends. */
export type RateLimitState = {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly blocked: boolean;
};

type Count = { used: number; endsAt: number; blockedUntil: number };

const USUAL_LIMITS: Readonly<Record<CredentialKind, number>> = {
  apiKey: 120,
  address: 120,
  accessToken: 500,
  oauthClient: 500,
};

const USUAL_MS = 60_000;

/** Counts requests per credential. */
export class RateLimiter {
  readonly #usual: Partial<RateLimit>;
  readonly #keyLimits: Readonly<Record<string, readonly NamedRateLimit[]>>;
  readonly #clock: () => number;
  readonly #counts = new Map<string, Count>();

  /** `usual` changes the limit that everyone has; `keyLimits` are those of single API keys, in place of it. */
  constructor(
    usual: Partial<RateLimit>,
    keyLimits: Readonly<Record<string, readonly NamedRateLimit[]>>,
    clock: () => number,
  ) {
    this.#usual = usual;
    this.#keyLimits = keyLimits;
    this.#clock = clock;
  }

  /** The limits that hold for a credential. */
  limitsOf({ kind, bearer }: Credential): readonly NamedRateLimit[] {
    const own = bearer === undefined ? undefined : this.#keyLimits[bearer];
    if (own) return own;
    const { limit = USUAL_LIMITS[kind], windowMs = USUAL_MS, blockMs = USUAL_MS } = this.#usual;
    return [{ name: 'default', limit, windowMs, blockMs }];
  }

  /** Counts one request against each of the credential's limits. It is refused only when every one of them is over. */
  take(credential: Credential): { readonly allowed: boolean; readonly states: readonly RateLimitState[] } {
    const states = this.limitsOf(credential).map((limit) => this.#count(credential.key, limit));
    return { allowed: states.some(({ blocked }) => !blocked), states };
  }

  /** Starts everyone anew. */
  clear(): void {
    this.#counts.clear();
  }

  /** Requests during a block are counted too: when a window begins during it, they are missing from that window afterwards. */
  #count(credential: string, { name, limit, windowMs, blockMs }: NamedRateLimit): RateLimitState {
    const now = this.#clock();
    const key = `${credential} ${name}`;
    const known = this.#counts.get(key) ?? { used: 0, endsAt: now, blockedUntil: now };
    const count = known.endsAt <= now ? { ...known, used: 0, endsAt: now + windowMs } : known;
    count.used += 1;
    if (count.blockedUntil <= now && count.used > limit) count.blockedUntil = now + blockMs;
    this.#counts.set(key, count);
    const blocked = count.blockedUntil > now;
    return {
      name,
      limit,
      remaining: blocked ? 0 : Math.max(0, limit - count.used),
      resetSeconds: Math.ceil(((blocked ? count.blockedUntil : count.endsAt) - now) / 1000),
      blocked,
    };
  }
}

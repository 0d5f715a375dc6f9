// Cal.com's counting: a fixed window per credential that starts with its first request, and a block for whoever goes over.

/** How many requests a credential has in a window, and how long it is blocked after going over (ms). */
export type RateLimit = { readonly limit: number; readonly windowMs: number; readonly blockMs: number };

/** Where a credential stands after a request; `resetSeconds` until its window, or its block, ends. */
export type RateLimitState = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
};

type Window = { used: number; endsAt: number; blocked: boolean };

/** Counts requests per credential. */
export class RateLimiter {
  readonly #rule: RateLimit;
  readonly #clock: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(rule: RateLimit, clock: () => number) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /** Counts one request. Requests during a block are refused and do not lengthen it; the first after it begins a new window. */
  take(credential: string): RateLimitState {
    const now = this.#clock();
    const { limit, windowMs, blockMs } = this.#rule;
    let window = this.#windows.get(credential);
    if (!window || window.endsAt <= now) {
      window = { used: 0, endsAt: now + windowMs, blocked: false };
      this.#windows.set(credential, window);
    }
    if (!window.blocked) {
      window.used += 1;
      if (window.used > limit) {
        window.blocked = true;
        window.endsAt = now + blockMs;
      }
    }
    return {
      allowed: !window.blocked,
      limit,
      remaining: Math.max(0, limit - window.used),
      resetSeconds: Math.ceil((window.endsAt - now) / 1000),
    };
  }

  /** Starts everyone anew. */
  clear(): void {
    this.#windows.clear();
  }
}

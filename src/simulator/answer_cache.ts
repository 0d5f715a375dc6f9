// Cal.com keeps what it computed for a slots query for a moment, and answers the same query from it: what was booked meanwhile is not seen.

/** Remembers answers by their question, for `ttlMs` from when they were computed; 0 remembers nothing. */
export class AnswerCache<Value> {
  readonly #ttlMs: number;
  readonly #clock: () => number;
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(ttlMs: number, clock: () => number) {
    this.#ttlMs = ttlMs;
    this.#clock = clock;
  }

  /** The value that is kept for a question, or the one that is computed now. What `compute` throws is not kept. */
  get(question: string, compute: () => Value): Value {
    const now = this.#clock();
    const known = this.#kept.get(question);
    if (known && known.until > now) return known.value;
    const value = compute();
    if (this.#ttlMs > 0) {
      this.#forgetExpired(now);
      this.#kept.delete(question);
      this.#kept.set(question, { value, until: now + this.#ttlMs });
    }
    return value;
  }

  clear(): void {
    this.#kept.clear();
  }

  /** Questions are kept in the order in which they expire. */
  #forgetExpired(now: number): void {
    for (const [question, { until }] of this.#kept) {
      if (until > now) return;
      this.#kept.delete(question);
    }
  }
}

// Every call of GET /v2/slots, so that a test can say how often the service was asked.

/** One call: when it began (epoch ms), its query, and the status it was answered with (null: not yet, or cut off by a fault). */
export type Call = {
  readonly at: number;
  readonly query: string;
  readonly credential: string;
  status: number | null;
  fault: string | null;
};

/** Sums over the log; `maxPerSecond` is the most calls begun in any sliding second. */
export type CallTotals = {
  readonly calls: number;
  readonly tooManyRequests: number;
  readonly maxPerSecond: number;
};

/** The log of slots calls. */
export class CallLog {
  #calls: Call[] = [];

  begin(at: number, query: string, credential: string): Call {
    const call: Call = { at, query, credential, status: null, fault: null };
    this.#calls.push(call);
    return call;
  }

  list(): readonly Call[] {
    return this.#calls;
  }

  totals(): CallTotals {
    let maxPerSecond = 0;
    let oldest = 0;
    for (const [index, call] of this.#calls.entries()) {
      while ((this.#calls[oldest]?.at ?? call.at) <= call.at - 1000) oldest += 1;
      maxPerSecond = Math.max(maxPerSecond, index - oldest + 1);
    }
    const tooManyRequests = this.#calls.filter((call) => call.status === 429).length;
    return { calls: this.#calls.length, tooManyRequests, maxPerSecond };
  }

  clear(): void {
    this.#calls = [];
  }
}

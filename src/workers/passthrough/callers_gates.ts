/** The gates of callers who come with a credential of their own: Cal.com counts each of them for itself. */
import { LRUCache } from 'lru-cache';
import type { CallGate } from '../../calcom/call_gate.ts';
import { shortHash } from '../../calcom/short_hash.ts';

/** Each has a connection to Redis, which hears of the fleet's window. */
const MOST_AT_HAND = 50;

/** Keeps those at hand that were used last. */
export class CallersGates {
  readonly #gates: LRUCache<string, CallGate>;
  readonly #open: (credential: string) => CallGate;

  constructor(open: (credential: string) => CallGate) {
    this.#open = open;
    this.#gates = new LRUCache({ max: MOST_AT_HAND, dispose: (gate) => void gate.close() });
  }

  /** The gate of whoever sends these headers. */
  of(credential: string): CallGate {
    const name = shortHash(credential);
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    const opened = this.#open(credential);
    this.#gates.set(name, opened);
    return opened;
  }

  /** Sends away whoever waits at one of them. */
  close(): void {
    this.#gates.clear();
  }
}

/**
 * Keeps one slow receiver from taking all places of the callbacks worker: each receiver has a few, and who finds them taken comes
 * back later, at the pace at which that receiver has answered so far.
 */

/** How many deliveries to one receiver a worker process has under way at most. */
export const DELIVERIES_PER_RECEIVER = 4;

const SHORTEST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 60_000;

/** A place, to be given back; or how long to stay away. */
export type ReceiverTurn =
  | { readonly kind: 'now'; done(now: number): void }
  | { readonly kind: 'later'; readonly ms: number };

interface Receiver {
  underWay: number;
  /** How long the last delivery took, in milliseconds. */
  lastMs: number;
  /** When the last of those who were sent away may come back. */
  nextAt: number;
}

/** The places of all receivers, in this process. */
export class ReceiverTurns {
  readonly #receivers = new Map<string, Receiver>();

  /** Takes a place at a receiver. @param now milliseconds, on a clock that runs */
  take(name: string, now: number): ReceiverTurn {
    const receiver = this.#receivers.get(name) ?? { underWay: 0, lastMs: 0, nextAt: 0 };
    this.#receivers.set(name, receiver);
    if (receiver.underWay >= DELIVERIES_PER_RECEIVER) {
      // One place is free again every so often: each comer gets the next of these moments, so that they do not all return at once.
      const pace = Math.max(SHORTEST_WAIT_MS, receiver.lastMs / DELIVERIES_PER_RECEIVER);
      receiver.nextAt = Math.min(Math.max(receiver.nextAt, now) + pace, now + LONGEST_WAIT_MS);
      return { kind: 'later', ms: Math.ceil(receiver.nextAt - now) };
    }
    receiver.underWay += 1;
    return {
      kind: 'now',
      done: (finishedAt) => {
        receiver.underWay -= 1;
        receiver.lastMs = finishedAt - now;
        if (receiver.underWay === 0 && receiver.nextAt <= finishedAt) this.#receivers.delete(name);
      },
    };
  }
}

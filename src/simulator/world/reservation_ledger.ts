// Slots held for a few minutes by someone who is about to book.

import type { Host } from './host.ts';

/** A held slot; instants are epoch ms, the duration of the hold is in minutes. */
export type Reservation = {
  readonly uid: string;
  readonly eventTypeId: number;
  /** Whose time is held: of a team's event type its first host's alone. */
  readonly host: Host;
  readonly start: number;
  readonly end: number;
  /** Whether it is one place of a seated slot, which takes nobody's time. */
  readonly isSeat: boolean;
  readonly minutes: number;
  readonly until: number;
  /** Who holds it: the rate limiter's name of the caller. */
  readonly heldBy: string;
};

/** Remembers holds and forgets them when they run out. */
export class ReservationLedger {
  readonly #clock: () => number;
  readonly #byUid = new Map<string, Reservation>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  find(uid: string): Reservation | undefined {
    this.#forgetExpired();
    return this.#byUid.get(uid);
  }

  /** The holds that stand now. */
  active(): Reservation[] {
    this.#forgetExpired();
    return [...this.#byUid.values()];
  }

  /** Adds a hold, or replaces the one with the same uid. */
  put(reservation: Reservation): void {
    this.#byUid.set(reservation.uid, reservation);
  }

  remove(uid: string): void {
    this.#byUid.delete(uid);
  }

  clear(): void {
    this.#byUid.clear();
  }

  #forgetExpired(): void {
    const now = this.#clock();
    for (const reservation of this.#byUid.values()) {
      if (reservation.until <= now) this.#byUid.delete(reservation.uid);
    }
  }
}

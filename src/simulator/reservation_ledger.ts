// Slots held for a few minutes by someone who is about to book.

/** A held slot; instants are epoch ms, the duration of the hold is in minutes. */
export type Reservation = {
  readonly uid: string;
  readonly eventTypeId: number;
  readonly hosts: readonly string[];
  readonly start: number;
  readonly end: number;
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

  /** The holds that take time away from a host now. */
  activeOf(username: string): Reservation[] {
    this.#forgetExpired();
    return [...this.#byUid.values()].filter((reservation) => reservation.hosts.includes(username));
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

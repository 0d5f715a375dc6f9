// The bookings made while the simulator runs. Existing ones from before are part of the generated calendar.

/** Who booked. */
export type Attendee = { readonly name: string; readonly email: string; readonly timeZone: string };

/** A booking; instants are epoch ms. Of a seated event type every attendee has a booking of their own. */
export type Booking = {
  readonly id: number;
  readonly uid: string;
  readonly eventTypeId: number;
  readonly hosts: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly attendee: Attendee;
  readonly createdAt: number;
  readonly rescheduledFromUid?: string;
  status: 'accepted' | 'cancelled';
};

/** Remembers bookings and whose time they take. */
export class BookingLedger {
  readonly #byUid = new Map<string, Booking>();
  readonly #activeByHost = new Map<string, Set<Booking>>();

  find(uid: string): Booking | undefined {
    return this.#byUid.get(uid);
  }

  /** The bookings that take time away from a host, in the order they were made. */
  activeOf(username: string): Iterable<Booking> {
    return this.#activeByHost.get(username) ?? [];
  }

  add(particulars: Omit<Booking, 'id' | 'uid' | 'status'>): Booking {
    const id = this.#byUid.size + 1;
    const booking: Booking = { id, uid: `booking-${id}-${crypto.randomUUID()}`, ...particulars, status: 'accepted' };
    this.#byUid.set(booking.uid, booking);
    for (const username of booking.hosts) {
      const active = this.#activeByHost.get(username) ?? new Set();
      this.#activeByHost.set(username, active.add(booking));
    }
    return booking;
  }

  cancel(booking: Booking): void {
    booking.status = 'cancelled';
    for (const username of booking.hosts) this.#activeByHost.get(username)?.delete(booking);
  }

  clear(): void {
    this.#byUid.clear();
    this.#activeByHost.clear();
  }
}

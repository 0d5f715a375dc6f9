// Every booking, whatever became of it, found by whose time it may take.

import type { Booking } from './booking.ts';
import type { EventType } from './event_type.ts';
import type { Interval } from './interval.ts';

/** What a booking is made of; its number, its names where none are given, and the moment of its last change are the ledger's. */
export type BookingParticulars = Omit<Booking, 'id' | 'uid' | 'updatedAt' | 'icsUid' | 'sequence'> &
  Partial<Pick<Booking, 'uid' | 'icsUid' | 'sequence'>>;

/** What can be changed of a booking. */
export type BookingChanges = Partial<
  Pick<Booking, 'status' | 'attendees' | 'hosts' | 'rescheduledToUid' | 'cancellationReason'>
>;

/** Bookings of one event type from before anyone looked, too many to list: the same ones whenever their time is asked about. */
export type StandingBookings = {
  readonly eventType: EventType;
  /** All of them that touch [start, end). */
  between(asked: Interval): readonly Booking[];
};

/** Remembers bookings. */
export class BookingLedger {
  readonly #standing: readonly StandingBookings[];
  readonly #byUid = new Map<string, Booking>();
  readonly #byEmail = new Map<string, Map<string, Booking>>();
  readonly #byEventType = new Map<number, Map<string, Booking>>();

  constructor(standing: readonly StandingBookings[] = []) {
    this.#standing = standing;
  }

  find(uid: string): Booking | undefined {
    return this.#byUid.get(uid);
  }

  /** All bookings made or changed while the simulator runs, in the order of their making. */
  all(): Iterable<Booking> {
    return this.#byUid.values();
  }

  /** All bookings of a series, in the order of their making. */
  ofSeries(seriesUid: string): Booking[] {
    return [...this.#byUid.values()].filter((booking) => booking.seriesUid === seriesUid);
  }

  /** The bookings, of every status, that someone of this e-mail address hosts or attends and that touch a time, its ends included. */
  involving(email: string, asked: Interval): Booking[] {
    const standing = this.#standing.filter(({ eventType }) => eventType.hosts.some((host) => host.email === email));
    return this.#touching(asked, this.#byEmail.get(email), standing);
  }

  /** The bookings, of every status, of an event type that touch a time, its ends included. */
  ofEventType(id: number, asked: Interval): Booking[] {
    const standing = this.#standing.filter(({ eventType }) => eventType.id === id);
    return this.#touching(asked, this.#byEventType.get(id), standing);
  }

  add(particulars: BookingParticulars): Booking {
    const id = this.#byUid.size + 1;
    const uid = particulars.uid ?? `booking-${id}-${crypto.randomUUID()}`;
    const { icsUid = `${uid}@Cal.diy`, sequence = 0 } = particulars;
    return this.#put({ ...particulars, id, uid, icsUid, sequence, updatedAt: particulars.createdAt });
  }

  /** Changes what became of a booking or who attends it, at an instant (epoch ms), and gives back the changed one. */
  change(booking: Booking, changes: BookingChanges, at: number): Booking {
    for (const email of emailsOf(booking)) this.#byEmail.get(email)?.delete(booking.uid);
    return this.#put({ ...booking, ...changes, updatedAt: at });
  }

  clear(): void {
    this.#byUid.clear();
    this.#byEmail.clear();
    this.#byEventType.clear();
  }

  #touching(
    asked: Interval,
    known: Map<string, Booking> | undefined,
    standing: readonly StandingBookings[],
  ): Booking[] {
    const made = [...(known?.values() ?? [])].filter(({ start, end }) => start <= asked.end && end >= asked.start);
    if (standing.length === 0) return made;
    // One that was changed since is in the ledger, and no longer what it was.
    const before = standing.flatMap((bookings) => bookings.between(asked)).filter(({ uid }) => !this.#byUid.has(uid));
    return [...before, ...made];
  }

  #put(booking: Booking): Booking {
    this.#byUid.set(booking.uid, booking);
    put(this.#byEventType, booking.eventTypeId, booking);
    for (const email of emailsOf(booking)) put(this.#byEmail, email, booking);
    return booking;
  }
}

function emailsOf({ hosts, attendees }: Booking): Iterable<string> {
  return new Set([...hosts, ...attendees].map(({ email }) => email));
}

function put<Key>(index: Map<Key, Map<string, Booking>>, key: Key, booking: Booking): void {
  const known = index.get(key);
  if (known) known.set(booking.uid, booking);
  else index.set(key, new Map([[booking.uid, booking]]));
}

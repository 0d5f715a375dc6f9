// Which slots are free: the generated calendar, less what was booked and held since. Slots stand on a fixed grid that starts at a host's
// opening time and steps by the slot's length.

import type { BookingLedger } from './booking_ledger.ts';
import { HostCalendar, type Interval, overlap } from './calendar.ts';
import type { EventType } from './event_type.ts';
import type { Host } from './host.ts';
import { hashText } from './random.ts';
import type { Reservation, ReservationLedger } from './reservation_ledger.ts';
import { localDayOf, MINUTE_MS } from './zone.ts';

/** The places of a slot of a seated event type. */
export type Seats = {
  readonly booked: number;
  readonly remaining: number;
  readonly total: number;
  readonly bookingUid?: string;
};

/** A slot that can be booked (epoch ms), and the usernames of those whose time it would take. */
export type FreeSlot = Interval & { readonly hosts: readonly string[]; readonly seats?: Seats };

/** Which slots are asked for: those of `minutes` length that start from `from` to `until`, both included (epoch ms). */
export type SlotSearch = {
  readonly eventType: EventType;
  readonly minutes: number;
  readonly from: number;
  readonly until: number;
  /** A booking whose own time counts as free. */
  readonly ignoredBookingUid?: string | undefined;
  /** Which holds count as free, such as the caller's own. */
  readonly ignoresReservation?: (reservation: Reservation) => boolean;
};

type Taken = Interval & { readonly eventTypeId: number; readonly uid?: string };

/** Answers what is free now. */
export class Availability {
  readonly #seed: string;
  readonly #clock: () => number;
  readonly #bookings: BookingLedger;
  readonly #reservations: ReservationLedger;
  readonly #everyoneFullyBooked: boolean;
  readonly #fullyBooked = new Map<string, boolean>();
  readonly #calendars = new Map<string, HostCalendar>();

  constructor(parts: {
    seed: string;
    clock: () => number;
    bookings: BookingLedger;
    reservations: ReservationLedger;
    everyoneFullyBooked: boolean;
  }) {
    this.#seed = parts.seed;
    this.#clock = parts.clock;
    this.#bookings = parts.bookings;
    this.#reservations = parts.reservations;
    this.#everyoneFullyBooked = parts.everyoneFullyBooked;
  }

  /** Takes all of a host's time away, or gives it back. */
  setFullyBooked(host: Host, fullyBooked: boolean): void {
    this.#fullyBooked.set(host.username, fullyBooked);
  }

  /** Forgets what `setFullyBooked` changed. */
  resetFullyBooked(): void {
    this.#fullyBooked.clear();
  }

  /** The free slots of a search, earliest first. Only the future is free. */
  slots(search: SlotSearch): FreeSlot[] {
    const { eventType, minutes } = search;
    const taken = new Map(eventType.hosts.map((host) => [host, this.#takenFrom(host, search)]));
    // Everyone's grid for round robin; for a collective event the first host's grid decides when it can begin.
    const grids = eventType.scheduling === 'any' ? eventType.hosts : [eventType.hosts[0]];
    const starts = new Set(grids.flatMap((host) => this.#grid(host, search)));
    const free: FreeSlot[] = [];
    for (const start of [...starts].sort((one, other) => one - other)) {
      const slot = { start, end: start + minutes * MINUTE_MS };
      const able = eventType.hosts.filter((host) => this.#isFree(host, slot, eventType, taken.get(host) ?? []));
      const [first] = able;
      if (!first || (eventType.scheduling === 'all' && able.length < eventType.hosts.length)) continue;
      const hosts = eventType.scheduling === 'any' ? [first.username] : able.map((host) => host.username);
      if (eventType.seats === undefined) {
        free.push({ ...slot, hosts });
        continue;
      }
      const seats = this.#seats(eventType, eventType.seats, slot, taken.get(first) ?? []);
      if (seats.remaining > 0) free.push({ ...slot, hosts, seats });
    }
    return free;
  }

  /** The free slot that starts at an instant (epoch ms), if there is one. */
  slotAt(start: number, search: Omit<SlotSearch, 'from' | 'until'>): FreeSlot | undefined {
    return this.slots({ ...search, from: start, until: start })[0];
  }

  #grid(host: Host, { minutes, from, until }: SlotSearch): number[] {
    if (this.#isFullyBooked(host)) return [];
    const earliest = Math.max(from, this.#clock() + 1);
    const starts: number[] = [];
    const lastDay = localDayOf(host.timeZone, until);
    for (let localDay = localDayOf(host.timeZone, earliest); localDay <= lastDay; localDay++) {
      const day = this.#calendarOf(host).workingDay(localDay);
      if (!day) continue;
      for (let start = day.start; start + minutes * MINUTE_MS <= day.end; start += minutes * MINUTE_MS) {
        if (start >= earliest && start <= until) starts.push(start);
      }
    }
    return starts;
  }

  #isFree(host: Host, slot: Interval, eventType: EventType, taken: readonly Taken[]): boolean {
    if (this.#isFullyBooked(host)) return false;
    const day = this.#calendarOf(host).workingDay(localDayOf(host.timeZone, slot.start));
    if (!day || slot.start < day.start || slot.end > day.end) return false;
    if (day.appointments.some((appointment) => overlap(appointment, slot))) return false;
    return !taken.some((other) => overlap(other, slot) && !isSameSeatedSlot(eventType, other, slot));
  }

  #takenFrom(host: Host, search: SlotSearch): Taken[] {
    const until = search.until + search.minutes * MINUTE_MS;
    const taken: Taken[] = [];
    for (const booking of this.#bookings.activeOf(host.username)) {
      if (booking.uid === search.ignoredBookingUid) continue;
      if (booking.end > search.from && booking.start < until) taken.push(booking);
    }
    for (const reservation of this.#reservations.activeOf(host.username)) {
      if (search.ignoresReservation?.(reservation)) continue;
      taken.push({ start: reservation.start, end: reservation.end, eventTypeId: reservation.eventTypeId });
    }
    return taken;
  }

  #seats(eventType: EventType, total: number, slot: Interval, taken: readonly Taken[]): Seats {
    const key = `${this.#seed}/seats/${eventType.id}/${slot.start}`;
    // Drawn from 0 to `total`, so that some slots are sold out from the beginning.
    const before = hashText(key) % (total + 1);
    const since = taken.filter((other) => isSameSeatedSlot(eventType, other, slot));
    const booked = Math.min(total, before + since.length);
    const uid = before > 0 ? `booking-${hashText(`${key}/uid`).toString(16)}` : since.find((other) => other.uid)?.uid;
    return { booked, remaining: total - booked, total, ...(uid === undefined ? {} : { bookingUid: uid }) };
  }

  #isFullyBooked(host: Host): boolean {
    return this.#fullyBooked.get(host.username) ?? (this.#everyoneFullyBooked || host.fullyBooked);
  }

  #calendarOf(host: Host): HostCalendar {
    const known = this.#calendars.get(host.username);
    if (known) return known;
    const calendar = new HostCalendar(host, this.#seed);
    this.#calendars.set(host.username, calendar);
    return calendar;
  }
}

function isSameSeatedSlot(eventType: EventType, taken: Taken, slot: Interval): boolean {
  return eventType.seats !== undefined && taken.eventTypeId === eventType.id && taken.start === slot.start;
}

// What the hosts' connected calendars say now, and whether they can be read at all.

import type { Host } from './host.ts';
import type { Interval } from './interval.ts';

/**
 * How a host's calendar answers. `unreadable`: Cal.com takes the host for busy all the time (Google); `ignored`: it fails in a way that
 * Cal.com does not notice, so that its busy times are free (a calendar feed that answers 500).
 */
export const CALENDAR_READINGS = ['read', 'unreadable', 'ignored'] as const;

/** One of them. */
export type CalendarReading = (typeof CALENDAR_READINGS)[number];

/** Answers for all connected calendars. */
export class Calendars {
  readonly #everyoneFullyBooked: boolean;
  readonly #fullyBooked = new Map<number, boolean>();
  readonly #readings = new Map<number, CalendarReading>();
  readonly #added = new Map<number, Interval[]>();

  constructor(everyoneFullyBooked = false) {
    this.#everyoneFullyBooked = everyoneFullyBooked;
  }

  /** Takes all of a host's time away, or gives it back. */
  setFullyBooked(host: Host, fullyBooked: boolean): void {
    this.#fullyBooked.set(host.id, fullyBooked);
  }

  setReading(host: Host, reading: CalendarReading): void {
    this.#readings.set(host.id, reading);
  }

  /** Puts something into a host's calendar. */
  addBusyTime(host: Host, busy: Interval): void {
    this.#added.set(host.id, [...(this.#added.get(host.id) ?? []), busy]);
  }

  /** Forgets what was set. */
  reset(): void {
    this.#fullyBooked.clear();
    this.#readings.clear();
    this.#added.clear();
  }

  /** The busy times that touch [start, end), or undefined when all of the host's time is taken for busy. */
  busyTimes(
    host: Host,
    asked: Interval,
    reading = this.#readings.get(host.id) ?? 'read',
  ): readonly Interval[] | undefined {
    const isFull = this.#fullyBooked.get(host.id) ?? (this.#everyoneFullyBooked || host.fullyBooked);
    if (isFull || reading === 'unreadable') return undefined;
    if (reading === 'ignored') return [];
    return [...(host.calendar?.(asked) ?? []), ...(this.#added.get(host.id) ?? [])];
  }
}

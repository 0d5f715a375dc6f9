// Whether a time can be booked. Cal.com looks at hours, busy times, limits, notice and window, but neither at the grid of the listing nor
// at reservations.

import type { Booking } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { MINUTE_MS } from '../zone.ts';
import { isWithinNotice, windowOf } from './booking_window.ts';
import { attendeeEmails } from './event_bookings.ts';
import { timeOfHosts } from './host_time.ts';
import { limitedTimes } from './limits.ts';
import type { Facts, SlotsQuestion } from './question.ts';

/** A booking that someone wants: from an instant (epoch ms) for so many minutes. */
export type WantedBooking = {
  readonly eventType: EventType;
  readonly start: number;
  readonly minutes: number;
  /** Whose clock decides when a window ends. */
  readonly attendeeZone: string;
  /** The booking that is moved, whose time counts as free. */
  readonly rescheduledUid?: string | undefined;
  readonly hostIds?: readonly number[] | undefined;
  /** A place that is moved: it joins others however many of them there are. */
  readonly overbooks?: boolean;
};

/**
 * The hosts whose time it would take, and for a seated event type the booking that it would join. Or why not: it begins in the past,
 * within the notice or outside the window (`out_of_bounds`), a limit of the event type is reached (`limited`), no host is free (`busy`), some are but
 * not all who have to be (`some_busy`), or all places are taken (`full`).
 */
export type BookingCheck =
  | { readonly hosts: readonly [Host, ...Host[]]; readonly joins?: Booking }
  | { readonly refused: 'past' | 'out_of_bounds' | 'limited' | 'busy' | 'some_busy' | 'full' };

/** The longest buffer that an event type can have: a booking further away takes nothing. */
const LONGEST_BUFFER_MS = 120 * MINUTE_MS;

/** Checks a wanted booking against the world. */
export function checkBooking(wanted: WantedBooking, facts: Facts): BookingCheck {
  const { eventType, start } = wanted;
  if (start < facts.now) return { refused: 'past' };
  if (isOutOfBounds(wanted, facts)) return { refused: 'out_of_bounds' };
  if (isLimited(wanted, facts)) return { refused: 'limited' };
  const joins = seatedBookingAt(wanted, facts);
  if (joins) {
    const taken = attendeeEmails(joins).length - (joins.hosts.length - 1);
    return wanted.overbooks || taken < (eventType.seats ?? 0) ? { hosts: joins.hosts, joins } : { refused: 'full' };
  }
  const needed = eventType.hosts.filter((host) => isNeeded(eventType, host));
  const rotating = eventType.hosts.filter(
    (host) => !isNeeded(eventType, host) && (wanted.hostIds?.includes(host.id) ?? true),
  );
  const free = (host: Host): boolean => isFree(host, wanted, facts);
  const chosen = rotating.find(free);
  if (!needed.every(free) || (rotating.length > 0 && !chosen)) {
    return { refused: chosen || needed.some(free) ? 'some_busy' : 'busy' };
  }
  const [first, ...others] = chosen ? [chosen, ...needed] : needed;
  return first ? { hosts: [first, ...others] } : { refused: 'busy' };
}

function isLimited(wanted: WantedBooking, facts: Facts): boolean {
  const { hosts } = wanted.eventType;
  const range = rangeOf(wanted);
  const closed = limitedTimes(hosts, questionOf(wanted), facts, range);
  return (
    closed.size > 0 &&
    hosts.every(({ id }) => closed.get(id)?.some(({ start, end }) => start <= range.start && range.start <= end))
  );
}

function isOutOfBounds({ eventType, start, attendeeZone }: WantedBooking, { now }: Facts): boolean {
  const { window, minimumBookingNotice = 0 } = eventType;
  if (isWithinNotice(start, now, minimumBookingNotice)) return true;
  // Cal.com does not look which days are bookable when it books.
  if (!window || window.type === 'bookableDays') return false;
  const moment = { now, askerZone: attendeeZone, hostZone: eventType.hosts[0]?.timeZone ?? 'UTC' };
  const bounds = windowOf(window, moment, new Set());
  return start < bounds.start || start > bounds.end;
}

function seatedBookingAt({ eventType, start }: WantedBooking, facts: Facts): Booking | undefined {
  if (eventType.seats === undefined) return undefined;
  return facts
    .bookingsOfEventType(eventType.id, { start, end: start })
    .find((booking) => booking.status === 'accepted' && booking.start === start);
}

function isNeeded({ scheduling, fixedHosts = [] }: EventType, { username }: Host): boolean {
  return scheduling !== 'roundRobin' || fixedHosts.includes(username);
}

function isFree(host: Host, wanted: WantedBooking, facts: Facts): boolean {
  const range = rangeOf(wanted);
  const [time] = timeOfHosts([host], questionOf(wanted), facts, range, LONGEST_BUFFER_MS);
  return time?.freeInOffice.some((free) => free.start <= range.start && free.end >= range.end) ?? false;
}

function rangeOf({ start, minutes }: WantedBooking): Interval {
  return { start, end: start + minutes * MINUTE_MS };
}

function questionOf(wanted: WantedBooking): SlotsQuestion {
  const { eventType, minutes, rescheduledUid } = wanted;
  const { start, end } = rangeOf(wanted);
  return { eventType, from: start, until: end, timeZone: undefined, duration: minutes, rescheduledUid };
}

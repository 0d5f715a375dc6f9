// Limits of bookings, and of booked minutes, a day, a week or a month: a period in which one is reached is busy as a whole.

import type { Booking } from '../world/booking.ts';
import type { Limits } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { MINUTE_MS } from '../zone.ts';
import { beginOfPeriod, endOfPeriod, type Period, periodLater } from './limit_period.ts';
import type { Facts, SlotsQuestion } from './question.ts';
import { clockIn, comparedInstant, dayOn, instantOn, type WallClock } from './wall_clock.ts';

const LONGEST_FIRST: readonly Period[] = ['month', 'week', 'day'];

/** The busy times of each host (by id) that the event type's limits make. Days are those of the first host. */
export function limitedTimes(
  hosts: readonly Host[],
  question: SlotsQuestion,
  facts: Facts,
  range: Interval,
): Map<number, Interval[]> {
  const { bookingLimits, durationLimits, length } = question.eventType;
  const [first] = hosts;
  const closed = new Map<number, Interval[]>();
  if (!first || (!bookingLimits && !durationLimits)) return closed;
  const zone = first.timeZone;
  const bookings = countedBookings(question, facts, range);

  const everyones = new ClosedPeriods(zone);
  closeByCount(everyones, bookingLimits, bookings, zone, range);
  for (const host of hosts) {
    const own = bookings.filter((booking) => booking.hosts[0].id === host.id);
    const periods = everyones.copy();
    closeByCount(periods, bookingLimits, own, zone, range);
    closeByMinutes(periods, durationLimits, own, zone, range, question.duration || length);
    closed.set(host.id, periods.times());
  }
  return closed;
}

/** The accepted bookings of the event type that lie within the limited periods and that its hosts organize. */
function countedBookings(question: SlotsQuestion, facts: Facts, range: Interval): Booking[] {
  const { eventType, rescheduledUid } = question;
  const { bookingLimits, durationLimits } = eventType;
  // Cal.com widens the range twice, the first time by the bookings' limits alone where there are any.
  const wide = widened(widened(range, [bookingLimits ?? durationLimits]), [bookingLimits, durationLimits]);
  const ids = new Set(eventType.hosts.map(({ id }) => id));
  return facts
    .bookingsOfEventType(eventType.id, wide)
    .filter(
      ({ status, hosts: [organizer], start, end, uid }) =>
        status === 'accepted' &&
        ids.has(organizer.id) &&
        start >= wide.start &&
        end <= wide.end &&
        uid !== rescheduledUid,
    );
}

/** A range widened to whole periods in UTC, of every length that some of the limits are for. */
function widened(range: Interval, limits: readonly (Limits | undefined)[]): Interval {
  let { start, end } = range;
  for (const period of LONGEST_FIRST) {
    if (!limits.some((some) => some?.[period])) continue;
    start = Math.min(start, instantOn(beginOfPeriod(clockIn(undefined, range.start), period)));
    end = Math.max(end, instantOn(endOfPeriod(clockIn(undefined, range.end), period)));
  }
  return { start, end };
}

function closeByCount(
  closed: ClosedPeriods,
  limits: Limits | undefined,
  bookings: readonly Booking[],
  zone: string,
  range: Interval,
): void {
  for (const [period, limit] of limitedPeriods(limits)) {
    for (const begin of beginningsOf(period, zone, range)) {
      if (closed.covers(begin, period)) continue;
      if (bookings.filter((booking) => isWithin(booking, begin, period, zone)).length >= limit)
        closed.add(begin, period);
    }
  }
}

function closeByMinutes(
  closed: ClosedPeriods,
  limits: Limits | undefined,
  bookings: readonly Booking[],
  zone: string,
  range: Interval,
  askedMinutes: number,
): void {
  for (const [period, limit] of limitedPeriods(limits)) {
    for (const begin of beginningsOf(period, zone, range)) {
      if (closed.covers(begin, period)) continue;
      const booked = bookings
        .filter((booking) => isWithin(booking, begin, period, zone))
        .reduce((minutes, { start, end }) => minutes + Math.trunc((end - start) / MINUTE_MS), 0);
      if (askedMinutes + booked > limit) closed.add(begin, period);
    }
  }
}

function limitedPeriods(limits: Limits = {}): [Period, number][] {
  return LONGEST_FIRST.flatMap((period) => (limits[period] ? [[period, limits[period]] as [Period, number]] : []));
}

function beginningsOf(period: Period, zone: string, { start, end }: Interval): WallClock[] {
  const last = instantOn(endOfPeriod(clockIn(zone, end), period));
  const beginnings: WallClock[] = [];
  let begin = beginOfPeriod(clockIn(zone, start), period);
  for (; comparedInstant(begin) < last; begin = periodLater(begin, period)) beginnings.push(begin);
  return beginnings;
}

function isWithin({ start }: Booking, begin: WallClock, period: Period, zone: string): boolean {
  const day = dayOn(clockIn(zone, start));
  return day >= dayOn(begin) && day <= dayOn(endOfPeriod(begin, period));
}

/** Periods in which nothing more can be booked, told apart by their length and the instant at which they begin. */
class ClosedPeriods {
  readonly #zone: string;
  readonly #times: Map<string, Interval>;

  constructor(zone: string, times: ReadonlyMap<string, Interval> = new Map()) {
    this.#zone = zone;
    this.#times = new Map(times);
  }

  copy(): ClosedPeriods {
    return new ClosedPeriods(this.#zone, this.#times);
  }

  add(begin: WallClock, period: Period): void {
    const start = clockIn(this.#zone, instantOn(begin));
    this.#times.set(`${period} ${instantOn(start)}`, {
      start: instantOn(start),
      end: instantOn(endOfPeriod(start, period)),
    });
  }

  /** Whether a period is closed, or lies in longer ones that are. A week may lie in two months. */
  covers(begin: WallClock, period: Period): boolean {
    const month = this.#has(begin, 'month');
    if (period === 'month') return month;
    const week = this.#has(begin, 'week');
    if (period === 'week') return week || (month && this.#has(endOfPeriod(begin, 'week'), 'month'));
    return month || week || this.#has(begin, 'day');
  }

  times(): Interval[] {
    return [...this.#times.values()];
  }

  #has(at: WallClock, period: Period): boolean {
    const begin = beginOfPeriod(clockIn(this.#zone, instantOn(at)), period);
    return this.#times.has(`${period} ${instantOn(begin)}`);
  }
}

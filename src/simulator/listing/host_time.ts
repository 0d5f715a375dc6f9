// The time of every host of a question: when it is free, when the host is away, which places are taken.

import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { MINUTE_MS } from '../zone.ts';
import { datesAway } from './absences.ts';
import { busyTimes } from './busy_times.ts';
import { bookingsOf, type SeatsTaken, seatsTaken } from './event_bookings.ts';
import { without } from './free_time.ts';
import { limitedTimes } from './limits.ts';
import type { Facts, SlotsQuestion } from './question.ts';
import { type AskedRange, workingTime } from './working_hours.ts';
import { clockIn } from './wall_clock.ts';

/** A host's share in a question. */
export type HostTime = {
  readonly host: Host;
  /** The free time as if the host were never out of office, which one host's own event types begin with. */
  readonly free: readonly Interval[];
  /** The free time without the days out of office. */
  readonly freeInOffice: readonly Interval[];
  /** Dates out of office (days since 1970-01-01). */
  readonly away: ReadonlySet<number>;
  /** Undefined where the event type is not seated. */
  readonly seats: readonly SeatsTaken[] | undefined;
};

const SECOND_MS = 1000;

/**
 * Looks up the time of all hosts of a question within a range (epoch ms). A listing does not look at bookings beyond its range, whose
 * buffers may reach into it; `margin` is how many ms further to look.
 */
export function timeOfHosts(
  hosts: readonly Host[],
  question: SlotsQuestion,
  facts: Facts,
  range: Interval,
  margin = 0,
): HostTime[] {
  const { timeZone, rescheduledUid, duration, eventType } = question;
  // Handed on as text without milliseconds.
  const [start, end] = [wholeSeconds(range.start), wholeSeconds(range.end)];
  const asked = {
    from: { ...clockIn(timeZone, start), zone: undefined },
    until: { ...clockIn(timeZone, end), zone: undefined },
  };
  // A moved booking may lie just outside of what is asked for.
  const further = margin + (rescheduledUid === undefined ? 0 : (duration ?? 0) * MINUTE_MS);
  const looked = { start: range.start - further, end: range.end + further };
  const limited = limitedTimes(hosts, question, facts, range);
  const seats = eventType.seats === undefined ? undefined : seatsTaken(question, facts, { start, end });
  return hosts.map((host) => {
    const bookings = bookingsOf(host, hosts, question, facts, looked);
    const away = datesAway(host, looked.end, facts.now);
    const busy = busyTimes(host, bookings, question, facts, { start, end });
    return hostTime(host, asked, away, busy && [...busy, ...(limited.get(host.id) ?? [])], seats);
  });
}

function hostTime(
  host: Host,
  asked: AskedRange,
  away: ReadonlySet<number>,
  busy: readonly Interval[] | undefined,
  seats: readonly SeatsTaken[] | undefined,
): HostTime {
  const working = workingTime(host, asked);
  // Without hours, or with a calendar that cannot be read, Cal.com knows nothing at all of the host.
  if (!busy || working.length === 0) return { host, free: [], freeInOffice: [], away: new Set(), seats: [] };
  const inOffice = away.size > 0 ? workingTime(host, asked, away) : working;
  const free = without(working, busy);
  return { host, free, freeInOffice: inOffice === working ? free : without(inOffice, busy), away, seats };
}

function wholeSeconds(instant: number): number {
  return Math.floor(instant / SECOND_MS) * SECOND_MS;
}

// When a host is busy: bookings with the buffers of both event types, and the connected calendar with those of the asked one.

import type { Booking } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { MINUTE_MS } from '../zone.ts';
import { without } from './free_time.ts';
import type { Facts, SlotsQuestion } from './question.ts';

const HOUR_MS = 3_600_000;
/** How far around a range Cal.com asks a connected calendar, because some of them answer in days of their own zone. */
const CALENDAR_MARGIN = { before: 11 * HOUR_MS, after: 14 * HOUR_MS };

type Buffers = { readonly before: number; readonly after: number };

/**
 * The busy times, or undefined when all of the host's time is taken for busy. `bookings` are those that involve the host.
 */
export function busyTimes(
  host: Host,
  bookings: readonly Booking[],
  question: SlotsQuestion,
  facts: Facts,
  range: Interval,
): Interval[] | undefined {
  const calendar = facts.calendarTimes(host, {
    start: range.start - CALENDAR_MARGIN.before,
    end: range.end + CALENDAR_MARGIN.after,
  });
  if (!calendar) return undefined;
  const { busy, open } = bookedTimes(bookings, question, facts);
  const asked = buffersOf(question.eventType);
  const moved = bookings.find(({ uid }) => uid === question.rescheduledUid);
  for (const { start, end } of without(calendar, moved ? [...open, moved] : open)) {
    busy.push({ start: start - asked.after, end: end + asked.before });
  }
  return busy;
}

/** What the bookings take, and the times of seated slots that still have places: what the calendar holds at those is no obstacle. */
function bookedTimes(
  bookings: readonly Booking[],
  { eventType, rescheduledUid }: SlotsQuestion,
  facts: Facts,
): { busy: Interval[]; open: Interval[] } {
  const asked = buffersOf(eventType);
  const busy: Interval[] = [];
  const countByTime = new Map<string, { count: number; time: Interval }>();
  for (const booking of bookings) {
    const { start, end } = booking;
    const booked = facts.eventTypeOf(booking);
    const own = buffersOf(booked);
    const before = own.before + asked.after;
    const after = own.after + asked.before;
    if (eventType.seats !== undefined && booking.attendees.some(({ seatUid }) => seatUid !== undefined)) {
      const key = `${start} ${end}`;
      const count = (countByTime.get(key)?.count ?? 0) + 1;
      countByTime.set(key, { count, time: { start, end } });
      if (count < (booked?.seats ?? 1) && booked?.id === eventType.id) {
        if (before > 0) busy.push({ start: start - before, end: start });
        if (after > 0) busy.push({ start: end, end: end + after });
        continue;
      }
      countByTime.delete(key);
    }
    if (booking.uid !== rescheduledUid) busy.push({ start: start - before, end: end + after });
  }
  return { busy, open: [...countByTime.values()].map(({ time }) => time) };
}

function buffersOf(eventType: EventType | undefined): Buffers {
  return {
    before: (eventType?.beforeEventBuffer ?? 0) * MINUTE_MS,
    after: (eventType?.afterEventBuffer ?? 0) * MINUTE_MS,
  };
}

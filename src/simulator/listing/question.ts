// What the listing is asked, and what it may look at.

import type { Booking } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import type { Reservation } from '../world/reservation_ledger.ts';

/** What is asked for; instants are epoch ms, the duration is in minutes. */
export type SlotsQuestion = {
  readonly eventType: EventType;
  readonly from: number;
  readonly until: number;
  /** Without one it is UTC. */
  readonly timeZone: string | undefined;
  /** Taken as it is: it need be none of the event type's lengths. */
  readonly duration: number | undefined;
  /** A booking whose own time counts as free. */
  readonly rescheduledUid?: string | undefined;
  /** Ids of the hosts of a round robin to look at, instead of all. */
  readonly hostIds?: readonly number[] | undefined;
};

/** The world at the moment of the question. */
export type Facts = {
  /** Epoch ms. */
  readonly now: number;
  /** The bookings, of every status, that someone of this e-mail address hosts or attends and that touch a time, its ends included. */
  bookingsInvolving(email: string, asked: Interval): readonly Booking[];
  /** The bookings, of every status, of an event type that touch a time, its ends included. */
  bookingsOfEventType(id: number, asked: Interval): readonly Booking[];
  /** What was booked; undefined for a dynamic event. */
  eventTypeOf(booking: Booking): EventType | undefined;
  /** What stands in a host's connected calendar, or undefined when all of the host's time is taken for busy. */
  calendarTimes(host: Host, asked: Interval): readonly Interval[] | undefined;
  /** The holds that stand now. */
  readonly reservations: readonly Reservation[];
};

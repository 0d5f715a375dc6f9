// What Cal.com says about a booking, in its answers and in its webhooks.

import type { Booking } from './world/booking.ts';
import type { Catalogue } from './world/catalogue.ts';
import { MINUTE_MS } from './zone.ts';

/** A booking as the bookings API answers it. */
export function bookingAnswer(catalogue: Catalogue, booking: Booking): Record<string, unknown> {
  const eventType = catalogue.byId(booking.eventTypeId);
  return {
    id: booking.id,
    uid: booking.uid,
    title: eventType?.title,
    status: booking.status,
    start: withoutMilliseconds(booking.start),
    end: withoutMilliseconds(booking.end),
    duration: (booking.end - booking.start) / MINUTE_MS,
    eventTypeId: booking.eventTypeId,
    eventType: { id: booking.eventTypeId, slug: eventType?.slug },
    hosts: booking.hosts.map(({ username, timeZone }) => ({ username, timeZone })),
    attendees: booking.attendees,
    createdAt: new Date(booking.createdAt).toISOString(),
    ...(booking.rescheduledFromUid === undefined ? {} : { rescheduledFromUid: booking.rescheduledFromUid }),
  };
}

/** A booking as the webhooks tell of it; `replaced` is the booking that a rescheduled one was before. */
export function webhookPayload(catalogue: Catalogue, booking: Booking, replaced?: Booking): Record<string, unknown> {
  const [organizer] = booking.hosts;
  return {
    uid: booking.uid,
    bookingId: booking.id,
    eventTypeId: booking.eventTypeId,
    type: catalogue.byId(booking.eventTypeId)?.slug,
    startTime: withoutMilliseconds(booking.start),
    endTime: withoutMilliseconds(booking.end),
    length: (booking.end - booking.start) / MINUTE_MS,
    status: booking.status.toUpperCase(),
    organizer: { username: organizer.username, email: organizer.email, timeZone: organizer.timeZone },
    attendees: booking.attendees,
    ...(replaced && {
      rescheduleUid: replaced.uid,
      rescheduleStartTime: withoutMilliseconds(replaced.start),
      rescheduleEndTime: withoutMilliseconds(replaced.end),
    }),
  };
}

function withoutMilliseconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

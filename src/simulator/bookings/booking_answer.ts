// A booking as the bookings API answers it.

import { type Attendee, type Booking, LOCATION } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import { MINUTE_MS } from '../zone.ts';

type Written = Record<string, unknown>;

/** Writes one. `own` says whose place of a seated booking it is, and `isNew` adds what only its making answers. */
export function writeBooking(
  booking: Booking,
  eventType: EventType | undefined,
  title: string,
  { seatUid, isNew = false }: { readonly seatUid?: string | undefined; readonly isNew?: boolean } = {},
): Written {
  const isSeated = eventType?.seats !== undefined;
  const isOfSeries = booking.seriesUid !== undefined;
  const attendees = isSeated ? booking.attendees.map(seat) : attending(booking);
  const responses = isSeated || isOfSeries ? {} : { bookingFieldsResponses: fieldsOf(booking) };
  return {
    ...(isOfSeries ? { attendees, bookingFieldsResponses: fieldsOf(booking) } : {}),
    id: booking.id,
    uid: booking.uid,
    title,
    description: isSeated ? null : '',
    hosts: booking.hosts.slice(0, 1).map(({ id, name, email, username, timeZone }) => ({
      ...{ id, name, email, displayEmail: email, username, timeZone },
    })),
    status: booking.status,
    cancellationReason: booking.status === 'cancelled' ? (booking.cancellationReason ?? '') : '',
    ...(isSeated ? {} : { cancelledByEmail: '' }),
    ...(booking.reschedulingReason === undefined ? {} : { reschedulingReason: booking.reschedulingReason }),
    ...(isOfSeries ? {} : { rescheduledByEmail: null }),
    ...(booking.rescheduledFromUid === undefined ? {} : { rescheduledFromUid: booking.rescheduledFromUid }),
    ...(booking.rescheduledToUid === undefined || isOfSeries ? {} : { rescheduledToUid: booking.rescheduledToUid }),
    start: new Date(booking.start).toISOString(),
    end: new Date(booking.end).toISOString(),
    duration: (booking.end - booking.start) / MINUTE_MS,
    eventTypeId: booking.eventTypeId,
    eventType: { id: booking.eventTypeId, slug: eventType?.slug },
    meetingUrl: LOCATION,
    location: LOCATION,
    absentHost: false,
    createdAt: new Date(booking.createdAt).toISOString(),
    updatedAt: new Date(booking.updatedAt).toISOString(),
    ...(isSeated ? {} : { metadata: booking.metadata ?? {} }),
    rating: null,
    icsUid: booking.icsUid,
    ...(isOfSeries ? { recurringBookingUid: booking.seriesUid } : { attendees, ...responses }),
    ...(seatUid === undefined ? {} : { seatUid }),
    ...(isNew ? { isPlatformManagedUserBooking: false } : {}),
  };
}

/** The attendees, among whom the co-hosts are. Of a series it answers no telephone numbers. */
function attending({ attendees, hosts, seriesUid }: Booking): Written[] {
  const called = attendees.map((attendee) => {
    const { phoneNumber } = attendee;
    return { ...person(attendee), ...(phoneNumber === undefined || seriesUid !== undefined ? {} : { phoneNumber }) };
  });
  return [...called, ...hosts.slice(1).map(person)];
}

function person({ name, email, timeZone, language = 'en' }: Attendee): Written {
  return { name, email, displayEmail: email, timeZone, language, absent: false };
}

function seat(attendee: Attendee): Written {
  const { name, seatUid, metadata = {} } = attendee;
  return { ...person(attendee), seatUid, bookingFieldsResponses: { name, guests: [] }, metadata };
}

function fieldsOf({ attendees, reschedulingReason }: Booking): Written {
  const [booker] = attendees;
  return {
    email: booker?.email,
    name: booker?.name,
    ...(booker?.phoneNumber === undefined ? {} : { attendeePhoneNumber: booker.phoneNumber }),
    ...(reschedulingReason === undefined ? {} : { rescheduledReason: reschedulingReason }),
    displayEmail: booker?.email,
  };
}

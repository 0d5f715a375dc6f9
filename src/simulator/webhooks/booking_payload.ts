// What a webhook tells of a booking, for every trigger in the shape in which Cal.com builds it there: they were written at different times
// and agree neither in their fields nor in how they write an instant.

import { LOCATION } from '../world/booking.ts';
import {
  type BookingEvent,
  type Payload,
  opening,
  middle,
  ending,
  organizer,
  person,
  withCoHosts,
  responses,
  teamOf,
  recurrenceOf,
  movedFrom,
  schedulingType,
  withoutMilliseconds,
  withZeroOffset,
} from './payload_parts.ts';

/** Of BOOKING_CREATED and BOOKING_RESCHEDULED. */
export function acceptedPayload(event: BookingEvent): Payload {
  const { booking, replaced } = event;
  const seated = event.eventType.seats !== undefined;
  return {
    ...opening(event),
    startTime: withoutMilliseconds(booking.start),
    endTime: withoutMilliseconds(booking.end),
    ...middle(
      event,
      booking.attendees.map((attendee) => ({ ...person(attendee, booking), firstName: '', lastName: '' })),
    ),
    responses: {
      attendeePhoneNumber: { label: 'phone_number', isHidden: true },
      ...responses(booking),
      location: { label: 'location', value: { value: LOCATION, optionValue: '' }, isHidden: false },
    },
    destinationCalendar: null,
    ...(replaced ? {} : { iCalUID: booking.icsUid }),
    iCalSequence: booking.sequence,
    requiresConfirmation: false,
    oneTimePassword: null,
    hashedLink: null,
    hideBranding: false,
    ...teamOf(event),
    ...recurrenceOf(event),
    uid: booking.uid,
    ...(replaced ? { appsStatus: [] } : {}),
    ...(seated ? { attendeeSeatId: booking.attendees.at(-1)?.seatUid } : {}),
    ...ending(event),
    bookingId: booking.id,
    ...movedFrom(replaced),
    metadata: { videoCallUrl: LOCATION },
    status: 'ACCEPTED',
  };
}

/** Of BOOKING_REQUESTED: a booking that waits for confirmation, be it new or moved. */
export function requestedPayload(event: BookingEvent): Payload {
  const { booking, replaced } = event;
  const attendees = booking.attendees.map((attendee) => ({
    ...person(attendee, booking),
    phoneNumber: null,
    bookingSeat: null,
    firstName: attendee.name,
    lastName: '',
  }));
  return {
    ...opening(event),
    startTime: new Date(booking.start).toISOString(),
    endTime: new Date(booking.end).toISOString(),
    ...middle(event, attendees),
    iCalUID: booking.icsUid,
    iCalSequence: booking.sequence,
    requiresConfirmation: true,
    oneTimePassword: crypto.randomUUID(),
    platformClientId: '',
    platformRescheduleUrl: '',
    platformCancelUrl: '',
    platformBookingUrl: '',
    uid: booking.uid,
    organizationId: null,
    hideBranding: false,
    ...teamOf(event),
    bookingId: booking.id,
    ...movedFrom(replaced),
    hashedLink: null,
    status: 'PENDING',
    ...ending(event),
    assignmentReason: [],
    destinationCalendar: null,
    metadata: { videoCallUrl: LOCATION },
  };
}

/** Of BOOKING_CANCELLED. A collective event's says nothing of its team: who else it was is only found among the attendees. */
export function cancelledPayload(event: BookingEvent): Payload {
  const { booking, eventType } = event;
  return {
    ...opening(event),
    length: eventType.length,
    additionalNotes: '',
    description: '',
    customInputs: {},
    eventTypeId: eventType.id,
    userFieldsResponses: {},
    responses: responses(booking),
    startTime: withZeroOffset(booking.start),
    endTime: withZeroOffset(booking.end),
    organizer: organizer(booking),
    attendees: withCoHosts(booking).map((one) => ({ ...person(one, booking), phoneNumber: null })),
    ...recurrenceOf(event),
    ...(event.series ? { cancelledDates: event.series.map(({ start }) => new Date(start).toISOString()) } : {}),
    uid: booking.uid,
    bookingId: booking.id,
    location: LOCATION,
    destinationCalendar: [],
    cancellationReason: event.reason ?? '',
    seatsPerTimeSlot: eventType.seats ?? null,
    seatsShowAttendees: false,
    iCalUID: booking.icsUid,
    iCalSequence: booking.sequence + 1,
    hideOrganizerEmail: false,
    customReplyToEmail: null,
    schedulingType: schedulingType(eventType),
    hideBranding: false,
    eventTitle: eventType.title,
    eventDescription: null,
    requiresConfirmation: null,
    price: null,
    currency: 'usd',
    status: 'CANCELLED',
    requestReschedule: false,
  };
}

/** Of BOOKING_REJECTED. */
export function rejectedPayload(event: BookingEvent): Payload {
  const { booking, eventType } = event;
  return {
    ...opening(event),
    description: '',
    userFieldsResponses: {},
    responses: responses(booking),
    customInputs: {},
    startTime: new Date(booking.start).toISOString(),
    endTime: new Date(booking.end).toISOString(),
    organizer: organizer(booking),
    attendees: withCoHosts(booking).map((one) => ({ ...person(one, booking), phoneNumber: null })),
    location: LOCATION,
    uid: booking.uid,
    destinationCalendar: [],
    requiresConfirmation: true,
    hideOrganizerEmail: false,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    eventTypeId: eventType.id,
    customReplyToEmail: null,
    seatsPerTimeSlot: eventType.seats ?? null,
    seatsShowAttendees: false,
    disableCancelling: false,
    disableRescheduling: false,
    organizationId: null,
    additionalNotes: '',
    assignmentReason: null,
    hideBranding: false,
    ...teamOf(event),
    rejectionReason: event.reason ?? '',
    ...ending(event),
    bookingId: booking.id,
    status: 'REJECTED',
  };
}

// What a webhook tells of a booking, for every trigger in the shape in which Cal.com builds it there: they were written at different times
// and agree neither in their fields nor in how they write an instant.

import { teamName } from '../account/account.ts';
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
  const { booking, replaced, isConfirmed } = event;
  if (isConfirmed) return { ...answeredPayload(event), metadata: { videoCallUrl: LOCATION }, status: 'ACCEPTED' };
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
    ...recurrenceOf(event.eventType, event.occurrences),
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

/**
 * Of BOOKING_REQUESTED: a booking that waits for confirmation, be it new or moved. It is read back from the database, which knows neither what
 * it was moved from nor how many occurrences were booked; only the sequence tells that it was moved.
 */
export function requestedPayload(event: BookingEvent): Payload {
  const { booking, eventType } = event;
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
    ...recurrenceOf(eventType, eventType.recurrence?.occurrences),
    ...teamOf(event),
    bookingId: booking.id,
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
    ...recurrenceOf(eventType, event.occurrences),
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
  return { ...answeredPayload(event), rejectionReason: event.reason ?? '', status: 'REJECTED' };
}

/** Of a pending booking that was confirmed or declined: the same in both, and unlike what is told of one that never waited. */
function answeredPayload(event: BookingEvent): Payload {
  const { booking, eventType, team } = event;
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
    ...(team ? { team: { id: team.id, name: teamName(team), members: [] } } : {}),
    ...recurrenceOf(eventType, event.occurrences),
    ...ending(event),
    bookingId: booking.id,
  };
}

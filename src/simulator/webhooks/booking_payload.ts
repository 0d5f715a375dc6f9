// What a webhook tells of a booking, for every trigger in the shape in which Cal.com builds it there: they were written at different times
// and agree neither in their fields nor in how they write an instant.

import { type Team, teamName } from '../account/account.ts';
import { type Booking, LOCATION } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import { MINUTE_MS, offsetAt } from '../zone.ts';

/** A booking and all around it that a webhook tells. */
export type BookingEvent = {
  readonly booking: Booking;
  readonly eventType: EventType;
  readonly title: string;
  /** Whose event type it is, where it is no person's. */
  readonly team?: Team | undefined;
  /** What the booking was before it was moved. */
  readonly replaced?: Booking | undefined;
  /** All of a series, earliest first, where it is booked or cancelled as one. */
  readonly series?: readonly Booking[] | undefined;
  /** Why it was cancelled or declined. */
  readonly reason?: string | undefined;
};

type Payload = Record<string, unknown>;

const LANGUAGE = { locale: 'en' };

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

function opening({ title, eventType }: BookingEvent): Payload {
  return { bookerUrl: 'https://cal.example.invalid', title, type: eventType.slug };
}

function middle({ booking, eventType }: BookingEvent, attendees: readonly Payload[]): Payload {
  return {
    organizer: organizer(booking),
    attendees,
    additionalNotes: '',
    description: '',
    eventTypeId: eventType.id,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    hideOrganizerEmail: false,
    schedulingType: schedulingType(eventType),
    seatsPerTimeSlot: eventType.seats ?? null,
    seatsShowAttendees: true,
    seatsShowAvailabilityCount: true,
    customReplyToEmail: null,
    disableRescheduling: false,
    disableCancelling: false,
    customInputs: {},
    responses: responses(booking),
    userFieldsResponses: {},
    location: LOCATION,
  };
}

/** What Cal.com says of the event type in every booking's webhook. `length` is the usual one, whichever was chosen. */
function ending({ eventType }: BookingEvent): Payload {
  const { title, length } = eventType;
  return { eventTitle: title, eventDescription: null, price: 0, currency: 'usd', length };
}

function organizer(booking: Booking): Payload {
  const [host] = booking.hosts;
  const { id, name, email, username, timeZone } = host;
  return {
    id,
    name,
    email,
    username,
    timeZone,
    language: LANGUAGE,
    timeFormat: 'h:mma',
    utcOffset: utcOffset(host, booking),
  };
}

function person(one: Pick<Host, 'name' | 'email' | 'timeZone'>, booking: Booking): Payload {
  const { name, email, timeZone } = one;
  return { email, name, timeZone, language: LANGUAGE, utcOffset: utcOffset(one, booking) };
}

function withCoHosts({ attendees, hosts }: Booking): readonly Pick<Host, 'name' | 'email' | 'timeZone'>[] {
  return [...attendees, ...hosts.slice(1)];
}

function utcOffset({ timeZone }: Pick<Host, 'timeZone'>, { start }: Booking): number {
  return offsetAt(timeZone, start) / MINUTE_MS;
}

function responses({ attendees }: Booking): Payload {
  const [booker] = attendees;
  return {
    name: { label: 'your_name', value: booker?.name, isHidden: false },
    email: { label: 'email_address', value: booker?.email, isHidden: false },
    location: { label: 'location', isHidden: false },
    title: { label: 'what_is_this_meeting_about', isHidden: true },
    notes: { label: 'additional_notes', isHidden: false },
    guests: { label: 'additional_guests', isHidden: false },
    rescheduleReason: { label: 'reason_for_reschedule', isHidden: false },
  };
}

function teamOf({ team, booking, eventType }: BookingEvent): Payload {
  if (!team) return {};
  const hosts = eventType.scheduling === 'collective' ? booking.hosts.slice(1) : [];
  const members = hosts.map((host) => ({ id: host.id, ...person(host, booking) }));
  return { team: { id: team.id, name: teamName(team), members } };
}

const FREQUENCIES = { yearly: 0, monthly: 1, weekly: 2, daily: 3 } as const;

function recurrenceOf({ series, eventType: { recurrence } }: BookingEvent): Payload {
  if (!series || !recurrence) return {};
  const { frequency, interval } = recurrence;
  return { recurringEvent: { freq: FREQUENCIES[frequency], count: series.length, interval } };
}

function movedFrom(replaced: Booking | undefined): Payload {
  if (!replaced) return {};
  return {
    rescheduleId: replaced.id,
    rescheduleUid: replaced.uid,
    rescheduleStartTime: withoutMilliseconds(replaced.start),
    rescheduleEndTime: withoutMilliseconds(replaced.end),
  };
}

function schedulingType({ scheduling }: EventType): string | null {
  if (scheduling === 'collective') return 'COLLECTIVE';
  return scheduling === 'roundRobin' ? 'ROUND_ROBIN' : null;
}

function withoutMilliseconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function withZeroOffset(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}

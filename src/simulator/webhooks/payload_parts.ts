// The parts of what a webhook tells of a booking that several triggers share.

import { type Team, teamName } from '../account/account.ts';
import { type Attendee, type Booking, LOCATION } from '../world/booking.ts';
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
  /** How many occurrences its series is told to have; undefined where nothing is told of a series. */
  readonly occurrences?: number | undefined;
  /** It was pending, and was confirmed. */
  readonly isConfirmed?: boolean | undefined;
  /** Why it was cancelled or declined. */
  readonly reason?: string | undefined;
};

/** What a webhook tells, as it is written. */
export type Payload = Record<string, unknown>;

/** What hosts read, and whoever does not say what he reads. */
const LOCALE = 'en';

export function opening({ title, eventType }: BookingEvent): Payload {
  return { bookerUrl: 'https://cal.example.invalid', title, type: eventType.slug };
}

export function middle({ booking, eventType }: BookingEvent, attendees: readonly Payload[]): Payload {
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
export function ending({ eventType }: BookingEvent): Payload {
  const { title, length } = eventType;
  return { eventTitle: title, eventDescription: null, price: 0, currency: 'usd', length };
}

export function organizer(booking: Booking): Payload {
  const [host] = booking.hosts;
  const { id, name, email, username, timeZone } = host;
  return {
    id,
    name,
    email,
    username,
    timeZone,
    language: { locale: LOCALE },
    timeFormat: 'h:mma',
    utcOffset: utcOffset(host, booking),
  };
}

export function person(one: Attendee, booking: Booking): Payload {
  const { name, email, timeZone, language: locale = LOCALE } = one;
  return { email, name, timeZone, language: { locale }, utcOffset: utcOffset(one, booking) };
}

export function withCoHosts({ attendees, hosts }: Booking): readonly Attendee[] {
  return [...attendees, ...hosts.slice(1)];
}

function utcOffset({ timeZone }: Pick<Host, 'timeZone'>, { start }: Booking): number {
  return offsetAt(timeZone, start) / MINUTE_MS;
}

export function responses({ attendees }: Booking): Payload {
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

export function teamOf({ team, booking, eventType }: BookingEvent): Payload {
  if (!team) return {};
  const hosts = eventType.scheduling === 'collective' ? booking.hosts.slice(1) : [];
  const members = hosts.map((host) => ({ id: host.id, ...person(host, booking) }));
  return { team: { id: team.id, name: teamName(team), members } };
}

const FREQUENCIES = { yearly: 0, monthly: 1, weekly: 2, daily: 3 } as const;

export function recurrenceOf({ recurrence }: EventType, occurrences: number | undefined): Payload {
  if (occurrences === undefined || !recurrence) return {};
  const { frequency, interval } = recurrence;
  return { recurringEvent: { freq: FREQUENCIES[frequency], count: occurrences, interval } };
}

export function movedFrom(replaced: Booking | undefined): Payload {
  if (!replaced) return {};
  return {
    rescheduleId: replaced.id,
    rescheduleUid: replaced.uid,
    rescheduleStartTime: withoutMilliseconds(replaced.start),
    rescheduleEndTime: withoutMilliseconds(replaced.end),
  };
}

export function schedulingType({ scheduling }: EventType): string | null {
  if (scheduling === 'collective') return 'COLLECTIVE';
  return scheduling === 'roundRobin' ? 'ROUND_ROBIN' : null;
}

export function withoutMilliseconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

export function withZeroOffset(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}

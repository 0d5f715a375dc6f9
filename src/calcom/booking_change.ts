/** What a booking that is listed says of availability: the same as its webhook would have said. Pure. */
import { epochMs } from '../verification/time.ts';
import type { AccountBooking } from './bookings_body.ts';
import type { AvailabilityChange } from './webhook/availability_change.ts';
import { emailsOf, personOf } from './webhook/person.ts';

/** The change. A booking that was moved is listed twice: as the new one, and as the old one, which is cancelled. */
export const changeOfBooking = (booking: AccountBooking): AvailabilityChange => {
  const { uid, status, start, end, updatedAt, eventTypeId, eventType, hosts, attendees } = booking;
  const time = { from: epochMs(start), until: epochMs(end), datesOnly: false };
  const isPending = status === 'pending';
  const isTaken = isPending || status === 'accepted';
  return {
    kind: 'change',
    trigger: undefined,
    uid,
    booked: {
      ...(eventTypeId === undefined ? {} : { eventTypeId }),
      ...(eventType?.slug === undefined ? {} : { slug: eventType.slug.toLowerCase() }),
    },
    hosts: hosts.map(personOf),
    attendees: emailsOf(attendees),
    taken: isTaken ? [time] : [],
    isPending,
    doubted: isTaken ? [] : [time],
    timesMissing: false,
    isReassigned: false,
    isAnnounced: false,
    createdAt: epochMs(updatedAt),
  };
};

import type { Host } from './host.ts';

/** What a client keeps with a booking. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Who booked. `seatUid` names the place taken, on seated event types. */
export type Attendee = {
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly phoneNumber?: string;
  /** What whoever booked reads; `en` unless told. */
  readonly language?: string;
  readonly seatUid?: string;
  /** What whoever took the place wants to be kept with it. */
  readonly metadata?: Metadata;
};

/** Where every booking takes place: no rule of Cal.com's that is simulated looks at it. */
export const LOCATION = 'https://meet.example.invalid/room';

/** What has become of a booking. Only accepted ones take time, and pending ones where their event type says so. */
export type BookingStatus = 'accepted' | 'pending' | 'cancelled' | 'rejected';

/** A booking; instants are epoch ms. One of a seated event type is shared by everyone who took a place at its time. */
export type Booking = {
  readonly id: number;
  readonly uid: string;
  /** 0 for a dynamic event. */
  readonly eventTypeId: number;
  /** The organizer, then those who host it too: they attend under their e-mail. */
  readonly hosts: readonly [Host, ...Host[]];
  readonly start: number;
  readonly end: number;
  readonly attendees: readonly Attendee[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rescheduledFromUid?: string;
  /** The booking that took its place. */
  readonly rescheduledToUid?: string;
  /** What all bookings of a series have in common. */
  readonly seriesUid?: string;
  /** What it is called in everybody's calendar, which a move does not change, and how often it was changed there. */
  readonly icsUid: string;
  readonly sequence: number;
  readonly cancellationReason?: string;
  readonly reschedulingReason?: string;
  /** What whoever booked wants to be kept with it, on event types without seats. */
  readonly metadata?: Metadata;
  readonly status: BookingStatus;
};

/** What a webhook says of availability, as far as it says anything. */
import type { EpochMs } from '../../verification/time.ts';

/** A stretch of time that was taken or freed; at least one end is known. */
export interface TouchedTime {
  readonly from: EpochMs | undefined;
  /** Exclusive. */
  readonly until: EpochMs | undefined;
  /** Only dates were given, and nobody knows in which zone. */
  readonly datesOnly: boolean;
}

/** Which event type was booked; what the webhook left out is absent. */
export interface BookedEventType {
  readonly eventTypeId?: number;
  /** In lower case. */
  readonly slug?: string;
}

/** Somebody whose time it is, by all that names him. Text is in lower case. */
export interface Person {
  readonly userId?: number;
  readonly email?: string;
  readonly username?: string;
}

/** A change of availability. */
export interface AvailabilityChange {
  readonly kind: 'change';
  readonly trigger: string | undefined;
  /** Of the booking. */
  readonly uid: string | undefined;
  readonly booked: BookedEventType;
  /** The organizer and those who host with him, or who is out of office. Nobody, where the webhook does not say. */
  readonly hosts: readonly Person[];
  /** E-mail addresses of who attends: a host can attend somebody else's booking, and is busy then. */
  readonly attendees: readonly string[];
  /** Times that nobody can book any more. */
  readonly taken: readonly TouchedTime[];
  /** `taken` is so only where the event type holds a time for a booking that nobody has confirmed. */
  readonly isPending: boolean;
  /** Times that changed in another way: they are free again, or were taken and may be. */
  readonly doubted: readonly TouchedTime[];
  /** Other times changed too, and the webhook does not say which: the old time of a moved booking, or all of them. */
  readonly timesMissing: boolean;
  /** Another host has got the booking, and nobody says who had it. */
  readonly isReassigned: boolean;
  /** It is held for a while, and is no booking. Then `hosts` is whose time Cal.com holds, and nobody else's is taken. */
  readonly isHold?: boolean;
  /** Cal.com does what it tells only when it has our answer. */
  readonly isAnnounced: boolean;
  /** When Cal.com made the webhook. */
  readonly createdAt: EpochMs | undefined;
}

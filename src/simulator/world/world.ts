// What there is: the account that a simulator stands for, as it is before anyone asks or books.

import type { BookingParticulars, StandingBookings } from './booking_ledger.ts';
import type { EventType } from './event_type.ts';
import type { Host } from './host.ts';
import type { Reservation } from './reservation_ledger.ts';

/** An account. */
export type World = {
  readonly hosts: readonly Host[];
  readonly eventTypes: readonly EventType[];
  readonly bookings?: readonly BookingParticulars[];
  readonly standing?: readonly StandingBookings[];
  readonly reservations?: readonly Reservation[];
  /** More event types than can be listed, each made the same whenever its id is asked for. */
  readonly generated?: GeneratedEventTypes;
  /** Cal.com's community edition knows no organizations: whatever slug comes with a name, the name alone is looked up. */
  readonly ignoresOrganizations?: boolean;
  /** Nor does it look at some hosts of a round robin only, though it takes the question. */
  readonly ignoresHostSubsets?: boolean;
};

/** Event types that are made when they are asked for, each with one host of its own. */
export type GeneratedEventTypes = {
  readonly ids: { readonly first: number; readonly last: number };
  /** The event type of an id within `ids`. */
  eventType(id: number): EventType;
  /** The id that belongs to a generated host's username. */
  idOfHost(username: string): number | undefined;
};

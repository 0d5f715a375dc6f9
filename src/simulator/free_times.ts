// What can be had now: the world's hours and calendars, less what was booked and held since.

import type { Unread } from './fault.ts';
import { type BookingCheck, checkBooking, type WantedBooking } from './listing/booking_check.ts';
import { type Listing, listSlots } from './listing/listing.ts';
import type { Facts, SlotsQuestion } from './listing/question.ts';
import type { BookingLedger } from './world/booking_ledger.ts';
import type { Calendars } from './world/calendars.ts';
import type { Catalogue } from './world/catalogue.ts';
import type { ReservationLedger } from './world/reservation_ledger.ts';

/** Answers what is listed and what can be booked at this moment. */
export class FreeTimes {
  readonly #clock: () => number;
  readonly #catalogue: Catalogue;
  readonly #bookings: BookingLedger;
  readonly #reservations: ReservationLedger;
  readonly #calendars: Calendars;

  constructor(parts: {
    clock: () => number;
    catalogue: Catalogue;
    bookings: BookingLedger;
    reservations: ReservationLedger;
    calendars: Calendars;
  }) {
    this.#clock = parts.clock;
    this.#catalogue = parts.catalogue;
    this.#bookings = parts.bookings;
    this.#reservations = parts.reservations;
    this.#calendars = parts.calendars;
  }

  /** The slots that are listed, by calendars as they are or as they are not read. Throws an ApiError where Cal.com's listing fails. */
  list(question: SlotsQuestion, unread?: Unread): Listing {
    return listSlots(question, this.#facts(unread));
  }

  /** Whether a time can be booked, listed or not, and with whom. */
  check(wanted: WantedBooking): BookingCheck {
    return checkBooking(wanted, this.#facts());
  }

  #facts(unread?: Unread): Facts {
    return {
      now: this.#clock(),
      bookingsInvolving: (email, asked) => this.#bookings.involving(email, asked),
      bookingsOfEventType: (id, asked) => this.#bookings.ofEventType(id, asked),
      eventTypeOf: ({ eventTypeId }) => this.#catalogue.byId(eventTypeId),
      calendarTimes: (host, asked) => {
        const isUnread = unread && (unread.hostUsername ?? host.username) === host.username;
        return this.#calendars.busyTimes(host, asked, isUnread ? unread.reading : undefined);
      },
      reservations: this.#reservations.active(),
    };
  }
}

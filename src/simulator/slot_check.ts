// What a load test asks about the slots that it was offered.

import { ApiError } from './api_error.ts';
import { chooseEventType } from './event_type_lookup.ts';
import type { SimulatorState } from './state.ts';
import type { EventType } from './world/event_type.ts';
import { DAY_MS } from './zone.ts';

/** A slot that starts at an instant (epoch ms), of a length in minutes (else the usual one), seen from a zone (else UTC). */
export type SlotOfControl = {
  readonly eventTypeId: number;
  readonly start: number;
  readonly duration?: number | undefined;
  readonly timeZone?: string | undefined;
};

/** Whether it can be booked, and whether it is listed to someone who asks in that zone. */
export type SlotFound = { readonly bookable: boolean; readonly listed: boolean };

/** Checks slots against one moment. A listing of a few days serves all slots of one of them. */
export class SlotCheck {
  readonly #state: SimulatorState;
  readonly #listings = new Map<string, ReadonlySet<number>>();

  constructor(state: SimulatorState) {
    this.#state = state;
  }

  /** Throws an ApiError with status 404 for an unknown event type. */
  check(slot: SlotOfControl): SlotFound {
    const { catalogue, availability } = this.#state;
    const { eventType } = chooseEventType(catalogue, { by: 'id', id: slot.eventTypeId }, slot.duration);
    const minutes = slot.duration ?? eventType.length;
    const check = availability.check({ eventType, start: slot.start, minutes, attendeeZone: slot.timeZone ?? 'UTC' });
    return { bookable: 'hosts' in check, listed: this.#startsAround(slot, eventType).has(slot.start) };
  }

  /** The starts that are listed on the slot's UTC day and the ones beside it, so that it lies at no edge of what is asked for. */
  #startsAround({ start, duration, timeZone }: SlotOfControl, eventType: EventType): ReadonlySet<number> {
    const from = (Math.floor(start / DAY_MS) - 1) * DAY_MS;
    const key = `${eventType.id} ${duration} ${timeZone} ${from}`;
    const known = this.#listings.get(key);
    if (known) return known;
    const starts = new Set<number>();
    try {
      const listing = this.#state.availability.list({
        eventType,
        from,
        until: from + 3 * DAY_MS - 1000,
        duration,
        timeZone,
      });
      for (const slots of listing.values()) for (const slot of slots) starts.add(slot.start);
    } catch (error) {
      // Where Cal.com refuses to list, nothing is listed.
      if (!(error instanceof ApiError)) throw error;
    }
    this.#listings.set(key, starts);
    return starts;
  }
}

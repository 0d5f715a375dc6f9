// Writes listed slots as Cal.com does: under the day of the asker's zone; a day without slots is not there at all.

import type { ListedSlot, Listing } from './listing/listing.ts';
import { DYNAMIC_EVENT_TYPE_ID, type EventType } from './world/event_type.ts';
import { dateOf, MINUTE_MS, writeInstant } from './zone.ts';

type WrittenSlot = {
  start: string;
  end?: string;
  seatsBooked?: number;
  seatsRemaining?: number;
  seatsTotal?: number;
  bookingUid?: string;
};

/** Slots grouped by local date (`YYYY-MM-DD`). */
export type SlotsByDay = Record<string, WrittenSlot[]>;

/** How a listing is written: for which zone, and with ends (`range`) or without. */
export type Writing = {
  readonly eventType: EventType;
  /** Minutes. */
  readonly duration: number | undefined;
  readonly timeZone: string | undefined;
  readonly format: 'time' | 'range';
};

/** Writes a listing. */
export function writeSlots(listing: Listing, writing: Writing): SlotsByDay {
  const days: SlotsByDay = {};
  for (const [day, slots] of listing) days[dateOf(day)] = slots.map((slot) => written(slot, writing));
  return days;
}

function written(
  { start, places }: ListedSlot,
  { eventType, duration, timeZone = 'UTC', format }: Writing,
): WrittenSlot {
  const slot: WrittenSlot = { start: writeInstant(timeZone, start) };
  if (format === 'range') {
    // A dynamic event is in no database, so where its length was not asked for Cal.com knows none.
    const minutes = duration ?? (eventType.id === DYNAMIC_EVENT_TYPE_ID ? 0 : eventType.length);
    slot.end = writeInstant(timeZone, start + minutes * MINUTE_MS);
  }
  if (eventType.seats !== undefined) {
    const taken = places?.taken ?? 0;
    slot.seatsBooked = taken;
    slot.seatsRemaining = eventType.seats - taken;
    slot.seatsTotal = eventType.seats;
    if (places) slot.bookingUid = places.uid;
  }
  return slot;
}

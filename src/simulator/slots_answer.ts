// Writes free slots as Cal.com does: under the day of the caller's zone, earliest first; a day without slots is not there at all.

import type { FreeSlot } from './availability.ts';
import { writeInstant } from './zone.ts';

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

/** Groups and writes slots for a zone; `range` adds each slot's end. */
export function writeSlots(slots: readonly FreeSlot[], timeZone: string, format: 'time' | 'range'): SlotsByDay {
  const days: SlotsByDay = {};
  for (const slot of slots) {
    const written: WrittenSlot = { start: writeInstant(timeZone, slot.start) };
    if (format === 'range') written.end = writeInstant(timeZone, slot.end);
    if (slot.seats) {
      written.seatsBooked = slot.seats.booked;
      written.seatsRemaining = slot.seats.remaining;
      written.seatsTotal = slot.seats.total;
      if (slot.seats.bookingUid !== undefined) written.bookingUid = slot.seats.bookingUid;
    }
    const date = written.start.slice(0, 10);
    const day = days[date] ?? [];
    day.push(written);
    days[date] = day;
  }
  return days;
}

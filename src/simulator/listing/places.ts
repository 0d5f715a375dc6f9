// Reservations and the places of seated slots.

import type { Interval } from '../world/interval.ts';
import { overlap } from '../world/interval.ts';
import type { SeatsTaken } from './event_bookings.ts';
import type { HostTime } from './host_time.ts';
import type { Facts, SlotsQuestion } from './question.ts';

/** How many places are taken, and by which booking; one that is only held has an id that is invented for the answer. */
export type Places = { readonly taken: number; readonly uid: string };

/** What is reserved and taken, seen by one question. */
export type PlacesSeen = {
  /** Whether someone holds a time, so that it is not listed. */
  isReserved(slot: Interval): boolean;
  /** What is taken of the slot that starts at an instant (epoch ms), if anything is. */
  at(start: number): Places | undefined;
};

/** Looks at the reservations of the asked hosts, and at the places taken by bookings and held by reservations. */
export function placesOf({ eventType }: SlotsQuestion, { reservations }: Facts, time: readonly HostTime[]): PlacesSeen {
  const hosts = new Set(time.map(({ host }) => host.id));
  const held = reservations.filter(({ host }) => hosts.has(host.id));
  const heldPlaces = held.filter(({ isSeat, eventTypeId }) => isSeat && eventTypeId === eventType.id);
  const heldTimes = held.filter(({ isSeat }) => !isSeat);
  const seats = time.find(({ seats }) => seats !== undefined)?.seats ?? [];
  const places = withHeld(seats, heldPlaces);
  return {
    // A seated slot of which somebody has a place is listed even where its time is held.
    isReserved: (slot) =>
      heldTimes.length > 0 && !places.has(slot.start) && heldTimes.some((other) => overlap(other, slot)),
    at: (start) => places.get(start),
  };
}

function withHeld(seats: readonly SeatsTaken[], held: readonly Interval[]): Map<number, Places> {
  const places = new Map<number, Places>();
  const heldAt = (start: number): number => held.filter((place) => place.start === start).length;
  for (const { uid, start, taken } of seats) places.set(start, { uid, taken: taken + heldAt(start) });
  for (const { start } of held) {
    if (!places.has(start)) places.set(start, { uid: crypto.randomUUID(), taken: heldAt(start) });
  }
  return places;
}

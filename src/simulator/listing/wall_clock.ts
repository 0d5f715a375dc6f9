// Wall clocks as Cal.com reckons with them. A clock keeps the offset that it was read with: hours and days are added to the hands, and the
// offset is read anew only when a unit begins, by taking the hands for UTC. Around a clock change that offset is a wrong one for some
// hours, and slots are lost or moved by it; reckoning correctly here would list what Cal.com does not.

import { DAY_MS, offsetAt } from '../zone.ts';

/** What a clock shows (ms since 1970 on its hands), its distance from UTC in ms, and its zone; none is UTC for good. */
export type WallClock = { readonly hands: number; readonly offset: number; readonly zone: string | undefined };

/** The clock of a zone at an instant (epoch ms). */
export function clockIn(zone: string | undefined, instant: number): WallClock {
  const offset = zone === undefined ? 0 : offsetAt(zone, instant);
  return { hands: instant + offset, offset, zone };
}

/** The instant (epoch ms) that a clock stands for. */
export function instantOn({ hands, offset }: WallClock): number {
  return hands - offset;
}

/** The same clock so many ms later, at the offset that it has. */
export function later(clock: WallClock, milliseconds: number): WallClock {
  return { ...clock, hands: clock.hands + milliseconds };
}

/** The clock of a zone with its hands set, and the offset that the zone would have if the hands were UTC. */
export function setTo(zone: string | undefined, hands: number): WallClock {
  return { hands, offset: zone === undefined ? 0 : offsetAt(zone, hands), zone };
}

/** The instant that Cal.com compares a clock by: its offset is read anew. */
export function comparedInstant({ hands, zone, offset }: WallClock): number {
  return zone === undefined ? hands - offset : instantOn(setTo(zone, hands));
}

export function startOfDay(clock: WallClock): WallClock {
  return setHands(clock, dayOn(clock) * DAY_MS);
}

export function endOfDay(clock: WallClock): WallClock {
  return setHands(clock, (dayOn(clock) + 1) * DAY_MS - 1);
}

/** Sets the hands of a clock: one with a zone reads its offset anew, one without keeps it. */
export function setHands(clock: WallClock, hands: number): WallClock {
  return clock.zone === undefined ? { ...clock, hands } : setTo(clock.zone, hands);
}

/** The number of the day (days since 1970-01-01) that a clock shows. */
export function dayOn({ hands }: WallClock): number {
  return Math.floor(hands / DAY_MS);
}

/** The minute of the hour that a clock shows. */
export function minuteOn({ hands }: WallClock): number {
  const minutes = Math.floor(hands / 60_000) % 60;
  return minutes < 0 ? minutes + 60 : minutes;
}

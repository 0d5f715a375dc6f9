/** The second kind of time in the rules: what a clock on the wall shows, as opposed to an instant. */
import { DAY_MS, type EpochMs, epochMs } from './time.ts';

declare const unit: unique symbol;

/**
 * What the local clock and calendar show: milliseconds since 1970-01-01T00:00 *as displayed*, without regard to any
 * offset. Branded apart from `EpochMs`, since the two differ by the zone's offset and look alike.
 */
export type WallMs = number & { readonly [unit]: 'WallMs' };

/** Marks a number of milliseconds of displayed time. */
export const wallMs = (milliseconds: number): WallMs => milliseconds as WallMs;

/** What the clock shows at an instant while it stands `offset` milliseconds ahead of UTC. */
export const wallAt = (instant: EpochMs, offset: number): WallMs => wallMs(instant + offset);

/** The instant at which a clock that stands `offset` milliseconds ahead of UTC shows this. */
export const instantAt = (wall: WallMs, offset: number): EpochMs => epochMs(wall - offset);

/** Local midnight, as displayed, of a calendar date given as days since 1970-01-01. */
export const midnightOf = (date: number): WallMs => wallMs(date * DAY_MS);

/** Milliseconds from midnight to a time of the day written `HH:MM`; `24:00` is the midnight at the end. */
export const timeOfDayMs = (time: string): number => {
  const digit = (at: number): number => time.charCodeAt(at) - ZERO;
  return ((digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4)) * 60_000;
};

const ZERO = '0'.charCodeAt(0);

/** Windows of time in which an alternative may start, and where in them the requested local time lies. */
import type { LocalDay } from './local_day.ts';
import type { Opening } from './opening_hours.ts';
import type { PreparedQuestion } from './question.ts';
import { type EpochMs, epochMs, type UtcDay, utcDayOf } from './time.ts';
import { instantAt, midnightOf, type WallMs, wallAt, wallMs } from './wall_clock.ts';

/** An alternative may start in `[from, until)`. */
export interface Window {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /**
   * The instant at which the clock, running on as it does in this window, shows the requested local time. It may lie outside. The
   * distance from it is the distance "by minutes of the day", also where the clock is changed during the day.
   */
  readonly target: EpochMs;
}

/**
 * The future part of the opening hours on a local day, ascending: nothing on a day off, one window on an ordinary workday, and more where
 * the hours have breaks or the clock is changed within them.
 */
export function openWindows(day: LocalDay, request: PreparedQuestion): readonly Window[] {
  const openings = openingsOn(day, request);
  if (openings.length === 0) return [];
  const midnight = midnightOf(day.date);
  const sought = requestedTimeOn(day, request);
  const windows: Window[] = [];
  for (const { from, until, offset } of day.stretches) {
    const begin = latest(from, request.earliest);
    const end = earliest(until, request.latest);
    for (const { opens, closes } of openings) {
      const first = latest(begin, instantAt(wallMs(midnight + opens), offset));
      const past = earliest(end, instantAt(wallMs(midnight + closes), offset));
      if (first < past) windows.push({ from: first, until: past, target: instantAt(sought, offset) });
    }
  }
  return windows;
}

/** Whether alternatives may lie on this local day at all: it is a workday, and the zone did not skip its date. */
export const isWorkday = (day: LocalDay, request: PreparedQuestion): boolean => openingsOn(day, request).length > 0;

const openingsOn = (day: LocalDay, { openings }: PreparedQuestion): readonly Opening[] =>
  (day.start < day.end ? openings[day.weekday] : undefined) ?? NONE;

const NONE: readonly Opening[] = [];

/** The part of each window at most `distance` milliseconds from the instant that `centre` gives for it, ends included. */
export function around(
  windows: readonly Window[],
  centre: (window: Window) => EpochMs,
  distance: number,
): readonly Window[] {
  const near: Window[] = [];
  for (const window of windows) {
    const middle = centre(window);
    const from = latest(window.from, epochMs(Math.ceil(middle - distance)));
    // Windows end before `until`, and instants are whole milliseconds: one more takes the end in.
    const until = earliest(window.until, epochMs(Math.floor(middle + distance) + 1));
    if (from < until) near.push({ from, until, target: window.target });
  }
  return near;
}

/**
 * The requested local time on another day. Where the clock skips it, it is read as `Temporal` does by default: moved on by the
 * length of the gap.
 */
function requestedTimeOn(day: LocalDay, { timeOfDay, timeZone }: PreparedQuestion): WallMs {
  const sought = wallMs(midnightOf(day.date) + timeOfDay);
  for (const stretch of day.stretches) if (shows(stretch, sought)) return sought;
  const moved = Temporal.PlainDate.from(day.isoDate)
    .toPlainDateTime()
    .add({ milliseconds: timeOfDay })
    .toZonedDateTime(timeZone);
  return wallAt(epochMs(moved.epochMilliseconds), moved.offsetNanoseconds / 1_000_000);
}

function shows({ from, until, offset }: LocalDay['stretches'][number], wall: WallMs): boolean {
  const instant = instantAt(wall, offset);
  return from <= instant && instant < until;
}

const latest = (a: EpochMs, b: EpochMs): EpochMs => epochMs(Math.max(a, b));
const earliest = (a: EpochMs, b: EpochMs): EpochMs => epochMs(Math.min(a, b));

/** The first UTC day that a window touches. */
export const firstDayOf = ({ from }: Window): UtcDay => utcDayOf(from);

/** The last UTC day that a window touches. */
export const lastDayOf = ({ until }: Window): UtcDay => utcDayOf(until - 1);

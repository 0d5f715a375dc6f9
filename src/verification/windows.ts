/** Windows of time in which an alternative may start, and where in them the requested local time lies. */
import type { LocalDay } from './local_day.ts';
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
 * The future part of business hours on a local day: nothing on a day off, one window on an ordinary workday, and two where the
 * clock is changed within business hours.
 */
export function openWindows(day: LocalDay, request: PreparedQuestion): readonly Window[] {
  if (!isWorkday(day, request)) return [];
  const opening = wallMs(midnightOf(day.date) + request.opening);
  const closing = wallMs(midnightOf(day.date) + request.closing);
  const sought = requestedTimeOn(day, request);
  const windows: Window[] = [];
  for (const { from, until, offset } of day.stretches) {
    const first = latest(latest(from, instantAt(opening, offset)), request.earliest);
    const end = earliest(until, instantAt(closing, offset));
    if (first < end) windows.push({ from: first, until: end, target: instantAt(sought, offset) });
  }
  return windows;
}

/** Whether alternatives may lie on this local day at all: it is a workday, and the zone did not skip its date. */
export function isWorkday(day: LocalDay, { policy }: PreparedQuestion): boolean {
  return day.start < day.end && policy.businessHours.days.includes(day.weekday);
}

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

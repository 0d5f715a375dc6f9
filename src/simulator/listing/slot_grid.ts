// Where slots start in the free time: at multiples of an interval on the asker's clock, and then at every step.

import type { EventType } from '../world/event_type.ts';
import type { Interval } from '../world/interval.ts';
import { MINUTE_MS } from '../zone.ts';
import { clockIn, instantOn, later, minuteOn, setHands, type WallClock } from './wall_clock.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;
const INTERVALS = [60, 30, 20, 15, 10, 5];
/** No instant lies further from 1970; a slot that does is Cal.com's bare 500. */
const FURTHEST_INSTANT = 8.64e15;

/** What the grid depends on. Minutes, and instants in epoch ms. */
export type Grid = {
  readonly eventType: EventType;
  readonly minutes: number;
  readonly step: number;
  readonly timeZone: string | undefined;
  readonly now: number;
};

/**
 * The starts of all slots (epoch ms), in the order of the stretches. Throws a RangeError for a length so huge that a slot's end is no
 * instant.
 */
export function slotStarts(free: readonly Interval[], grid: Grid): number[] {
  const { eventType, timeZone } = grid;
  const step = Math.max(1, grid.step);
  const length = Math.max(1, grid.minutes) * MINUTE_MS;
  const offset = eventType.offsetStart ? Math.max(1, eventType.offsetStart) : 0;
  const interval = INTERVALS.find((minutes) => step % minutes === 0) ?? 1;
  const stride = (step + offset) * MINUTE_MS;
  const earliest = grid.now + (eventType.minimumBookingNotice ?? 0) * MINUTE_MS;

  const starts = new Set<number>();
  const ascending: number[] = [];
  for (const stretch of [...free].sort((one, other) => one.start - other.start)) {
    const opens = Math.floor(Math.max(stretch.start, earliest) / MINUTE_MS) * MINUTE_MS;
    const clock = clockIn(timeZone, opens);
    const aligned = minuteOn(clock) % interval === 0 ? clock : rounded(clock, interval, stretch, eventType);
    let start = steppedOn(instantOn(later(aligned, offset * MINUTE_MS)), ascending, stride, stretch);
    for (; start + length - SECOND_MS <= stretch.end; start += stride) addStart(starts, ascending, start);
    if (Math.abs(start + length) > FURTHEST_INSTANT) throw new RangeError('Invalid time value');
  }
  return [...starts];
}

/** A clock that shows no multiple of the interval, moved to one. */
function rounded(clock: WallClock, interval: number, stretch: Interval, eventType: EventType): WallClock {
  const minute = minuteOn(clock);
  if (!eventType.showOptimizedSlots) {
    const hour = setHands(clock, Math.floor(clock.hands / HOUR_MS) * HOUR_MS);
    return later(hour, Math.ceil(minute / interval) * interval * MINUTE_MS);
  }
  // As far as it goes without losing a slot: to a multiple of the interval, of 15 or of 5 minutes, or not at all.
  const spare = Math.trunc((stretch.end - instantOn(clock)) / MINUTE_MS) % interval;
  const move = [interval, 15, 5].map((unit) => unit - (minute % unit)).find((minutes) => minutes <= spare) ?? 0;
  return later(clock, move * MINUTE_MS);
}

/** A start that falls into the step of a slot of an earlier stretch joins that one's grid. */
function steppedOn(start: number, ascending: readonly number[], stride: number, stretch: Interval): number {
  const before = ascending.findLast((other) => other < start);
  // Cal.com takes the very first instant of 1970 for none.
  if (!before || before + stride <= start) return start;
  return before >= stretch.start ? before : before + stride;
}

function addStart(starts: Set<number>, ascending: number[], start: number): void {
  if (starts.has(start)) return;
  starts.add(start);
  const last = ascending.at(-1);
  if (last === undefined || last < start) ascending.push(start);
  else
    ascending.splice(
      ascending.findIndex((other) => other > start),
      0,
      start,
    );
}

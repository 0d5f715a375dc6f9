// When a host works within a range: the weekly schedule, with the hours of overridden dates in place of the schedule's.

import type { DateOverride, Host, WeeklyHours } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { DAY_MS, MINUTE_MS, weekdayOf } from '../zone.ts';
import {
  clockIn,
  comparedInstant,
  dayOn,
  endOfDay,
  instantOn,
  later,
  setTo,
  startOfDay,
  type WallClock,
} from './wall_clock.ts';

/** The range that was asked for: two clocks, each at the offset that the asker's zone has then. */
export type AskedRange = { readonly from: WallClock; readonly until: WallClock };

type Hours = { readonly start: WallClock; readonly end: WallClock };

const LAST_MINUTE = 23 * 60 + 59;

/** A host's working time. `away` are dates (days since 1970-01-01) on which the host is away. */
export function workingTime(host: Host, range: AskedRange, away: ReadonlySet<number> = new Set()): Interval[] {
  const byDate = groupedByDate(scheduledHours(host, range));
  for (const [date, hours] of groupedByDate(overriddenHours(host, range))) byDate.set(date, hours);
  for (const date of away) byDate.delete(date);
  return [...byDate.values()]
    .flat()
    .map(({ start, end }) => ({ start: instantOn(start), end: instantOn(end) }))
    .filter(({ start, end }) => start !== end);
}

function groupedByDate(hours: Iterable<Hours>): Map<number, Hours[]> {
  const byDate = new Map<number, Hours[]>();
  for (const stretch of hours) {
    const date = dayOn(stretch.start);
    byDate.set(date, [...(byDate.get(date) ?? []), stretch]);
  }
  return byDate;
}

/** The schedule's hours clipped to the range; stretches that touch or end together are made one. Keyed by their end. */
function scheduledHours(host: Host, range: AskedRange): Iterable<Hours> {
  const from = clockIn(host.timeZone, instantOn(range.from));
  const until = clockIn(host.timeZone, instantOn(range.until));
  const byEnd = new Map<number, Hours>();
  for (const weekly of host.schedule) {
    for (const hours of weeklyHours(host.timeZone, weekly, from, until)) add(byEnd, hours);
  }
  return byEnd.values();
}

function* weeklyHours(zone: string, weekly: WeeklyHours, from: WallClock, until: WallClock): Generator<Hours> {
  const firstDay = startOfDay(from);
  for (let day = firstDay; instantOn(until) > instantOn(day); day = later(day, DAY_MS)) {
    const offset = clockIn(zone, instantOn(day)).offset;
    const midnight = clockIn(zone, instantOn(later(day, firstDay.offset - offset)));
    if (!weekly.days.includes(weekdayOf(dayOn(midnight)))) continue;
    const opening = later(midnight, weekly.opensAtMinute * MINUTE_MS);
    // On a day of change midnight and the hours have different offsets.
    const shift = midnight.offset - offsetOfTwelveHourClock(zone, opening.hands);
    const opens = later(opening, shift);
    const closes = later(midnight, weekly.closesAtMinute * MINUTE_MS + shift);
    const start = comparedInstant(from) > instantOn(opens) ? from : opens;
    const clipped = comparedInstant(until) < instantOn(closes) ? until : closes;
    const end = minuteOfDay(clipped) === LAST_MINUTE ? later(clipped, MINUTE_MS) : clipped;
    if (comparedInstant(end) >= instantOn(start)) yield { start, end };
  }
}

/** The offset at a time that Cal.com writes with twelve hours and without am or pm, and then reads as if it were UTC. */
function offsetOfTwelveHourClock(zone: string, hands: number): number {
  const minute = Math.floor(hands / MINUTE_MS);
  const day = Math.floor(hands / DAY_MS);
  const ofDay = minute - day * 24 * 60;
  const hour = Math.floor(ofDay / 60) % 12 || 12;
  return clockIn(zone, day * DAY_MS + (hour * 60 + (ofDay % 60)) * MINUTE_MS).offset;
}

function minuteOfDay({ hands }: WallClock): number {
  return Math.floor((hands - Math.floor(hands / DAY_MS) * DAY_MS) / MINUTE_MS);
}

function add(byEnd: Map<number, Hours>, hours: Hours): void {
  const [start, end] = [instantOn(hours.start), instantOn(hours.end)];
  const endsTogether = byEnd.get(end);
  if (endsTogether && start <= instantOn(endsTogether.end) && end >= instantOn(endsTogether.start)) {
    const earlier = comparedInstant(hours.start) < instantOn(endsTogether.start) ? hours.start : endsTogether.start;
    byEnd.set(end, { start: earlier, end: hours.end });
    return;
  }
  const endsHere = byEnd.get(start);
  if (!endsHere) {
    byEnd.set(end, hours);
    return;
  }
  const furthest = comparedInstant(hours.end) > instantOn(endsHere.end) ? hours.end : endsHere.end;
  byEnd.set(end, { start: endsHere.start, end: furthest });
  byEnd.delete(start);
}

/** The hours of overridden dates within a day of the range. They are not clipped to it. */
function overriddenHours(host: Host, { from, until }: AskedRange): Iterable<Hours> {
  const first = instantOn(startOfDay(later(from, -DAY_MS)));
  const last = instantOn(endOfDay(later(until, DAY_MS)));
  // For a range that ends before it begins, Cal.com takes what lies between its ends.
  const [low, high] = first <= last ? [first, last] : [last, first];
  const byEnd = new Map<number, Hours>();
  for (const override of host.overrides ?? []) {
    const midnight = override.date * DAY_MS;
    if (midnight < low || midnight > high) continue;
    const hours = hoursOf(host.timeZone, override);
    const start = instantOn(hours.start);
    const before = byEnd.get(start);
    if (!before) byEnd.set(instantOn(hours.end), hours);
    // The longer stretch stays where the first one ended, so a third that touches it is a stretch of its own.
    else if (instantOn(hours.end) > instantOn(before.end)) byEnd.set(start, { ...before, end: hours.end });
  }
  return byEnd.values();
}

function hoursOf(zone: string, { date, opensAtMinute, closesAtMinute }: DateOverride): Hours {
  const at = (minute: number): WallClock => setTo(zone, date * DAY_MS + minute * MINUTE_MS);
  return { start: at(opensAtMinute), end: at(closesAtMinute === LAST_MINUTE ? LAST_MINUTE + 1 : closesAtMinute) };
}

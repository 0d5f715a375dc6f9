// Which slots Cal.com lists.

import { ApiError } from '../api_error.ts';
import type { EventType } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import { DAY_MS, localDayOf, MINUTE_MS } from '../zone.ts';
import { askedDays } from './asked_days.ts';
import { isWithinNotice, windowOf } from './booking_window.ts';
import { inCommon, merged, withoutContained } from './free_time.ts';
import { type HostTime, timeOfHosts } from './host_time.ts';
import { type Places, type PlacesSeen, placesOf } from './places.ts';
import type { Facts, SlotsQuestion } from './question.ts';
import { slotStarts } from './slot_grid.ts';

/** A listed slot (epoch ms), and for a seated event type how many of its places are taken. */
export type ListedSlot = { readonly start: number; readonly places?: Places };

/** Slots by the day of the asker's zone (days since 1970-01-01), both in the order in which Cal.com finds them. */
export type Listing = Map<number, ListedSlot[]>;

/** Lists the slots of a question. Throws an ApiError with status 400 when a listed slot would begin in the past, as Cal.com does. */
export function listSlots(question: SlotsQuestion, facts: Facts): Listing {
  const { eventType, timeZone, duration } = question;
  const hosts = hostsAsked(question);
  if (hosts.length === 0) return new Map();
  const zone = timeZone === 'Etc/GMT' ? undefined : timeZone;
  const range = { start: beginning(question, facts.now), end: question.until };
  const time = timeOfHosts(hosts, { ...question, timeZone: zone }, facts, range);
  const minutes = duration || eventType.length;
  const starts = slotStarts(sharedTime(time, eventType), {
    eventType,
    minutes,
    step: eventType.slotInterval || minutes,
    timeZone: zone,
    now: facts.now,
  });
  const places = placesOf(question, facts, time);
  const unreserved = starts.filter((start) => !places.isReserved({ start, end: start + minutes * MINUTE_MS }));
  const listing = byDay(unreserved, question);
  const inWindow = withinWindow(listing, question, facts, time);
  const asked = askedDays(question);
  const slots: Listing = new Map();
  for (const [day, ofDay] of inWindow) {
    if (asked && !asked.has(day)) continue;
    // Slots of a day out of office count for all that came before, and are dropped only now.
    const listed = ofDay.filter((start) => !isAway(start, time)).map((start) => described(start, places));
    if (listed.length > 0) slots.set(day, listed);
  }
  return slots;
}

function described(start: number, places: PlacesSeen): ListedSlot {
  const taken = places.at(start);
  return taken ? { start, places: taken } : { start };
}

/** Round-robin hosts come first at Cal.com, and the first of all decides in which zone days are counted. */
function hostsAsked({ eventType, hostIds }: SlotsQuestion): Host[] {
  const { hosts, scheduling, fixedHosts = [] } = eventType;
  if (scheduling !== 'roundRobin') return [...hosts];
  const fixed = hosts.filter(({ username }) => fixedHosts.includes(username));
  const rotating = hosts.filter((host) => !fixed.includes(host));
  return [...rotating.filter(({ id }) => hostIds?.includes(id) ?? true), ...fixed];
}

/** Where the range begins: not before the notice has passed, and a month earlier for windows that count bookable days. */
function beginning({ eventType, from }: SlotsQuestion, now: number): number {
  const earliest = now + (eventType.minimumBookingNotice || 1) * MINUTE_MS;
  const yesterday = (Math.floor(now / DAY_MS) - 1) * DAY_MS;
  const counts = eventType.window?.type === 'bookableDays' && from >= yesterday;
  return Math.max(earliest, counts ? monthBefore(from) : from);
}

function monthBefore(instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('UTC').subtract({ months: 1 })
    .epochMilliseconds;
}

/** When all who are needed are free. */
function sharedTime(time: readonly HostTime[], { scheduling, fixedHosts = [] }: EventType): Interval[] {
  const freeOf = ({ free, freeInOffice }: HostTime) =>
    scheduling === undefined && time.length === 1 ? free : freeInOffice;
  const isNeeded = ({ host }: HostTime) => scheduling !== 'roundRobin' || fixedHosts.includes(host.username);
  const needed = merged(inCommon(time.filter(isNeeded).map(freeOf)));
  const rotating = time.filter((host) => !isNeeded(host));
  const lists = [...(needed.length > 0 ? [needed] : []), ...(rotating.length > 0 ? [rotating.flatMap(freeOf)] : [])];
  return withoutContained(inCommon(lists));
}

function byDay(starts: readonly number[], { eventType, timeZone = 'UTC' }: SlotsQuestion): Map<number, number[]> {
  const days = new Map<number, number[]>();
  for (const start of starts) {
    const day = localDayOf(timeZone, start);
    const ofDay = days.get(day);
    if (!ofDay) days.set(day, [start]);
    else if (!eventType.onlyShowFirstAvailableSlot) ofDay.push(start);
  }
  return days;
}

function withinWindow(
  days: ReadonlyMap<number, readonly number[]>,
  { eventType, timeZone }: SlotsQuestion,
  { now }: Facts,
  [first]: readonly HostTime[],
): Map<number, number[]> {
  const { window, minimumBookingNotice = 0 } = eventType;
  const moment = { now, askerZone: timeZone, hostZone: first?.host.timeZone ?? 'UTC' };
  const bounds = window && windowOf(window, moment, new Set(days.keys()));
  const rolls = window !== undefined && window.type !== 'range';
  const result = new Map<number, number[]>();
  let isOver = false;
  for (const [day, starts] of days) {
    if (isOver && rolls) break;
    const kept: number[] = [];
    for (const start of starts) {
      if (start < now) throw new ApiError(400, 'Attempting to book a meeting in the past.');
      const isOutside = bounds !== undefined && (start < bounds.start || start > bounds.end);
      isOver ||= isOutside;
      if (!isOutside && !isWithinNotice(start, now, minimumBookingNotice)) kept.push(start);
    }
    if (kept.length > 0) result.set(day, kept);
  }
  return result;
}

/** Whether a slot lies on a date on which the first host is out of office. */
function isAway(start: number, [first]: readonly HostTime[]): boolean {
  return first !== undefined && first.away.size > 0 && first.away.has(localDayOf(first.host.timeZone, start));
}

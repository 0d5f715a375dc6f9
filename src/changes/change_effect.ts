/** What a change does to the slots of one event type. Pure. */
import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueEventType } from '../catalogue/catalogue_document.ts';
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { EventTypeFinder } from './event_type_finder.ts';
import type { ToldChange } from './told_change.ts';
import { bookedEntry, type Concern, concernOf } from './whose_time.ts';

/** A stretch of time, its end exclusive. */
export interface Stretch {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** A time that is gone. */
export interface TakenTime extends Stretch {
  /** Where it takes one place of a seated slot: that slot's own time. */
  readonly seat?: Stretch;
  /** No more than that place is gone: other slots that overlap it stay. */
  readonly isPlaceAlone?: true;
}

/** UTC days, both included. */
export interface DaySpan {
  readonly from: UtcDay;
  readonly until: UtcDay;
}

/** What a change does to an event type. */
export interface ChangeEffect {
  readonly concern: Exclude<Concern, 'none'>;
  /** What was asked before then does not know of it. */
  readonly knownFrom: EpochMs;
  readonly uid: string | undefined;
  /** No slot that overlaps them can be booked. */
  readonly taken: readonly TakenTime[];
  /** Days whose slots may be others; `all` where nobody knows which. */
  readonly doubted: readonly DaySpan[] | 'all';
}

/** An event type at a length, as a caller asks about it. */
export interface ChangedSubject {
  readonly eventType: EventType;
  readonly durationMinutes?: number | undefined;
}

/** A slot of an event type that the catalogue does not know may be so long. */
const LONGEST_SLOT_MS = DAY_MS;

/** What a change does to an event type; undefined where it has nothing to do with it. */
export const effectOf = (
  change: ToldChange,
  { eventType, durationMinutes }: ChangedSubject,
  finder: EventTypeFinder,
): ChangeEffect | undefined => {
  const concern = concernOf(change, eventType, finder);
  if (concern === 'none') return undefined;
  const entry = finder.find(eventType);
  const { knownFrom, uid } = change;
  const margins = marginsOf(change, entry, finder);
  const isTaken =
    concern === 'booked'
      ? !change.isPending || entry?.blocksUnconfirmed === true
      : concern === 'shared' && !change.isPending;
  const isPlaceAlone = change.isHold === true && entry?.seats !== undefined;
  const taken = isTaken ? change.taken.map((time) => takenTime(time, margins, concern, isPlaceAlone)) : [];
  return { concern, knownFrom, uid, taken, doubted: doubtedDays(change, concern, entry, margins, durationMinutes) };
};

interface Margins {
  readonly before: number;
  readonly after: number;
}

/** How much of the time around a booking is gone too: the buffers of the booked event type and of the one that is asked about. */
const marginsOf = (change: ToldChange, entry: CatalogueEventType | undefined, finder: EventTypeFinder): Margins => {
  if (change.isAbsence || change.isHold) return { before: 0, after: 0 };
  const booked = bookedEntry(change, finder);
  return {
    before: ((booked?.beforeBuffer ?? 0) + (entry?.afterBuffer ?? 0)) * MINUTE_MS,
    after: ((booked?.afterBuffer ?? 0) + (entry?.beforeBuffer ?? 0)) * MINUTE_MS,
  };
};

const takenTime = (
  [start, end]: readonly [EpochMs, EpochMs],
  margins: Margins,
  concern: Concern,
  isPlaceAlone: boolean,
): TakenTime => ({
  start: epochMs(start - margins.before),
  end: epochMs(end + margins.after),
  ...(concern === 'booked' ? { seat: { start, end } } : {}),
  ...(isPlaceAlone ? { isPlaceAlone } : {}),
});

const doubtedDays = (
  change: ToldChange,
  concern: Concern,
  entry: CatalogueEventType | undefined,
  { before, after }: Margins,
  durationMinutes: number | undefined,
): readonly DaySpan[] | 'all' => {
  const times = [...change.taken, ...change.doubted];
  // Of a moved booking whose old time is unknown, only its own event type is doubted altogether: what that can hide elsewhere is a time that has
  // become free, and no answer is wrong for want of one.
  if (change.timesMissing && (concern === 'booked' || times.length === 0)) return 'all';
  const period = concern === 'booked' && !change.isHold ? periodOf(entry) : 0;
  if (period === Number.POSITIVE_INFINITY) return 'all';
  const minutes = durationMinutes ?? entry?.length;
  const longest = minutes === undefined ? LONGEST_SLOT_MS : minutes * MINUTE_MS;
  return times.map(([start, end]) => ({
    from: utcDay(utcDayOf(start - before - longest + 1) - period),
    until: utcDay(utcDayOf(Math.max(start, end + after - 1)) + period),
  }));
};

/** In days, how far around a booking it can close others: limits count whole days, weeks and months of some zone, and a rolling window bookable days. */
const periodOf = (entry: CatalogueEventType | undefined): number => {
  if (entry === undefined) return 0;
  if (entry.window.kind === 'rolling-window') return Number.POSITIVE_INFINITY;
  const limits = { ...entry.bookingLimits, ...entry.durationLimits };
  if (limits.year !== undefined) return Number.POSITIVE_INFINITY;
  if (limits.month !== undefined) return 32;
  if (limits.week !== undefined) return 8;
  return limits.day === undefined ? 0 : 1;
};

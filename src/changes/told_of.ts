/** From what a webhook says to the change that is kept of it. Pure. */
import type { AvailabilityChange, TouchedTime } from '../calcom/webhook/availability_change.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, MINUTE_MS } from '../verification/time.ts';
import type { CatalogueHost } from '../catalogue/catalogue_document.ts';
import type { EventTypeFinder } from './event_type_finder.ts';
import type { ToldChange } from './told_change.ts';
import { bookedEntry, hostName } from './whose_time.ts';

/** How far Cal.com's clock may be behind ours. */
const CLOCK_SKEW_MS = 10_000;

/** How long after our answer Cal.com may still be about to do what it has announced: it waits for other subscribers too. */
const CARRIED_OUT_MS = 2_000;

/** No local date begins earlier or ends later than so far from the same date in UTC. */
const WIDEST_OFFSET_MS = 14 * HOUR_MS;

/** Cal.com lists nothing beyond a year from now, and nobody asks for days that are over. */
const KEPT_DAYS = { before: 2, after: 400 };

/** What of the account a change is kept by. */
export interface KnownHosts extends EventTypeFinder {
  /** Whose e-mail address it is, in lower case, of those who host something. */
  hostOf(email: string): CatalogueHost | undefined;
}

/** When a webhook came. */
export interface Receipt {
  readonly now: EpochMs;
  /** The same body may have come before. */
  readonly firstReceived: EpochMs;
}

/**
 * The change that is kept.
 *
 * What was observed since it was made knows of it: no later than Cal.com's own time stamp (and a little, as its clock may be behind ours), nor than
 * the first receipt of the webhook. So a late or repeated delivery throws nothing away that was fetched since. What is only announced is done after
 * our answer, however old the webhook is.
 * @param lagMs how long Cal.com's slots lag its webhooks
 */
export const toldOf = (
  change: AvailabilityChange,
  known: KnownHosts,
  { now, firstReceived }: Receipt,
  lagMs: number,
): ToldChange => {
  const { booked, uid, createdAt } = change;
  const made = Math.min(createdAt === undefined ? now : createdAt + CLOCK_SKEW_MS, firstReceived);
  const at = epochMs(change.isAnnounced ? now : made);
  const attending = change.attendees.flatMap((email) => known.hostOf(email) ?? []).map(hostName);
  const hosts = [...change.hosts, ...attending];
  const entry = bookedEntry({ ...booked, hosts }, known);
  const bounds = change.taken.map((time) => boundsOf(time, entry?.length));
  const within = (spans: readonly Span[]): Span[] => spans.flatMap((span) => clipped(span, now));
  return {
    at,
    knownFrom: epochMs(at + lagMs + (change.isAnnounced ? CARRIED_OUT_MS : 0)),
    ...(uid === undefined ? {} : { uid }),
    ...booked,
    hosts,
    unlikely: [],
    taken: within(bounds.map(({ sure }) => sure)),
    isPending: change.isPending,
    doubted: within([
      ...bounds.map(({ possible }) => possible),
      ...change.doubted.map((time) => boundsOf(time, entry?.length).possible),
    ]),
    timesMissing: change.timesMissing,
    isAbsence: change.trigger?.startsWith('OOO_') ?? false,
    isReassigned: change.isReassigned,
    ...(change.isHold === true ? { isHold: true } : {}),
  };
};

type Span = [from: EpochMs, until: EpochMs];

/** The time that is touched for certain, and the longest that it may be by what is known of it. */
const boundsOf = (
  { from, until, datesOnly }: TouchedTime,
  minutes: number | undefined,
): { readonly sure: Span; readonly possible: Span } => {
  const margin = datesOnly ? WIDEST_OFFSET_MS : 0;
  const span = (start: number, end: number): Span => [epochMs(start - margin), epochMs(end + margin)];
  if (from !== undefined && until !== undefined && until > from) {
    return { sure: span(from, until), possible: span(from, until) };
  }
  // No booking lasts longer than a day.
  const length = minutes === undefined ? undefined : minutes * MINUTE_MS;
  if (from !== undefined) {
    return { sure: span(from, from + (length ?? 1)), possible: span(from, from + (length ?? DAY_MS)) };
  }
  const end = until ?? epochMs(0);
  return { sure: span(end - (length ?? 1), end), possible: span(end - (length ?? DAY_MS), end) };
};

const clipped = ([from, until]: Span, now: EpochMs): Span[] => {
  const start = Math.max(from, now - KEPT_DAYS.before * DAY_MS);
  const end = Math.min(until, now + KEPT_DAYS.after * DAY_MS);
  return start < end ? [[epochMs(start), epochMs(end)]] : [];
};

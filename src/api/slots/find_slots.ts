/**
 * The way of `GET /v2/slots`: read the cache, and put on the queue what it does not know. The queue is waited for until the deadline;
 * then old data is better than none.
 */
import { observedFrom } from '../../availability/day_segment.ts';
import { type ListedDays, listedDays, neededDays } from '../../availability/listed_days.ts';
import { mustBeAsked } from '../../availability/asked_exactly.ts';
import { knownFrom } from '../../availability/doubt.ts';
import { listingOf, spelledFor } from '../../availability/listed_subject.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import type { StoredSegments } from '../../availability/segment_store.ts';
import type { Listing } from '../../availability/trusted_slots.ts';
import { isNameable } from '../../calcom/event_type.ts';
import { LEAST_RANGE_DAYS } from '../../queues/ranges/job.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';
import type { CalcomError } from './calcom_error.ts';
import { askOnce } from './ask_once.ts';
import type { SlotsContext } from './context.ts';
import { runRange } from './run_range.ts';
import { refusalError, type SlotsFound, type SlotsRequest } from './slots_found.ts';
import { queueRefresh } from '../refresh/refresh.ts';
import type { SlotsQuery } from './slots_query.ts';

/** Days further away are fetched by themselves: the weeks between them and now are none of the caller's business. */
const NEAR_DAYS = 62;

/** How often one query asks for a range before it gives up. */
const MOST_ROUNDS = 8;

/** A query and what there is to know before the cache is read. */
interface Search {
  readonly query: SlotsQuery;
  readonly request: SlotsRequest;
  readonly name: SegmentsName;
  readonly days: readonly UtcDay[];
}

/** Finds the slots of a query. @throws what Redis throws while it is away and this process does not know the days of the query */
export const findSlots = async (
  context: SlotsContext,
  query: SlotsQuery,
  request: SlotsRequest,
): Promise<SlotsFound> => {
  if (!Object.values(query).every(isAskable) || !Object.values(query.eventType).flat().every(isAskable)) {
    return { kind: 'error', error: { status: 400, message: 'A name or an id must hold no control characters.' } };
  }
  const now = context.clock();
  const { name, rules, askedOffset } = spelledFor(context.catalogue, query, now);
  // With the booking's own time listed as free, or some hosts only, the answer is true for one caller only.
  const isForOne = query.bookingUidToReschedule !== undefined || query.rrHostSubsetIds !== undefined;
  if (name === undefined || isForOne) return await askOnce(context, query, request);

  const search = { query, request, name, days: neededDays(query, now) };
  const cached = await context.availability.read(name, withDayBefore(search.days, now));
  const error = refusalError(cached, now);
  if (error !== undefined && cached.refusal?.failures === undefined) return { kind: 'error', error };
  context.usage.note(name);
  const listing = { rules, askedOffset, shortestLeadMs: cached.shortestLeadMs };
  if (error === undefined && mustBeAsked(query, cached.segments, now, listing)) {
    if (cached.fault !== undefined) throw cached.fault;
    return await askOnce(context, query, request);
  }
  // While Cal.com fails for the event type it is not asked.
  const listed = look(context, search, cached, listing, error !== undefined);
  if (listed.kind === 'listed') {
    if (error === undefined && listed.freshness === 'stale')
      queueRefresh(context, {
        name,
        until: lastOf(search.days),
        knownFrom: knownFrom(cached),
        requestId: request.requestId,
      });
    return { ...listed, kind: 'found', cacheUse: listed.freshness === 'stale-if-error' ? 'stale-if-error' : 'hit' };
  }
  if (error !== undefined) return { kind: 'error', error };
  if (cached.fault !== undefined) throw cached.fault;
  if (request.byHabit) {
    const content = { ...request, notBefore: undefined, byHabit: false };
    const isCached = look(context, { ...search, request: content }, cached, listing, false).kind === 'listed';
    // What is not cached has to be asked for whatever the caller demands.
    if (isCached && !(await context.noCache.spendIfCounted(request.owner)))
      return await findSlots(context, query, content);
  }
  return await fetchMissing(context, search, { segments: cached.segments, listing, missing: listed.missing });
};

/** How Cal.com's list begins is told by what lies before it. */
const withDayBefore = (days: readonly UtcDay[], now: EpochMs): readonly UtcDay[] => {
  const [first] = days;
  return first === undefined || first <= utcDayOf(now) ? days : [utcDay(first - 1), ...days];
};

/** Cal.com answers a name that it cannot have with a 500, which would look like a failure of its own. */
const isAskable = (value: unknown): boolean => typeof value !== 'string' || isNameable(value);

const look = (
  { clock, config }: SlotsContext,
  { query, request, days }: Search,
  { segments, changes, emptiedAt, experience, fault }: StoredSegments,
  listing: Listing,
  staleIfError: boolean,
): ListedDays => {
  const acceptance = { notBefore: request.notBefore, staleIfError };
  return listedDays(query, days, {
    segments,
    now: clock(),
    limits: config.cache,
    acceptance,
    listing,
    changes,
    emptiedAt,
    experience,
    fault,
  });
};

/** Days that the cache did not do for. */
interface Gap {
  readonly segments: StoredSegments['segments'];
  readonly listing: Listing;
  readonly missing: readonly UtcDay[];
}

const fetchMissing = async (context: SlotsContext, search: Search, first: Gap): Promise<SlotsFound> => {
  const { query, request, name, days } = search;
  const readAll = () => context.store.read(name, withDayBefore(days, context.clock()));
  const listingNow = (stored: StoredSegments) => listingOf(context.catalogue, name, stored, context.clock());
  const fallback = async (otherwise: CalcomError): Promise<SlotsFound> => {
    const stored = await readAll();
    const old = look(context, search, stored, listingNow(stored), true);
    return old.kind === 'listed'
      ? { ...old, kind: 'found', cacheUse: 'stale-if-error' }
      : { kind: 'error', error: otherwise };
  };
  let gap = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const now = context.clock();
    const { segments, missing } = gap;
    const ended = await runRange(
      context,
      {
        ...rangeOf(missing, gap.listing.rules, now),
        needed: { from: missing[0] ?? utcDayOf(now), until: lastOf(missing) },
        segments: name,
        notBefore: observedFrom(
          missing,
          segments,
          request.notBefore ?? epochMs(now - context.config.cache.freshSeconds * 1000),
        ),
      },
      request,
    );
    if (ended.kind === 'refused') return { kind: 'error', error: ended.error };
    if (ended.kind !== 'written') return await fallback(ended.error);
    // Past the memory of this process, which may not have heard of the write yet.
    const stored = await readAll();
    const listing = listingNow(stored);
    if (mustBeAsked(query, stored.segments, context.clock(), listing)) return await askOnce(context, query, request);
    const listed = look(context, search, stored, listing, false);
    if (listed.kind === 'listed') return { ...listed, kind: 'found', cacheUse: 'miss' };
    gap = { segments: stored.segments, listing, missing: listed.missing };
  }
  return await fallback({ status: 503, message: 'The days changed faster than they could be fetched.' });
};

/**
 * One range that holds all that is missing, from today where that is near, or where the list ends so many days from today. A far one begins with
 * the day before, by which it is told how the list of the first begins.
 */
const rangeOf = (
  missing: readonly UtcDay[],
  rules: Listing['rules'],
  now: EpochMs,
): { from: UtcDay; until: UtcDay } => {
  const today = utcDayOf(now);
  const last = lastOf(missing);
  if (last > today + NEAR_DAYS && (rules?.rollingWindow ?? 'none') === 'none') {
    return { from: utcDay((missing[0] ?? today) - 1), until: last };
  }
  return { from: today, until: utcDay(Math.max(today + LEAST_RANGE_DAYS, last)) };
};

const lastOf = (days: readonly UtcDay[]): UtcDay => days[days.length - 1] ?? utcDay(0);

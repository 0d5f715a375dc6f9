/**
 * The way of `GET /v2/slots`: read the cache, and put on the queue what it does not know. The queue is waited for until the deadline;
 * then old data is better than none.
 */
import { randomUUID } from 'node:crypto';
import type { Freshness } from '../availability/day_segment.ts';
import { type ListedDays, listedDays, neededDays } from '../availability/listed_days.ts';
import { type SegmentsName, spelledSegmentsName, storedSegmentsName } from '../availability/segment_key.ts';
import { refusalAt, type StoredSegments } from '../availability/segment_store.ts';
import { isNameable } from '../calcom/event_type.ts';
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { causeOf } from '../calcom/refusal.ts';
import { isProblem, problemOfReason } from '../contract/problem.ts';
import { LEAST_RANGE_DAYS, type RangeJob, rangeOutcomeSchema } from '../queues/range_job.ts';
import { queueRange } from '../queues/range_producer.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { CalcomError } from './calcom_error.ts';
import type { ApiContext } from './context.ts';
import { queueRefresh } from './refresh.ts';
import type { SlotsQuery } from './slots_query.ts';
import type { CacheUse } from './verify.ts';

/** How a query is to be answered. */
export interface SlotsRequest {
  /** Nothing that Cal.com said before this instant will do. */
  readonly notBefore: EpochMs | undefined;
  readonly requestId: string;
  /** The deadline, or the caller has gone. */
  readonly signal: AbortSignal;
}

/** What was found. */
export type SlotsFound =
  | {
      readonly kind: 'found';
      readonly slots: readonly ListedSlot[];
      /** Of the worst day. */
      readonly freshness: Freshness;
      /** When Cal.com was asked for the oldest day. */
      readonly observedAt: EpochMs;
      /** `bypass`: nothing cached could answer this question. */
      readonly cacheUse: CacheUse | 'bypass';
    }
  | { readonly kind: 'error'; readonly error: CalcomError };

/** Days further away are fetched by themselves: the weeks between them and now are none of the caller's business. */
const NEAR_DAYS = 62;

/** How often one query asks for a range before it gives up. */
const MOST_ROUNDS = 8;

/** Finds the slots of a query. @throws what Redis throws while it is away */
export const findSlots = async (context: ApiContext, query: SlotsQuery, request: SlotsRequest): Promise<SlotsFound> => {
  if (!Object.values(query).every(isAskable) || !Object.values(query.eventType).flat().every(isAskable)) {
    return { kind: 'error', error: { status: 400, message: 'A name or an id must hold no control characters.' } };
  }
  const name = spelledSegmentsName(query.eventType, query.durationMinutes);
  // With the booking's own time listed as free, or some hosts only, the answer is true for one caller only.
  const isForOne = query.bookingUidToReschedule !== undefined || query.rrHostSubsetIds !== undefined;
  if (name === undefined || isForOne) return await askOnce(context, query, request);

  const days = neededDays(query, context.clock());
  const cached = await context.availability.read(name, days);
  const error = errorOf(cached, context.clock());
  if (error !== undefined && cached.refusal?.failures === undefined) return { kind: 'error', error };
  context.usage.note(name);
  // While Cal.com fails for the event type it is not asked.
  const listed = look(context, query, request, days, cached, error !== undefined);
  if (error !== undefined) {
    return listed.kind === 'listed'
      ? { ...listed, kind: 'found', cacheUse: listed.freshness === 'stale-if-error' ? 'stale-if-error' : 'hit' }
      : { kind: 'error', error };
  }
  if (listed.kind === 'listed') {
    if (listed.freshness === 'stale') queueRefresh(context, name, lastOf(days), request.requestId);
    return { ...listed, kind: 'found', cacheUse: 'hit' };
  }
  return await fetchMissing(context, name, query, request, days, listed.missing);
};

/** Cal.com answers a name that it cannot have with a 500, which would look like a failure of its own. */
const isAskable = (value: unknown): boolean => typeof value !== 'string' || isNameable(value);

const look = (
  context: ApiContext,
  query: SlotsQuery,
  { notBefore }: SlotsRequest,
  days: readonly UtcDay[],
  { segments }: StoredSegments,
  staleIfError: boolean,
): ListedDays => listedDays(query, days, segments, context.clock(), context.config.cache, { notBefore, staleIfError });

const fetchMissing = async (
  context: ApiContext,
  name: SegmentsName,
  query: SlotsQuery,
  request: SlotsRequest,
  days: readonly UtcDay[],
  firstMissing: readonly UtcDay[],
): Promise<SlotsFound> => {
  const fallback = async (otherwise: CalcomError): Promise<SlotsFound> => {
    const old = look(context, query, request, days, await context.store.read(name, days), true);
    return old.kind === 'listed'
      ? { ...old, kind: 'found', cacheUse: 'stale-if-error' }
      : { kind: 'error', error: otherwise };
  };
  const freshFrom = epochMs(context.clock() - context.config.cache.freshSeconds * 1000);
  let missing = firstMissing;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ended = await runRange(
      context,
      { ...rangeOf(missing, context.clock()), segments: name, notBefore: request.notBefore ?? freshFrom },
      request,
    );
    if (ended.kind === 'refused') return { kind: 'error', error: ended.error };
    if (ended.kind !== 'written') return await fallback(ended.error);
    // Past the memory of this process, which may not have heard of the write yet.
    const stored = await context.store.read(name, days);
    const listed = look(context, query, request, days, stored, false);
    if (listed.kind === 'listed') return { ...listed, kind: 'found', cacheUse: 'miss' };
    missing = listed.missing;
  }
  return await fallback({ status: 503, message: 'The days changed faster than they could be fetched.' });
};

/** Asks Cal.com for this caller alone; the answer lies under a name that nobody else knows. */
const askOnce = async (context: ApiContext, query: SlotsQuery, request: SlotsRequest): Promise<SlotsFound> => {
  const now = context.clock();
  const name = storedSegmentsName(`once:${randomUUID()}`);
  const days = neededDays(query, now);
  const { eventType, durationMinutes, bookingUidToReschedule, rrHostSubsetIds } = query;
  const ended = await runRange(
    context,
    {
      segments: name,
      from: days[0] ?? utcDayOf(now),
      until: lastOf(days),
      notBefore: now,
      once: {
        eventType: 'usernames' in eventType ? { ...eventType, usernames: [...eventType.usernames] } : eventType,
        ...(durationMinutes === undefined ? {} : { durationMinutes }),
        ...(bookingUidToReschedule === undefined ? {} : { bookingUidToReschedule }),
        ...(rrHostSubsetIds === undefined ? {} : { rrHostSubsetIds }),
      },
    },
    request,
  );
  if (ended.kind !== 'written') return { kind: 'error', error: ended.error };
  const listed = look(context, query, request, days, await context.store.read(name, days), true);
  return listed.kind === 'listed'
    ? { ...listed, kind: 'found', cacheUse: 'bypass' }
    : { kind: 'error', error: { status: 503, message: 'The answer was not read in time.', retryAfterSeconds: 1 } };
};

type Ended =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused' | 'failed' | 'late'; readonly error: CalcomError };

const runRange = async (
  context: ApiContext,
  wanted: Omit<RangeJob, 'reason' | 'requestId'>,
  { requestId, signal }: SlotsRequest,
): Promise<Ended> => {
  const { jobId } = await queueRange(context.ranges, { ...wanted, reason: 'caller', requestId });
  const finish = await context.finishedRanges.wait(jobId, signal, true);
  if (finish === undefined) {
    return { kind: 'late', error: { status: 504, message: 'Cal.com did not answer in time.', retryAfterSeconds: 1 } };
  }
  if (finish.state === 'failed') {
    const problem = problemOfReason(finish.reason);
    if (isProblem(problem, 'event-type-failing')) {
      const failing = await context.store.read(storedSegmentsName(wanted.segments), []);
      const error = errorOf(failing, context.clock());
      if (error !== undefined) return { kind: 'failed', error };
    }
    const { circuitRetryAfterMs, throttle } = await context.gate.state();
    const retryAfterSeconds = Math.max(circuitRetryAfterMs, throttle.blockedForMs) / 1000;
    return {
      kind: 'failed',
      error: {
        status: 503,
        message: `Cal.com cannot be reached: ${problem.detail ?? finish.reason}`,
        retryAfterSeconds,
      },
    };
  }
  const outcome = rangeOutcomeSchema.parse(finish.value);
  if (outcome.kind !== 'refused') return { kind: 'written' };
  const { status, code, message } = outcome;
  switch (causeOf(outcome)) {
    case 'event-type':
    case 'question':
      return { kind: 'refused', error: { status, code, message } };
    case 'passing':
      return { kind: 'failed', error: { status, code, message } };
    case 'key':
      // Not the caller's, whom a 401 would tell so.
      return {
        kind: 'failed',
        error: { status: 503, message: 'Cal.com does not accept the API key of this service.' },
      };
  }
};

/** One range that holds all that is missing, from today where that is near. */
const rangeOf = (missing: readonly UtcDay[], now: EpochMs): { from: UtcDay; until: UtcDay } => {
  const today = utcDayOf(now);
  const last = lastOf(missing);
  if (last > today + NEAR_DAYS) return { from: missing[0] ?? today, until: last };
  return { from: today, until: utcDay(Math.max(today + LEAST_RANGE_DAYS, last)) };
};

/** The refusal that holds now, in Cal.com's shape. */
const errorOf = (stored: StoredSegments, now: EpochMs): CalcomError | undefined => {
  const refusal = refusalAt(stored, now);
  if (refusal === undefined) return undefined;
  const { status, code, message, until, failures } = refusal;
  return { status, code, message, ...(failures === undefined ? {} : { retryAfterSeconds: (until - now) / 1000 }) };
};

const lastOf = (days: readonly UtcDay[]): UtcDay => days[days.length - 1] ?? utcDay(0);

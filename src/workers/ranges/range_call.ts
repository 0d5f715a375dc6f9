/**
 * The calls of a range job. As a rule it is one. Where that takes too long for the caller who waits, a second one asks for the caller's days
 * alone, and whichever answers first ends the wait. The other goes on: what it brings is written too, and what both took is remembered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { UTC_ASKED } from '../../availability/asked_zone.ts';
import type { FailingMark } from '../../availability/failing.ts';
import { type SegmentsName, subjectOf } from '../../availability/segment_key.ts';
import { againstFormer } from '../../availability/against_former.ts';
import { EMPTIED_KEPT_MS } from '../../availability/doubt.ts';
import { learn } from '../../availability/learn.ts';
import { listingOf } from '../../availability/listed_subject.ts';
import type { SegmentStore, StoredSegments, WrittenAnswer } from '../../availability/segment_store.ts';
import { CalcomUnavailable } from '../../calcom/errors.ts';
import type { SlotsRange } from '../../calcom/slots_client.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import { rangeName } from '../../queues/ranges/range_name.ts';
import type { RangeJob } from '../../queues/ranges/job.ts';
import { queueRange, queueRangeAfter } from '../../queues/ranges/producer.ts';
import type { WorkerContext } from '../process/context.ts';
import { blameOf } from './failed_call.ts';
import { meteredCall } from '../process/metered_call.ts';
import {
  daysOf,
  isQuickFor,
  narrowed,
  restOf,
  type Span,
  type SpanPlan,
  type TimedCall,
  widthBy,
} from './range_width.ts';
import { RANGE_PRIORITY } from '../../queues/ranges/queue.ts';

/** The longest that a job holds its place while it waits for its turn; a longer wait puts the whole queue to rest. */
const TURN_PATIENCE_MS = 2_000;

/** The share of the time limit of a call after which a caller's days are asked for by themselves. */
const SLOW_SHARE = 0.3;

/** What the calls of a job share. */
export interface RangeCalls {
  readonly context: WorkerContext;
  readonly data: RangeJob;
  readonly jobId: string | undefined;
  readonly name: SegmentsName;
  readonly store: SegmentStore;
  /** What was cached before the call. */
  readonly former: StoredSegments;
  readonly plan: SpanPlan;
  /** What was known of the event type before the call. */
  readonly failing: FailingMark | undefined;
  readonly signal: AbortSignal;
}

/** How the call that decides has ended. */
export interface CallsMade {
  readonly calls: number;
  /** Undefined where Cal.com answered. */
  readonly error: unknown;
  /** Whether it probed an open circuit. */
  readonly probedCircuit: boolean;
  /** See `CallOptions`. */
  readonly timeoutCounts: boolean;
}

/** A call under way. */
interface Call {
  readonly span: Span;
  /** When its turn has come. */
  readonly began: Promise<void>;
  /** How it ended, after its days were written. It does not reject. */
  readonly ended: Promise<CallEnd>;
}

interface CallEnd extends Omit<CallsMade, 'calls'> {
  /** How long Cal.com took or was waited for, in milliseconds. */
  readonly ms: number;
}

/** Asks Cal.com and writes what it says. It does not reject for what Cal.com answers, or does not. */
export const callForDays = async (calls: RangeCalls): Promise<CallsMade> => {
  const { first, meanwhile } = calls.plan;
  const whole = begin(calls, first);
  if (meanwhile === undefined || !(await isSlow(calls, whole))) {
    const end = await whole.ended;
    if (isTimeout(end.error)) await narrow(calls, first);
    else if (end.error === undefined && calls.plan.rest.length > 0)
      await goOn(calls, { days: daysOf(first), ms: end.ms });
    return { ...end, calls: 1 };
  }
  const few = begin(calls, meanwhile);
  void compareWidths(calls, whole, few);
  const sooner = await Promise.race([whole.ended, few.ended]);
  if (sooner.error === undefined) return { ...sooner, calls: 2 };
  const ends = await Promise.all([whole.ended, few.ended]);
  return { ...(ends.find(({ error }) => error === undefined) ?? ends[1]), calls: 2 };
};

const isSlow = async ({ context }: RangeCalls, { began, ended }: Call): Promise<boolean> => {
  const late = began.then(() => sleep(context.account.timeoutMs * SLOW_SHARE, true));
  return (await Promise.race([ended, late])) === true;
};

const begin = (calls: RangeCalls, span: Span): Call => {
  const { context, data, failing, signal } = calls;
  const { reason, needed } = data;
  // Fewer days might have come in time, so it says nothing of Cal.com's health.
  const timeoutCounts = data.once !== undefined || daysOf(span) <= (needed === undefined ? 1 : daysOf(needed));
  const { promise: began, resolve } = Promise.withResolvers<void>();
  let startedAt = performance.now();
  let probedCircuit = false;
  const run = async (): Promise<CallEnd> => {
    try {
      const answer = await context.gate.call(
        (callSignal, probesCircuit) => {
          startedAt = performance.now();
          probedCircuit = probesCircuit;
          resolve();
          return meteredCall(context, reason, () => context.client.fetchSlots(rangeOf(calls, span), callSignal));
        },
        {
          priority: RANGE_PRIORITY[reason],
          patienceMs: TURN_PATIENCE_MS,
          signal,
          timeoutCounts,
          ...blameOf(data, failing),
        },
      );
      const ms = performance.now() - startedAt;
      await keep(calls, span, answer, ms);
      return { ms, error: undefined, probedCircuit, timeoutCounts };
    } catch (error) {
      return { ms: performance.now() - startedAt, error, probedCircuit, timeoutCounts };
    }
  };
  return { span, began, ended: run() };
};

const rangeOf = ({ data: { once }, name }: RangeCalls, span: Span): SlotsRange => {
  if (once !== undefined) {
    const { start, end, ...asked } = once;
    return { ...asked, ...span, exactly: { start, end } };
  }
  const { asked, hosts, ...subject } = subjectOf(name);
  return {
    ...subject,
    ...span,
    ...(asked === UTC_ASKED ? {} : { timeZone: asked }),
    ...(hosts === undefined ? {} : { rrHostSubsetIds: hosts }),
  };
};

const keep = async (
  { context, data, jobId, name, store, former, failing }: RangeCalls,
  span: Span,
  { slots, observedAt, leftOut }: Awaited<ReturnType<WorkerContext['client']['fetchSlots']>>,
  ms: number,
): Promise<void> => {
  for (const [reason, count] of Object.entries(leftOut)) context.metrics.slotsLeftOut.inc({ reason }, count);
  const answer = { ...span, observedAt, slots };
  const compared = data.once === undefined ? compare(context, name, former, answer) : {};
  await Promise.all([
    store.write(name, { ...answer, ...compared }),
    context.configurationFaults.clear(),
    // The mark itself goes with the write.
    failing === undefined ? undefined : context.failingEventTypes.clear(name),
  ]);
  if (compared.isEmptied) await askOnceMore(context, data, span, observedAt);
  context.logger.info(
    {
      range: rangeName({ ...data, ...span }),
      rangeId: jobId,
      reason: data.reason,
      requestId: data.requestId,
      slots: slots.length,
      leftOut,
      durationMs: Math.round(ms),
    },
    'range fetched',
  );
};

/** What an answer says when it is held against what was cached: what is odd about it, and what it teaches. */
const compare = (
  { catalogue, clock }: WorkerContext,
  name: SegmentsName,
  former: StoredSegments,
  answer: WrittenAnswer,
): Pick<WrittenAnswer, 'vanishedOn' | 'isEmptied' | 'experience'> => {
  const listing = listingOf(catalogue, name, former, clock());
  const oddities = againstFormer(answer, former, listing.rules);
  // An answer that is believed only when it comes again teaches nothing.
  return oddities.isEmptied ? oddities : { ...oddities, experience: learn(former, answer, listing) };
};

/** A month that was full is empty: only when Cal.com says it again it is believed. */
const askOnceMore = async (context: WorkerContext, data: RangeJob, span: Span, observedAt: EpochMs): Promise<void> => {
  context.metrics.emptiedMonths.inc();
  context.logger.warn({ range: rangeName({ ...data, ...span }) }, 'a month that was full is empty: asked once more');
  const again = { ...data, ...span, notBefore: epochMs(observedAt + EMPTIED_KEPT_MS), reason: 'refresh' } as const;
  await queueRangeAfter(context.ranges, again, context.clock());
};

/** Remembers how many days come in time, and has those fetched that did not come. It does not reject. */
const compareWidths = async (calls: RangeCalls, whole: Call, few: Call): Promise<void> => {
  const { context, name, store } = calls;
  const began = performance.now();
  try {
    const some = await few.ended;
    if (some.error !== undefined) return;
    const widthAfter = (ms: number) =>
      widthBy({ days: daysOf(whole.span), ms }, { days: daysOf(few.span), ms: some.ms }, context.clock());
    // Until it is known how long all days take: who asks meanwhile would begin with all of them again.
    await store.noteWidth(name, widthAfter(context.account.timeoutMs * SLOW_SHARE + performance.now() - began));
    const many = await whole.ended;
    if (many.error !== undefined && !isTimeout(many.error)) return;
    const width = widthAfter(many.ms);
    await store.noteWidth(name, width);
    if (many.error !== undefined) await queueRest(calls, restOf(whole.span, few.span, width?.days ?? daysOf(few.span)));
  } catch (error) {
    context.logger.warn({ err: error, range: rangeName(calls.data) }, 'the rest of a range could not be queued');
  }
};

/** Has the rest fetched. What made the event type slow may have been an hour's fault: then all is asked for at once again. */
const goOn = async (calls: RangeCalls, made: TimedCall): Promise<void> => {
  const { rest } = calls.plan;
  const all = made.days + rest.reduce((sum, span) => sum + daysOf(span), 0);
  if (isQuickFor(all, made)) await calls.store.noteWidth(calls.name, undefined);
  await queueRest(calls, rest);
};

/** Fewer days are asked for when this one is tried again. */
const narrow = async ({ context, store, name, data }: RangeCalls, span: Span): Promise<void> => {
  if (daysOf(span) > 1 && data.once === undefined) await store.noteWidth(name, narrowed(span, context.clock()));
};

const isTimeout = (error: unknown): boolean => error instanceof CalcomUnavailable && error.reason === 'timeout';

/** Nobody waits for these: they are fetched behind everybody else, within the hour's budget. */
const queueRest = async ({ context, data }: RangeCalls, rest: readonly Span[]): Promise<void> => {
  const { needed: _needed, callers: _callers, ...wanted } = data;
  for (const span of rest) await queueRange(context.ranges, { ...wanted, ...span, reason: 'warming', isPart: true });
};

/** Puts ranges on the queue, so that for one event type at most one call is queued or under way in the whole fleet. */
import { randomUUID } from 'node:crypto';
import { Job } from 'bullmq';
import { type EpochMs, epochMs, utcDay } from '../../verification/time.ts';
import type { RangeJob } from './job.ts';
import { RANGE_PRIORITY, type RangesQueue } from './queue.ts';
import { rangeName } from './range_name.ts';

/** Where a wanted range stands. */
export interface QueuedRange {
  readonly jobId: string;
  /** The job was there before: it may have begun already, and may cover other days than were asked for now. */
  readonly joined: boolean;
}

/**
 * Queues the call for a range, or joins the one that is there for the same event type and duration. A joined job that still waits
 * is lifted to the higher of both priorities and widened to both ranges; one that has begun is left as it is, and
 * whoever still misses something after it asks again.
 * @throws when Redis cannot be reached
 */
export const queueRange = (queue: RangesQueue, wanted: RangeJob): Promise<QueuedRange> =>
  add(queue, wanted, singleFlight(wanted), 0);

/**
 * Queues the call for a range that is to begin after a change, once Cal.com is sure to know of it. It joins no other call: one that is there may
 * begin, or have begun, too early. Those that have to wait, and are to begin within the same two seconds, are one. One that need not wait may begin
 * at once, before the next of its two seconds, so it is one with those of its own moment alone; the next finds what it fetched, or fetches again.
 * @param wanted with `notBefore`, from when on a call knows of the change
 * @throws when Redis cannot be reached
 */
export const queueRangeAfter = async (queue: RangesQueue, wanted: RangeJob, now: EpochMs): Promise<QueuedRange> => {
  const { notBefore } = wanted;
  const mustWait = notBefore > now;
  const dueAt = mustWait ? epochMs(Math.ceil(notBefore / TOGETHER_MS) * TOGETHER_MS) : notBefore;
  return await add(queue, wanted, `${singleFlight(wanted)} after ${dueAt}`, mustWait ? dueAt - now : 0);
};

/** A host who is booked twice in a moment is asked about once. */
const TOGETHER_MS = 2_000;

const add = async (queue: RangesQueue, wanted: RangeJob, id: string, delay: number): Promise<QueuedRange> => {
  const ownId = randomUUID();
  const job = await queue.add(rangeName(wanted), wanted, {
    jobId: ownId,
    priority: RANGE_PRIORITY[wanted.reason],
    deduplication: { id },
    ...(delay > 0 ? { delay } : {}),
  });
  if (job.id === undefined || job.id === ownId) return { jobId: ownId, joined: false };
  await lift(queue, job.id, wanted);
  return { jobId: job.id, joined: true };
};

/** What there is at most one of: the calls for one event type of one account, or the calls for one part of its days. */
const singleFlight = ({ account, segments, from, isPart }: RangeJob): string =>
  `${account} ${segments}${isPart ? ` from ${from}` : ''}`;

/** All days that somebody waits for. */
const neededOf = (one: RangeJob, other: RangeJob): Pick<RangeJob, 'needed'> => {
  const needed = [one.needed, other.needed].filter((span) => span !== undefined);
  if (needed.length === 0) return {};
  return {
    needed: {
      from: utcDay(Math.min(...needed.map(({ from }) => from))),
      until: utcDay(Math.max(...needed.map(({ until }) => until))),
    },
  };
};

const lift = async (queue: RangesQueue, jobId: string, wanted: RangeJob): Promise<void> => {
  const existing = await Job.fromId<RangeJob>(queue, jobId);
  // Finished meanwhile, or begun: there is nothing left to lift.
  if (existing === undefined || existing.processedOn !== undefined) return;
  const { data } = existing;
  const moreUrgent = RANGE_PRIORITY[wanted.reason] < existing.priority;
  const merged: RangeJob = {
    ...data,
    from: utcDay(Math.min(data.from, wanted.from)),
    until: utcDay(Math.max(data.until, wanted.until)),
    ...neededOf(data, wanted),
    notBefore: epochMs(Math.max(data.notBefore, wanted.notBefore)),
    reason: moreUrgent ? wanted.reason : data.reason,
    // A job that is wanted without callers stays wanted when callers who joined it hang up.
    callers: data.callers && wanted.callers ? [...data.callers, ...wanted.callers] : [],
  };
  try {
    if (JSON.stringify(merged) !== JSON.stringify(data)) await existing.updateData(merged);
    if (moreUrgent) await existing.changePriority({ priority: RANGE_PRIORITY[wanted.reason] });
  } catch (error) {
    // Removed between the look and the change: whoever waits for it is told that it is gone, and asks again.
    if ((await Job.fromId(queue, jobId)) !== undefined) throw error;
  }
};

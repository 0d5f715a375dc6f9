/** The `holds` worker: holds a slot at Cal.com, gives it back, and says when a hold has ended. */
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { HoldRecord } from '../../booking/hold_record.ts';
import { CalcomRefused, CalcomUnavailable } from '../../calcom/errors.ts';
import { isForeign } from '../../calcom/refusal.ts';
import { reasonOf } from '../../contract/problem.ts';
import { problemOfRefusal } from '../../contract/refusal_problem.ts';
import { type HoldJob, type HoldOutcome, holdJobSchema } from '../../queues/holds/job.ts';
import { queueHold } from '../../queues/holds/producer.ts';
import { HOLDS } from '../../queues/holds/queue.ts';
import { type BackgroundCalls, type BackgroundTurn, backgroundCalls } from '../process/background_calls.ts';
import { turnMs } from '../process/call_outcome.ts';
import type { WorkerContext } from '../process/context.ts';
import { forAccount } from '../process/for_account.ts';
import { isHeldByOthers } from '../process/held_by_others.ts';
import { tellHeld, tellReleased } from '../process/held_time.ts';
import { putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';

/** The longest wait for a turn at the gate, in milliseconds; after it the job goes back to its queue. */
const PATIENCE_MS = 2_000;

/** A caller waits, and no longer than it said. */
const turnOf = (job: HoldJob): BackgroundTurn => ({
  priority: 0,
  patienceMs: job.does === 'hold' ? Math.max(0, Math.min(PATIENCE_MS, job.beginBy - Date.now())) : PATIENCE_MS,
});

/** Somebody has the time. */
const TAKEN = 422;

/** Starts the worker. */
export const startHoldsWorker = (context: WorkerContext): Worker<HoldJob, HoldOutcome, string> =>
  new Worker<HoldJob, HoldOutcome, string>(
    HOLDS.name,
    async (job, token) => {
      const data = holdJobSchema.parse(job.data);
      const own = forAccount(context, data.account);
      try {
        return await work(own, data, backgroundCalls(own, 'hold', turnOf(data)));
      } catch (error) {
        return await againOrNot(job, data, token, error);
      }
    },
    workerOptions(context, context.concurrency),
  );

const work = async (context: WorkerContext, job: HoldJob, calls: BackgroundCalls): Promise<HoldOutcome> => {
  switch (job.does) {
    case 'hold':
      return await hold(context, job, calls);
    case 'release':
      return await release(context, job, calls);
    case 'end':
      await context.holds.remove(job.holdId);
      await tellReleased(context, job.requestId, job.slot);
      return { kind: 'over' };
  }
};

/** The caller has been told that nothing is held. */
class TooLate extends UnrecoverableError {
  constructor() {
    super(reasonOf('calcom-unavailable', 'Cal.com gave no answer in time. Nothing is held.'));
  }
}

/**
 * Holds the first slot that can be had. A worker that ends between Cal.com's answer and ours leaves a hold that nobody knows of; it ends by itself,
 * and the next slot is held instead.
 */
const hold = async (
  context: WorkerContext,
  job: Extract<HoldJob, { does: 'hold' }>,
  { makeCall }: BackgroundCalls,
): Promise<HoldOutcome> => {
  const { holdId, owner, sameKey, eventTypeId, timeZone, duration, minutes, requestId, account } = job;
  const { catalogue, holds, holdsQueue, metrics, clock } = context;
  const standing = await holds.standing();
  const isOurs = (one: HoldRecord): boolean => one.id === holdId || (sameKey !== undefined && one.sameKey === sameKey);
  if (standing.some(isOurs)) return { kind: 'held' };
  for (const start of job.starts) {
    if (Date.now() > job.beginBy) throw new TooLate();
    const wanted = { eventTypeId, start, holdId, ...(duration === undefined ? {} : { durationMinutes: duration }) };
    // Cal.com would say so too, and count the call.
    if (isHeldByOthers(wanted, standing, catalogue)) continue;
    const call = clientOf(context).hold({ eventTypeId, start, durationMinutes: duration, minutes });
    const held = await makeCall(call).catch((error: unknown) => {
      if (error instanceof CalcomRefused && error.status === TAKEN) return undefined;
      throw error;
    });
    if (held === undefined) continue;
    const { uid, from, until, heldUntil } = held.value;
    // Before it is known here, so that whatever ends in between leaves nothing hidden for longer than its time.
    await queueHold(holdsQueue, { does: 'end', account, holdId, requestId, slot: held.value }, heldUntil - clock());
    await tellHeld(context, requestId, held.value);
    await holds.put({
      ...{ id: holdId, owner, uid, eventTypeId, start: from, end: until, timeZone, until: heldUntil },
      ...(sameKey === undefined ? {} : { sameKey }),
    });
    if (Date.now() > job.wantedUntil) {
      await queueHold(holdsQueue, { does: 'release', account, holdId, requestId });
      throw new TooLate();
    }
    metrics.holds.inc({ outcome: 'held' });
    return { kind: 'held' };
  }
  metrics.holds.inc({ outcome: 'taken' });
  return { kind: 'taken' };
};

const release = async (
  context: WorkerContext,
  { holdId, requestId }: Extract<HoldJob, { does: 'release' }>,
  { makeCall }: BackgroundCalls,
): Promise<HoldOutcome> => {
  const { holds } = context;
  const held = await holds.read(holdId);
  if (held === undefined) return { kind: 'over' };
  await makeCall(clientOf(context).release(held.uid));
  await holds.remove(holdId);
  const { uid, eventTypeId, start: from, end: until, until: heldUntil } = held;
  await tellReleased(context, requestId, { uid, eventTypeId, from, until, heldUntil });
  return { kind: 'over' };
};

const clientOf = ({ reservationsClient }: WorkerContext) => {
  if (reservationsClient === undefined) throw new Error('there is no CALCOM_API_KEY to hold with');
  return reservationsClient;
};

/** What Cal.com refuses is told in its words; what it cannot be asked for now is asked for again while the caller waits. */
const againOrNot = async (
  queued: Job<HoldJob>,
  job: HoldJob,
  token: string | undefined,
  error: unknown,
): Promise<never> => {
  if (error instanceof CalcomRefused) {
    const { status, code, message } = error;
    const name = isForeign({ status, code, message })
      ? 'calcom-unavailable'
      : problemOfRefusal({ status, code, message });
    throw new UnrecoverableError(reasonOf(name, message));
  }
  const ms = turnMs(error);
  if (ms !== undefined && (job.does !== 'hold' || Date.now() + ms < job.beginBy))
    return await putOff(queued, token, ms);
  if (job.does === 'hold' && (ms !== undefined || error instanceof CalcomUnavailable)) throw new TooLate();
  throw error;
};

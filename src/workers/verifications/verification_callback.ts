/**
 * That a verification with a `callbackUrl` is told to its receiver, whenever its worker dies.
 *
 * The callback is queued before the verification's own job finishes. Killed before that, the job is found stalled and is worked on
 * again from the start; killed between the two, it is worked on again as well, finds the callback, and ends as the callback
 * says. So what is polled and what is delivered are the same, and a finished job always has its callback.
 */
import { DelayedError, type Job, UnrecoverableError, WaitingError, type Worker } from 'bullmq';
import type { VerificationCallback, VerificationEnd } from '../../queues/callbacks/job.ts';
import { queueCallback, queuedEnd } from '../../queues/callbacks/producer.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import {
  type VerificationAnswer,
  type VerificationJob,
  verificationJobSchema,
} from '../../queues/verifications/job.ts';
import type { WorkerContext } from '../process/context.ts';

/**
 * Does the work of a verification job, and queues the callback of what came of it.
 * @param lost aborted when the job is no longer this worker's: its end is then another's to tell
 */
export const withCallback = async (
  context: WorkerContext,
  job: Job<VerificationJob>,
  lost: AbortSignal | undefined,
  work: () => Promise<VerificationAnswer>,
): Promise<VerificationAnswer> => {
  if (job.data.callbackUrl === undefined) return await work();
  if (job.attemptsStarted > 1 && job.id !== undefined) {
    const earlier = await queuedEnd(context.callbacks, job.id);
    if (earlier?.status === 'completed') return earlier.answer;
    if (earlier?.status === 'failed') throw new UnrecoverableError(earlier.reason);
  }
  try {
    const answer = await work();
    await tell(context, job, { status: 'completed', answer });
    return answer;
  } catch (error) {
    if (lost?.aborted !== true && isEnd(job, error)) {
      await tell(context, job, { status: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
    throw error;
  }
};

/**
 * Queues the callback of every verification that ends in this worker once more, after its end. It is there already, and nothing happens, but in two
 * cases: BullMQ itself failed the job (found without its worker too often), which then never reaches `withCallback`; or the callback went to a master
 * and the end of the job to its successor, which had not got the callback.
 */
export const tellOfEnds = (
  worker: Worker<VerificationJob, VerificationAnswer, string>,
  context: Pick<WorkerContext, 'callbacks' | 'clock' | 'logger'>,
): void => {
  const tellAfterwards = async (job: Job<VerificationJob>, end: VerificationEnd): Promise<void> => {
    try {
      await tell(context, job, end);
    } catch (error) {
      context.logger.error({ err: error, verification: job.id }, 'callback could not be queued');
    }
  };
  worker.on('completed', (job, answer) => void tellAfterwards(job, { status: 'completed', answer }));
  worker.on('failed', (job) => {
    if (job?.finishedOn !== undefined) void tellAfterwards(job, { status: 'failed', reason: job.failedReason });
  });
};

/** Whether the job fails for good with this, rather than going back to its queue, being tried again, or having lost Redis. */
const isEnd = (job: Job, error: unknown): boolean => {
  if (error instanceof UnrecoverableError) return true;
  if (error instanceof WaitingError || error instanceof DelayedError || isRedisFault(error)) return false;
  return job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
};

const tell = async (
  context: Pick<WorkerContext, 'callbacks' | 'clock'>,
  job: Job<VerificationJob>,
  end: VerificationEnd,
): Promise<void> => {
  const { account, callbackUrl, requested, seeks, timeZone, durationMinutes, spokenTo, requestId } =
    verificationJobSchema.parse(job.data);
  if (callbackUrl === undefined || job.id === undefined) return;
  const callback: VerificationCallback = {
    account,
    verificationId: job.id,
    url: callbackUrl,
    asked: { requested, seeks, timeZone, durationMinutes },
    spokenTo,
    end,
    endedAt: context.clock(),
    requestId,
  };
  await queueCallback(context.callbacks, callback);
};

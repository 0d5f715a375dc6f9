/** Jobs that go back to their queue unfinished, and have lost no attempt by it. */
import { DelayedError, type Job, WaitingError } from 'bullmq';

/** At once, for another process to take. @throws {WaitingError} which tells BullMQ so, always */
export const giveBack = async (job: Pick<Job, 'moveToWait'>, token: string | undefined): Promise<never> => {
  await job.moveToWait(token);
  throw new WaitingError();
};

/** For so many milliseconds. @throws {DelayedError} which tells BullMQ so, always */
export const putOff = async (
  job: Pick<Job, 'moveToDelayed'>,
  token: string | undefined,
  ms: number,
): Promise<never> => {
  // BullMQ's clock is the machine's.
  await job.moveToDelayed(Date.now() + ms, token);
  throw new DelayedError();
};

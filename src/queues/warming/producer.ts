/** Rounds of warming: by the schedule, and when somebody asks. */
import type { Account } from '../../account/account.ts';
import { keepSchedule } from '../job_queue/schedule.ts';
import type { WarmingQueue } from './queue.ts';

/** A round that was asked for and has not ended is joined by whoever asks for one meanwhile. */
const ROUND = { deduplication: { id: 'round' } };

/** Brings the schedule in line with the account. @throws when Redis cannot be reached */
export const scheduleWarming = (
  queue: WarmingQueue,
  { name: account, warming: { cron, callsPerHour } }: Pick<Account, 'name' | 'warming'>,
): Promise<void> =>
  keepSchedule(queue, callsPerHour === 0 ? undefined : cron, {
    name: `Round by schedule (${cron})`,
    data: { account },
  });

/**
 * Asks for a round now, or for certain event types.
 * @param eventTypeIds undefined for a round, which chooses by itself
 * @returns the id of the job, which may have been there before
 * @throws when Redis cannot be reached
 */
export const queueWarming = async (
  queue: WarmingQueue,
  account: string,
  requestId: string,
  eventTypeIds: readonly number[] | undefined,
): Promise<string> => {
  const job =
    eventTypeIds === undefined
      ? await queue.add('Round asked for over the API', { account, requestId }, ROUND)
      : await queue.add(`Event types ${eventTypeIds.join(', ')}`, {
          account,
          requestId,
          eventTypeIds: [...eventTypeIds],
        });
  return job.id ?? '';
};

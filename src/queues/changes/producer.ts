/** When Cal.com is asked what was booked: by a schedule, and when a worker starts. */
import type { Account } from '../../account/account.ts';
import { keepSchedule } from '../job_queue/schedule.ts';
import type { ChangesQueue } from './queue.ts';

/** Brings the schedule in line with the account. @throws when Redis cannot be reached */
export const scheduleChanges = (
  queue: ChangesQueue,
  { name: account, changesCron: cron }: Pick<Account, 'name' | 'changesCron'>,
): Promise<void> => keepSchedule(queue, cron, { name: `By schedule (${cron})`, data: { account, reason: 'schedule' } });

/** Asks for a look now: one at a time, however many workers start. @throws when Redis cannot be reached */
export const queueChangesAtStart = async (queue: ChangesQueue, account: string): Promise<void> => {
  await queue.add(
    'At the start of a worker',
    { account, reason: 'a worker started' },
    { deduplication: { id: 'start' } },
  );
};

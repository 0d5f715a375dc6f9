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

/** A look that is asked for is one with those that are asked for within this time, in milliseconds. */
const TOGETHER_MS = 1_000;

/** Asks for a look after a while: something may have changed that nobody could tell. @throws when Redis cannot be reached */
export const queueLookAfter = async (queue: ChangesQueue, account: string, delayMs: number): Promise<void> => {
  const delay = delayMs + TOGETHER_MS;
  await queue.add(
    'After something that nobody could tell',
    { account, reason: 'something may have changed' },
    { delay, deduplication: { id: 'doubt', ttl: TOGETHER_MS } },
  );
};

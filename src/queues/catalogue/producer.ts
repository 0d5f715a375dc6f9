/** When the account is read: by a schedule, at a worker's start, and when something makes its catalogue doubtful. */
import type { Account } from '../../account/account.ts';
import { keepSchedule } from '../job_queue/schedule.ts';
import type { CatalogueQueue } from './queue.ts';

/** The reason of a job that reads only where there is no catalogue, or none of the last hour. */
export const AT_START = 'a worker started';

/** However many events ask for it, the account is not read again within this time. */
const LEAST_PAUSE_MS = 5 * 60_000;

/** Brings the schedule in line with the account. @throws when Redis cannot be reached */
export const scheduleCatalogue = (
  queue: CatalogueQueue,
  { name: account, catalogueCron: cron }: Pick<Account, 'name' | 'catalogueCron'>,
): Promise<void> => keepSchedule(queue, cron, { name: `By schedule (${cron})`, data: { account, reason: 'schedule' } });

/** Asks for a reading at a worker's start: one at a time, however many start. @throws when Redis cannot be reached */
export const queueCatalogueAtStart = async (queue: CatalogueQueue, account: string): Promise<void> => {
  await queue.add('At the start of a worker', { account, reason: AT_START }, { deduplication: { id: 'start' } });
};

/** Edits that come so close together are read at once. */
const TOGETHER_MS = 2_000;

/** Asks for a reading after something was edited: each is read of, and several in a moment once. @throws when Redis cannot be reached */
export const queueCatalogueAfterEdit = async (queue: CatalogueQueue, account: string): Promise<void> => {
  const reason = 'something was edited';
  await queue.add(
    `On demand: ${reason}`,
    { account, reason },
    { delay: TOGETHER_MS, deduplication: { id: 'edit', ttl: TOGETHER_MS } },
  );
};

/** Asks for a reading now, at most once in five minutes. @throws when Redis cannot be reached */
export const queueCatalogue = async (queue: CatalogueQueue, account: string, reason: string): Promise<void> => {
  await queue.add(
    `On demand: ${reason}`,
    { account, reason },
    { deduplication: { id: 'demand', ttl: LEAST_PAUSE_MS } },
  );
};

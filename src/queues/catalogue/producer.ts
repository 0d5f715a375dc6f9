/** When the account is read: by a schedule, at a worker's start, and when something makes its catalogue doubtful. */
import { keepSchedule } from '../job_queue/schedule.ts';
import type { CatalogueQueue } from './queue.ts';

/** The reason of a job that reads only where there is no catalogue, or none of the last hour. */
export const AT_START = 'a worker started';

/** However many events ask for it, the account is not read again within this time. */
const LEAST_PAUSE_MS = 5 * 60_000;

/** Brings the schedule in line with the settings. @param cron undefined for no reading @throws when Redis cannot be reached */
export const scheduleCatalogue = (queue: CatalogueQueue, cron: string | undefined): Promise<void> =>
  keepSchedule(queue, cron, { name: `By schedule (${cron})`, data: { reason: 'schedule' } });

/** Asks for a reading at a worker's start: one at a time, however many start. @throws when Redis cannot be reached */
export const queueCatalogueAtStart = async (queue: CatalogueQueue): Promise<void> => {
  await queue.add('At the start of a worker', { reason: AT_START }, { deduplication: { id: 'start' } });
};

/** Asks for a reading now, at most once in five minutes. @throws when Redis cannot be reached */
export const queueCatalogue = async (queue: CatalogueQueue, reason: string): Promise<void> => {
  await queue.add(`On demand: ${reason}`, { reason }, { deduplication: { id: 'demand', ttl: LEAST_PAUSE_MS } });
};

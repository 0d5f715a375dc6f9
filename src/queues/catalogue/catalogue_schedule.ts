/** When the account is read: by a schedule, at a worker's start, and when something makes its catalogue doubtful. */
import type { CatalogueQueue } from '../queues.ts';

/** The one schedule of the fleet. */
const SCHEDULE_ID = 'rounds';

/** Cron expressions are read in UTC: a fleet's machines may stand in several zones. */
const TIME_ZONE = 'UTC';

/** The reason of a job that reads only where there is no catalogue, or none of the last hour. */
export const AT_START = 'a worker started';

/** However many events ask for it, the account is not read again within this time. */
const LEAST_PAUSE_MS = 5 * 60_000;

/**
 * Brings the schedule in line with the settings, as every worker process does when it starts.
 * @param cron undefined for no reading
 * @throws when Redis cannot be reached
 */
export const scheduleCatalogue = async (queue: CatalogueQueue, cron: string | undefined): Promise<void> => {
  await queue.setGlobalConcurrency(1);
  if (cron === undefined) {
    await queue.removeJobScheduler(SCHEDULE_ID);
    return;
  }
  await queue.upsertJobScheduler(
    SCHEDULE_ID,
    { pattern: cron, tz: TIME_ZONE },
    { name: `By schedule (${cron})`, data: { reason: 'schedule' } },
  );
};

/** Asks for a reading at a worker's start: one at a time, however many start. @throws when Redis cannot be reached */
export const queueCatalogueAtStart = async (queue: CatalogueQueue): Promise<void> => {
  await queue.add('At the start of a worker', { reason: AT_START }, { deduplication: { id: 'start' } });
};

/** Asks for a reading now, at most once in five minutes. @throws when Redis cannot be reached */
export const queueCatalogue = async (queue: CatalogueQueue, reason: string): Promise<void> => {
  await queue.add(`On demand: ${reason}`, { reason }, { deduplication: { id: 'demand', ttl: LEAST_PAUSE_MS } });
};

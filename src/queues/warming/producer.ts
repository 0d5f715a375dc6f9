/** Rounds of warming: by the schedule, and when somebody asks. */
import { keepSchedule } from '../job_queue/schedule.ts';
import type { WarmingQueue } from './queue.ts';

/** A round that was asked for and has not ended is joined by whoever asks for one meanwhile. */
const ROUND = { deduplication: { id: 'round' } };

/** The settings of warming that the schedule depends on. */
export interface WarmingSettings {
  readonly cron: string;
  /** 0 for no warming. */
  readonly callsPerHour: number;
}

/** Brings the schedule in line with the settings. @throws when Redis cannot be reached */
export const scheduleWarming = (queue: WarmingQueue, { cron, callsPerHour }: WarmingSettings): Promise<void> =>
  keepSchedule(queue, callsPerHour === 0 ? undefined : cron, { name: `Round by schedule (${cron})`, data: {} });

/**
 * Asks for a round now, or for certain event types.
 * @param eventTypeIds undefined for a round, which chooses by itself
 * @returns the id of the job, which may have been there before
 * @throws when Redis cannot be reached
 */
export const queueWarming = async (
  queue: WarmingQueue,
  requestId: string,
  eventTypeIds: readonly number[] | undefined,
): Promise<string> => {
  const job =
    eventTypeIds === undefined
      ? await queue.add('Round asked for over the API', { requestId }, ROUND)
      : await queue.add(`Event types ${eventTypeIds.join(', ')}`, { requestId, eventTypeIds: [...eventTypeIds] });
  return job.id ?? '';
};

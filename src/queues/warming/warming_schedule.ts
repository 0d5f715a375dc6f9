/** When rounds of warming run. */
import { CronExpressionParser } from 'cron-parser';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import type { WarmingQueue } from '../queues.ts';

/** The one schedule of the fleet. */
const SCHEDULE_ID = 'rounds';

/** Cron expressions are read in UTC: a fleet's machines may stand in several zones. */
const TIME_ZONE = 'UTC';

/** The settings of warming that the schedule depends on. */
export interface WarmingSettings {
  readonly cron: string;
  /** 0 for no warming. */
  readonly callsPerHour: number;
}

/**
 * Brings the schedule in line with the settings: every worker process does so when it starts, and all write the same one. BullMQ makes
 * each round once, however many processes there are.
 * @throws when Redis cannot be reached
 */
export const scheduleWarming = async (queue: WarmingQueue, { cron, callsPerHour }: WarmingSettings): Promise<void> => {
  // Rounds share one budget: two at once would both spend what is left of it.
  await queue.setGlobalConcurrency(1);
  if (callsPerHour === 0) {
    await queue.removeJobScheduler(SCHEDULE_ID);
    return;
  }
  await queue.upsertJobScheduler(
    SCHEDULE_ID,
    { pattern: cron, tz: TIME_ZONE },
    { name: `Round by schedule (${cron})`, data: {} },
  );
};

/** The first round after `now`. @throws Error for a cron expression that cannot be read */
export const nextRound = (cron: string, now: EpochMs): EpochMs =>
  epochMs(
    CronExpressionParser.parse(cron, { currentDate: new Date(now), tz: TIME_ZONE })
      .next()
      .getTime(),
  );

/** Rounds by a schedule: one of a queue's jobs at a time, made once for the whole fleet. */
import { CronExpressionParser } from 'cron-parser';
import { type EpochMs, epochMs } from '../../verification/time.ts';

/** The one schedule of a queue. */
const SCHEDULE_ID = 'rounds';

/** Cron expressions are read in UTC: a fleet's machines may stand in several zones. */
const TIME_ZONE = 'UTC';

/** What of a queue the schedule is written with. */
interface Schedulable<Data> {
  setGlobalConcurrency(concurrency: number): Promise<unknown>;
  removeJobScheduler(id: string): Promise<unknown>;
  upsertJobScheduler(
    id: string,
    repeat: { readonly pattern: string; readonly tz: string },
    template: { readonly name: string; readonly data: Data },
  ): Promise<unknown>;
}

/**
 * Brings a queue's schedule in line with the settings: every worker process does so when it starts, and all write the same one. BullMQ
 * makes each round once, however many processes there are.
 * @param cron undefined for no rounds
 * @param round the name and the data of each round's job
 * @throws when Redis cannot be reached
 */
export const keepSchedule = async <Data>(
  queue: Schedulable<Data>,
  cron: string | undefined,
  round: { readonly name: string; readonly data: Data },
): Promise<void> => {
  // Rounds share one budget: two at once would both spend what is left of it.
  await queue.setGlobalConcurrency(1);
  if (cron === undefined) await queue.removeJobScheduler(SCHEDULE_ID);
  else await queue.upsertJobScheduler(SCHEDULE_ID, { pattern: cron, tz: TIME_ZONE }, round);
};

/** The first round after `now`. @throws Error for a cron expression that cannot be read */
export const nextRound = (cron: string, now: EpochMs): EpochMs =>
  epochMs(
    CronExpressionParser.parse(cron, { currentDate: new Date(now), tz: TIME_ZONE })
      .next()
      .getTime(),
  );

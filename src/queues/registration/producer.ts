/** When it is made sure of the webhooks in Cal.com: by a schedule, at a worker's start, and when the account is known anew. */
import type { Account } from '../../account/account.ts';
import { keepSchedule } from '../job_queue/schedule.ts';
import type { RegistrationQueue } from './queue.ts';

/** After the account was read, and off the hour, when warming begins. */
export const REGISTRATION_CRON = '57 * * * *';

/** Whether this service registers its webhooks. */
export const registersWebhooks = ({ publicUrl, apiKey }: Pick<Account, 'publicUrl' | 'apiKey'>): boolean =>
  publicUrl !== undefined && apiKey !== undefined;

/** Brings the schedule in line with the account. @throws when Redis cannot be reached */
export const scheduleRegistration = (
  queue: RegistrationQueue,
  account: Pick<Account, 'name' | 'publicUrl' | 'apiKey'>,
): Promise<void> =>
  keepSchedule(queue, registersWebhooks(account) ? REGISTRATION_CRON : undefined, {
    name: `By schedule (${REGISTRATION_CRON})`,
    data: { account: account.name, reason: 'schedule' },
  });

/** Asks for a round now: one at a time, however many ask. @throws when Redis cannot be reached */
export const queueRegistration = async (queue: RegistrationQueue, account: string, reason: string): Promise<void> => {
  await queue.add(`Since ${reason}`, { account, reason }, { deduplication: { id: reason } });
};

/** How the hour's budget of background calls is shared: what reading the account will need is not spent on warming. */
import { backgroundCalls, type CallsLastHour } from '../../calcom/call_ledger.ts';
import { mostCalls } from '../../catalogue/read_catalogue.ts';
import { nextRound } from '../../queues/job_queue/schedule.ts';
import type { WorkerContext } from '../process/context.ts';
import { pauseOf } from './warming_plan.ts';

/** What the budget is reckoned by. */
export type BudgetContext = Pick<WorkerContext, 'account' | 'accountClient' | 'catalogue' | 'ledger'>;

/** Before the account's teams are known. */
const USUAL_TEAMS = 3;

/** Calls that one reading of the account may need; 0 when it is not read. */
export const callsOfReading = ({ account, accountClient, catalogue }: BudgetContext): number => {
  if (accountClient === undefined || account.catalogueCron === undefined) return 0;
  return Math.min(account.warming.callsPerHour, mostCalls(catalogue.document()?.teams.length ?? USUAL_TEAMS));
};

/** Calls that are left of the hour for anything in the background. */
export const backgroundCallsLeft = ({ account }: BudgetContext, lastHour: CallsLastHour): number =>
  account.warming.callsPerHour - backgroundCalls(lastHour);

/**
 * How long a round pauses whose budget is spent, in milliseconds; undefined when the next one comes first.
 * @param cron the schedule of the rounds
 * @throws when Redis cannot be reached
 */
export const budgetPause = async (
  { ledger, clock }: Pick<WorkerContext, 'ledger' | 'clock'>,
  cron: string,
): Promise<number | undefined> => {
  const now = clock();
  return pauseOf(now, await ledger.backgroundFreesAt(), nextRound(cron, now));
};

/** Calls that warming may still make in this hour. @throws when Redis cannot be reached */
export const warmingCallsLeft = async (context: BudgetContext): Promise<number> => {
  const lastHour = await context.ledger.lastHour();
  const kept = Math.max(0, callsOfReading(context) - lastHour.catalogue);
  return backgroundCallsLeft(context, lastHour) - kept;
};

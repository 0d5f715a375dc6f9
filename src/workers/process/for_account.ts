import { UnrecoverableError } from 'bullmq';
import { reasonOf } from '../../contract/problem.ts';
import type { Account } from '../../account/account.ts';

/**
 * What the jobs of an account are worked on with: the one place that knows which accounts a process serves.
 * @param name as the job carries it
 * @throws UnrecoverableError where this process does not know the account: it would not know it at the next attempt either
 */
export const forAccount = <Context extends { readonly account: Pick<Account, 'name'> }>(
  context: Context,
  name: string,
): Context => {
  if (name === context.account.name) return context;
  throw new UnrecoverableError(reasonOf('internal', `This process does not serve the account ${name}.`));
};

import { type Account, DEFAULT_ACCOUNT } from '../account/account.ts';
import type { Config } from './config.ts';

/** The account that the settings describe. */
export const accountOf = ({ calcom, callbacks, policy, warming, catalogue, changes }: Config): Account => ({
  name: DEFAULT_ACCOUNT,
  ...calcom,
  callbacks,
  policy,
  warming,
  // It is the background's budget that pays for them.
  catalogueCron: warming.callsPerHour === 0 ? undefined : catalogue.cron,
  changesCron: warming.callsPerHour === 0 ? undefined : changes.cron,
});

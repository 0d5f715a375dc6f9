/** Settings of what nobody waits for: warming, and reading what the account has. */
import { z } from 'zod';
import type { Account } from '../account/account.ts';
import { integer, isCron, list } from './kinds.ts';

/** The settings of warming. */
export type WarmingSettings = Account['warming'];

/** When the account is read; without a schedule it is not. */
export interface CatalogueSettings {
  readonly cron: string | undefined;
}

/** The settings of the looks at what was booked; without a schedule there are none. */
export interface ChangesSettings {
  readonly cron: string | undefined;
}

const cronOrOff = (usual: string) =>
  z
    .string()
    .refine((text) => text === 'off' || isCron(text), `must be off, or a cron expression such as ${usual}`)
    .transform((text) => (text === 'off' ? undefined : text))
    .prefault(usual);

/** As the environment spells them. */
export const backgroundShape = {
  WARM_EVENT_TYPES: list
    .transform((items) => (items.length === 1 && items[0] === 'all' ? ('all' as const) : items))
    .transform((items) => (items !== 'all' && items.length === 1 && items[0] === 'none' ? [] : items))
    .pipe(
      z.union([z.literal('all'), z.array(z.string().regex(/^[1-9]\d{0,9}$/)).transform((ids) => ids.map(Number))], {
        error: 'must be all, none, or event type ids, comma-separated',
      }),
    )
    .prefault('all')
    .describe(
      'What to keep warm beside what is most asked for: all that the account has, none, or ids, comma-separated',
    ),
  WARM_CRON: z
    .string()
    .refine(isCron, 'must be a cron expression such as 0 * * * *')
    .prefault('*/5 * * * *')
    .describe('When a round of warming begins, as a cron expression in UTC'),
  WARM_DAYS: integer(1, 365).prefault('31').describe('How many days a round keeps warm'),
  WARM_CALLS_PER_HOUR: integer(0, 100_000)
    .prefault('50')
    .describe(
      'Calls that the background may make in an hour; 0 for neither warming nor reading the account or its bookings',
    ),
  // Off the hour, when warming begins, and before it.
  CATALOGUE_CRON: cronOrOff('53 * * * *').describe(
    'When it is read what the account has, as a cron expression in UTC; off for never',
  ),
  CHANGES_CRON: cronOrOff('*/2 * * * *').describe(
    'When Cal.com may be asked what was booked and cancelled, as a cron expression in UTC; off for never',
  ),
};

type BackgroundEnvironment = z.output<z.ZodObject<typeof backgroundShape>>;

/** The settings of warming. */
export const warmingSettings = (environment: BackgroundEnvironment): WarmingSettings => ({
  eventTypeIds: environment.WARM_EVENT_TYPES,
  cron: environment.WARM_CRON,
  days: environment.WARM_DAYS,
  callsPerHour: environment.WARM_CALLS_PER_HOUR,
});

/** When the account is read. */
export const catalogueSettings = (environment: BackgroundEnvironment): CatalogueSettings => ({
  cron: environment.CATALOGUE_CRON,
});

/** When Cal.com is asked what was booked. */
export const changesSettings = (environment: BackgroundEnvironment): ChangesSettings => ({
  cron: environment.CHANGES_CRON,
});

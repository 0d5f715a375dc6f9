/** Settings of what goes on to Cal.com as it came. */
import { z } from 'zod';
import { flag, integer, list } from './kinds.ts';

/** In the order in which a fault names them. */
const RIGHTS = ['reading', 'bookings', 'reservations', 'everything', 'nothing'] as const;

/** What a key of ours may be allowed. `everything` is what the account's own key may do. */
export type PassthroughRight = (typeof RIGHTS)[number];

/** The settings of what goes on to Cal.com. */
export interface PassthroughSettings {
  readonly passthrough: {
    /** What a key of ours may do with the account's. */
    readonly allows: readonly PassthroughRight[];
    /** Whether a caller may come with a credential of Cal.com's. */
    readonly callersKeys: boolean;
    readonly deadlineMs: number;
    /** Percent of Cal.com's limit that one key of ours may spend. */
    readonly percent: number;
  };
}

/** The settings as the environment spells them. */
export const passthroughShape = {
  PASSTHROUGH_ALLOWS: list
    .pipe(z.array(z.enum(RIGHTS, { error: `must be some of ${RIGHTS.join(', ')}, comma-separated` })))
    .prefault('reading,bookings,reservations')
    .describe("What one of API_KEYS may do at Cal.com with the account's key: some of these, everything or nothing"),
  PASSTHROUGH_CALCOM_KEYS: flag
    .prefault('true')
    .describe('Whether a caller may come with a key of Cal.com, and then do under /v2 what that key may'),
  PASSTHROUGH_DEADLINE_MS: integer(100, 120_000)
    .prefault('30000')
    .describe('How long what goes on to Cal.com may take in all, in milliseconds'),
  PASSTHROUGH_PERCENT: integer(0, 100)
    .prefault('50')
    .describe("The share of Cal.com's limit that one of API_KEYS may spend on what goes on to it, in percent"),
};

/** The settings of what goes on to Cal.com. */
export const passthroughSettings = (
  environment: z.output<z.ZodObject<typeof passthroughShape>>,
): PassthroughSettings => ({
  passthrough: {
    allows: environment.PASSTHROUGH_ALLOWS,
    callersKeys: environment.PASSTHROUGH_CALCOM_KEYS,
    deadlineMs: environment.PASSTHROUGH_DEADLINE_MS,
    percent: environment.PASSTHROUGH_PERCENT,
  },
});

/** What a question's policy falls back to. */
import { z } from 'zod';
import {
  type HoursOfDay,
  type PartOfDay,
  POLICY_DEFAULTS,
  type PolicyDefaults,
  policyShape,
} from '../verification/policy.ts';
import { timeOfDayMs } from '../verification/wall_clock.ts';
import { integer } from './kinds.ts';

const { maxAlternatives, windowHours, toleranceMinutes, horizonDays, partsOfDay, strategies } = POLICY_DEFAULTS;

/** What one of the two settings of business hours means where only the other is set. */
const USUAL_HOURS = '09:00-18:00';
const USUAL_DAYS = '1,2,3,4,5';

const hours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must look like 09:00-18:00')
  .transform((text): HoursOfDay => ({ start: text.slice(0, 5), end: text.slice(6) }));

const partOfDay = (part: PartOfDay) =>
  hours
    .refine(({ start, end }) => timeOfDayMs(start) < timeOfDayMs(end), 'must end after it begins')
    .prefault(`${partsOfDay[part].start}-${partsOfDay[part].end}`)
    .describe(`The hours that a question means by ${part}, in the caller's zone`);

/** As the environment spells them. */
export const policySettingsShape = {
  POLICY_MAX_ALTERNATIVES: integer(1, 20)
    .prefault(String(maxAlternatives))
    .describe('The most alternatives that are offered, where a question does not say'),
  POLICY_WINDOW_HOURS: integer(0, 24)
    .prefault(String(windowHours))
    .describe('Hours before and after the time asked for in which same_day looks, where a question does not say'),
  POLICY_TOLERANCE_MINUTES: integer(0, 720)
    .prefault(String(toleranceMinutes))
    .describe(
      'Minutes before and after that time of day in which next_workday and next_week look, where a question does not say',
    ),
  POLICY_HORIZON_DAYS: integer(0, 60)
    .prefault(String(horizonDays))
    .describe('Days after the one asked for up to which any strategy looks, where a question does not say'),
  POLICY_BUSINESS_HOURS: z
    .string()
    .regex(/^(\d\d:\d\d-\d\d:\d\d|calendar)$/, 'must be calendar, or look like 09:00-18:00')
    .prefault('calendar')
    .describe(
      `Hours in which alternatives start, in the caller's zone, where a question does not say; calendar for whenever Cal.com lists a slot, unless POLICY_BUSINESS_DAYS is set, which makes it ${USUAL_HOURS}`,
    ),
  POLICY_BUSINESS_DAYS: z
    .string()
    .regex(/^[1-7](,[1-7])*$/, 'must be ISO weekdays, comma-separated, such as 1,2,3,4,5')
    .optional()
    .describe(
      `ISO weekdays on which they do, comma-separated, where a question does not say; ${USUAL_DAYS} where only the hours are set`,
    ),
  POLICY_MORNING: partOfDay('morning'),
  POLICY_AFTERNOON: partOfDay('afternoon'),
  POLICY_EVENING: partOfDay('evening'),
  POLICY_STRATEGIES: z
    .string()
    .prefault(strategies.join(','))
    .describe('Strategies in the order in which they are tried, comma-separated, where a question does not say'),
};

/** What a question's policy falls back to, and what is wrong with it: one sentence for each fault. */
export const policySettings = (
  environment: z.output<z.ZodObject<typeof policySettingsShape>>,
): { readonly policy: PolicyDefaults; readonly faults: readonly string[] } => {
  const result = z.object({ businessHours: policyShape.businessHours, strategies: policyShape.strategies }).safeParse({
    businessHours: businessHoursOf(environment),
    strategies: environment.POLICY_STRATEGIES.split(','),
  });
  const faults = (result.error?.issues ?? []).map(
    (issue) =>
      `POLICY_${issue.path[0] === 'strategies' ? 'STRATEGIES' : 'BUSINESS_HOURS and POLICY_BUSINESS_DAYS'}: ${issue.message}`,
  );
  const { businessHours = 'calendar', strategies: order = strategies } = result.data ?? {};
  return {
    policy: {
      maxAlternatives: environment.POLICY_MAX_ALTERNATIVES,
      windowHours: environment.POLICY_WINDOW_HOURS,
      toleranceMinutes: environment.POLICY_TOLERANCE_MINUTES,
      horizonDays: environment.POLICY_HORIZON_DAYS,
      businessHours: businessHours === 'calendar' || Array.isArray(businessHours) ? businessHours : [businessHours],
      partsOfDay: {
        morning: environment.POLICY_MORNING,
        afternoon: environment.POLICY_AFTERNOON,
        evening: environment.POLICY_EVENING,
      },
      strategies: order,
    },
    faults,
  };
};

const businessHoursOf = ({
  POLICY_BUSINESS_HOURS: text,
  POLICY_BUSINESS_DAYS: days,
}: z.output<z.ZodObject<typeof policySettingsShape>>) => {
  if (text === 'calendar' && days === undefined) return 'calendar';
  const [start, end] = (text === 'calendar' ? USUAL_HOURS : text).split('-');
  return { start, end, days: (days ?? USUAL_DAYS).split(',').map(Number) };
};

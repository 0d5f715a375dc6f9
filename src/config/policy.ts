/** What a question's policy falls back to. */
import { z } from 'zod';
import { POLICY_DEFAULTS, type PolicyDefaults, policyShape, resolvePolicy } from '../verification/policy.ts';
import { integer } from './kinds.ts';

const { maxAlternatives, windowHours, toleranceMinutes, horizonDays, businessHours, strategies } = POLICY_DEFAULTS;

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
    .regex(/^\d\d:\d\d-\d\d:\d\d$/, 'must look like 09:00-18:00')
    .prefault(`${businessHours.start}-${businessHours.end}`)
    .describe("Hours in which alternatives start, in the caller's zone, where a question does not say"),
  POLICY_BUSINESS_DAYS: z
    .string()
    .regex(/^[1-7](,[1-7])*$/, 'must be ISO weekdays, comma-separated, such as 1,2,3,4,5')
    .prefault(businessHours.days.join(','))
    .describe('ISO weekdays on which they do, comma-separated, where a question does not say'),
  POLICY_STRATEGIES: z
    .string()
    .prefault(strategies.join(','))
    .describe('Strategies in the order in which they are tried, comma-separated, where a question does not say'),
};

/** What a question's policy falls back to, and what is wrong with it: one sentence for each fault. */
export const policySettings = (
  environment: z.output<z.ZodObject<typeof policySettingsShape>>,
): { readonly policy: PolicyDefaults; readonly faults: readonly string[] } => {
  const [start, end] = environment.POLICY_BUSINESS_HOURS.split('-');
  const result = z.object({ businessHours: policyShape.businessHours, strategies: policyShape.strategies }).safeParse({
    businessHours: { start, end, days: environment.POLICY_BUSINESS_DAYS.split(',').map(Number) },
    strategies: environment.POLICY_STRATEGIES.split(','),
  });
  const faults = (result.error?.issues ?? []).map(
    (issue) =>
      `POLICY_${issue.path[0] === 'strategies' ? 'STRATEGIES' : 'BUSINESS_HOURS and POLICY_BUSINESS_DAYS'}: ${issue.message}`,
  );
  const given = {
    ...result.data,
    maxAlternatives: environment.POLICY_MAX_ALTERNATIVES,
    windowHours: environment.POLICY_WINDOW_HOURS,
    toleranceMinutes: environment.POLICY_TOLERANCE_MINUTES,
    horizonDays: environment.POLICY_HORIZON_DAYS,
  };
  const { busy: _busy, ...policy } = resolvePolicy(given, POLICY_DEFAULTS);
  return { policy, faults };
};

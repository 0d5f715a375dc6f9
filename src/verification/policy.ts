/** What a caller may choose about alternatives: the fields of a request, their bounds, and what holds without them. */
import { z } from 'zod';
import { type EpochMs, epochMs } from './time.ts';
import { instantAt, timeOfDayMs } from './wall_clock.ts';
import { readWrittenTime } from './written_time.ts';

const STRATEGIES = ['same_day', 'next_workday', 'next_week', 'next_available'] as const;
const SPREADS = ['none', 'days', 'eventTypes'] as const;
const PARTS_OF_DAY = ['morning', 'afternoon', 'evening'] as const;

/** From `start` on and before `end` (`HH:MM`, `24:00` allowed as end). */
export interface HoursOfDay {
  start: string;
  end: string;
}

/** When alternatives may start, on these ISO weekdays (1 to 7). */
export interface BusinessHours extends HoursOfDay {
  days: readonly number[];
}

/** A way to look for alternatives; see strategies.ts. */
export type Strategy = (typeof STRATEGIES)[number];

/** Of what no two alternatives may be the same: `none` for nothing. */
export type Spread = (typeof SPREADS)[number];

/** A part of the day that a question can ask for by name. */
export type PartOfDay = (typeof PARTS_OF_DAY)[number];

/** The part of the policy that has defaults worth setting for a whole installation. */
export interface PolicyDefaults {
  /** The most alternatives in one answer, 1 to 20. */
  maxAlternatives: number;
  /** `same_day` looks so many hours before and after the request, 0 to 24; fractions are allowed. */
  windowHours: number;
  /** `next_workday` and `next_week` look so many minutes before and after the requested local time, 0 to 720. */
  toleranceMinutes: number;
  /** The last local day that any strategy looks at is so many days after the requested one, 0 to 60. */
  horizonDays: number;
  /** On the weekdays that several of them name, in the hours of any; `calendar` for whenever a slot is listed. */
  businessHours: readonly BusinessHours[] | 'calendar';
  /** What the parts of the day are, on the clock. */
  partsOfDay: Readonly<Record<PartOfDay, HoursOfDay>>;
  /** In the order in which they are tried. With none, only the requested slot itself is verified. */
  strategies: readonly Strategy[];
}

/** `[start, end)`. */
export interface Interval {
  start: EpochMs;
  end: EpochMs;
}

/** Everything that a decision needs to know of the caller's wishes. */
export interface Policy extends Omit<PolicyDefaults, 'partsOfDay'> {
  /** When the customer has no time; in any order, overlapping or not. */
  busy: readonly Interval[];
  /** Alternatives start in these hours too; undefined for any part of the day. */
  partOfDay?: HoursOfDay | undefined;
  spread: Spread;
}

/** What holds when neither the request nor the operator says otherwise. */
export const POLICY_DEFAULTS: PolicyDefaults = {
  maxAlternatives: 2,
  windowHours: 2,
  toleranceMinutes: 30,
  horizonDays: 14,
  businessHours: 'calendar',
  partsOfDay: {
    morning: { start: '06:00', end: '12:00' },
    afternoon: { start: '12:00', end: '17:00' },
    evening: { start: '17:00', end: '22:00' },
  },
  strategies: ['same_day', 'next_workday', 'next_week', 'next_available'],
};

const MAX_BUSY = 100;

/** No search goes further than so many days. */
export const MOST_HORIZON_DAYS = 60;

/** The most spans of hours, one after the other on each weekday. */
const MAX_HOURS = 21;

/** RFC 3339 with an offset; the ranges of its numbers are left to `Temporal`. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error, abort: true }).min(least, { error }).max(most, { error });
};

const timeOfDay = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error, abort: true });

const withoutRepetition = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

const hoursOnDays = z
  .strictObject({
    start: timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day from "00:00" to "23:59"'),
    end: timeOfDay(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of the day from "00:01" to "24:00"'),
    days: z
      .array(wholeNumber(1, 7), { error: 'must be a list of ISO weekdays, 1 (Monday) to 7 (Sunday)' })
      .min(1, { error: 'must name at least one weekday', abort: true })
      .refine(withoutRepetition, { error: 'must not name a weekday twice' }),
  })
  .refine(({ start, end }) => timeOfDayMs(start) < timeOfDayMs(end), {
    error: 'must be after the opening time',
    path: ['end'],
  });

const businessHours = z.union(
  [
    z.literal('calendar'),
    hoursOnDays,
    z
      .array(hoursOnDays)
      .min(1, { error: 'must have at least one item' })
      .max(MAX_HOURS, { error: `must have at most ${MAX_HOURS} items` }),
  ],
  { error: 'must be "calendar", hours with start, end and days, or a list of these' },
);

const instant = z
  .string({ error: 'must be an RFC 3339 instant with an offset, as "2026-12-01T14:00:00+01:00"' })
  .refine((text) => epochMsOf(text) !== undefined, {
    error: 'must be an RFC 3339 instant with an offset, as "2026-12-01T14:00:00+01:00"',
    abort: true,
  });

const busyInterval = z
  .strictObject({ start: instant, end: instant })
  .refine(({ start, end }) => (epochMsOf(start) ?? 0) < (epochMsOf(end) ?? 0), {
    error: 'must be after the start',
    path: ['end'],
  });

const windowHoursFault = 'must be a number from 0 to 24';

/**
 * The policy's fields of a request, each with its check and all optional, to be spread into the request's own object. Nothing is
 * transformed: what comes out is what was sent, so that the published schema is the checked one.
 */
export const policyShape = {
  maxAlternatives: wholeNumber(1, 20).optional(),
  windowHours: z
    .number({ error: windowHoursFault })
    .min(0, { error: windowHoursFault })
    .max(24, { error: windowHoursFault })
    .optional(),
  toleranceMinutes: wholeNumber(0, 720).optional(),
  horizonDays: wholeNumber(0, MOST_HORIZON_DAYS).optional(),
  businessHours: businessHours.optional(),
  partOfDay: z.enum(PARTS_OF_DAY, { error: `must be one of ${PARTS_OF_DAY.join(', ')}` }).optional(),
  spread: z.enum(SPREADS, { error: `must be one of ${SPREADS.join(', ')}` }).optional(),
  strategies: z
    .array(z.enum(STRATEGIES, { error: `must be one of ${STRATEGIES.join(', ')}` }), {
      error: 'must be a list of strategies',
    })
    .refine(withoutRepetition, { error: 'must not name a strategy twice' })
    .optional(),
  busy: z
    .array(busyInterval, { error: 'must be a list of intervals, each with start and end' })
    .max(MAX_BUSY, { error: `must have at most ${MAX_BUSY} intervals` })
    .optional(),
};

/** The policy's fields as a request that passed `policyShape` holds them; `busy` is still text. */
export type PolicyFields = z.output<z.ZodObject<typeof policyShape>>;

/**
 * The policy of one request: what it gives, and the defaults for the rest. `businessHours` are taken as a whole, and the parts of the day are cut
 * out of them.
 * @throws RangeError when `given` holds busy times that `policyShape` would have refused
 */
export function resolvePolicy(given: PolicyFields, defaults: PolicyDefaults): Policy {
  if (givesNothing(given)) return defaultPolicy(defaults);
  return {
    maxAlternatives: given.maxAlternatives ?? defaults.maxAlternatives,
    windowHours: given.windowHours ?? defaults.windowHours,
    toleranceMinutes: given.toleranceMinutes ?? defaults.toleranceMinutes,
    horizonDays: given.horizonDays ?? defaults.horizonDays,
    businessHours: given.businessHours === undefined ? defaults.businessHours : hoursOf(given.businessHours),
    partOfDay: given.partOfDay === undefined ? undefined : defaults.partsOfDay[given.partOfDay],
    spread: given.spread ?? 'none',
    strategies: given.strategies ?? defaults.strategies,
    busy: given.busy?.map(({ start, end }) => ({ start: instantOf(start), end: instantOf(end) })) ?? NEVER,
  };
}

const hoursOf = (given: NonNullable<PolicyFields['businessHours']>): PolicyDefaults['businessHours'] =>
  given === 'calendar' || Array.isArray(given) ? given : [given];

const NEVER: readonly Interval[] = [];

const FIELDS = Object.keys(policyShape) as readonly (keyof PolicyFields)[];

const givesNothing = (given: PolicyFields): boolean => FIELDS.every((field) => given[field] === undefined);

const policies = new WeakMap<PolicyDefaults, Policy>();

/** The policy of a request that leaves everything to the defaults; most do, and theirs is one policy. */
export function defaultPolicy(defaults: PolicyDefaults): Policy {
  let policy = policies.get(defaults);
  if (policy === undefined) {
    const { partsOfDay: _partsOfDay, ...rest } = defaults;
    policy = { ...rest, spread: 'none', busy: NEVER };
    policies.set(defaults, policy);
  }
  return policy;
}

const instantOf = (text: string): EpochMs => {
  const { wall, offset } = readWrittenTime(text) ?? {};
  return wall === undefined || offset === undefined
    ? epochMs(Temporal.Instant.from(text).epochMilliseconds)
    : instantAt(wall, offset);
};

function epochMsOf(text: string): EpochMs | undefined {
  if (!RFC_3339.test(text)) return undefined;
  try {
    return instantOf(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The `verifications` queue: what a job carries, and the answer that it leaves. */
import { z } from 'zod';
import type { Policy, PolicyDefaults } from '../../verification/policy.ts';
import type { FindingStrategy } from '../../verification/question.ts';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobInstant } from '../job_queue/job_instant.ts';

const hours = z.object({ start: z.string(), end: z.string(), days: z.array(z.int()).readonly() });

/** Jobs of the version before carry one span of hours. */
const businessHours = z.union([
  z.literal('calendar'),
  z.array(hours).readonly(),
  hours.transform((only) => [only]),
]) satisfies z.ZodType<PolicyDefaults['businessHours']>;

/** A policy as a job carries it. */
export const policySchema = z.object({
  maxAlternatives: z.int(),
  windowHours: z.number(),
  toleranceMinutes: z.int(),
  horizonDays: z.int(),
  businessHours,
  partOfDay: z.object({ start: z.string(), end: z.string() }).optional(),
  spread: z.enum(['none', 'days', 'eventTypes']).default('none'),
  strategies: z.array(z.enum(['same_day', 'next_workday', 'next_week', 'next_available'])).readonly(),
  busy: z.array(z.object({ start: jobInstant, end: jobInstant })).readonly(),
}) satisfies z.ZodType<Policy>;

/** What a verification job carries. Instants are milliseconds since the epoch. */
export const verificationJobSchema = z.object({
  account: jobAccount,
  /** `SegmentsName`: the event type and duration. */
  segments: z.string(),
  requested: jobInstant,
  timeZone: z.string(),
  durationMinutes: z.int().optional(),
  policy: policySchema,
  /** Nothing that Cal.com said before this instant will do. */
  notBefore: jobInstant.optional(),
  /** Who asked (a hash of the API key): only they can read the answer. */
  owner: z.string(),
  requestId: z.string(),
  callbackUrl: z.string().optional(),
});

/** What a verification job carries. */
export type VerificationJob = z.output<typeof verificationJobSchema>;

const slot = z.object({ start: jobInstant, end: jobInstant, seatsRemaining: z.int().optional() });

/** What finds an alternative. */
const finding = z.enum([
  'same_day',
  'next_workday',
  'next_week',
  'next_available',
  'first_free',
]) satisfies z.ZodType<FindingStrategy>;

/** The answer of a verification, as its job keeps it. */
export const verificationAnswerSchema = z.object({
  outcome: z.enum(['available', 'alternatives', 'unavailable']),
  slot: slot.optional(),
  alternatives: z.array(
    z.object({
      slot,
      strategy: finding,
      minutesFromRequested: z.number(),
    }),
  ),
  requestedEnd: jobInstant.optional(),
  searched: z.object({ from: z.string(), until: z.string() }),
  freshness: z.enum(['fresh', 'stale', 'stale-if-error']),
  verifiedAt: jobInstant,
  /** How many Cal.com calls were made while it was worked on. */
  calcomCalls: z.int(),
  /** How many of the days looked at were in each state of the cache. */
  days: z.object({ fresh: z.int(), stale: z.int(), 'stale-if-error': z.int() }),
  /** The range jobs that it waited for. */
  ranges: z.array(z.string()),
});

/** The answer of a verification, as its job keeps it. */
export type VerificationAnswer = z.output<typeof verificationAnswerSchema>;

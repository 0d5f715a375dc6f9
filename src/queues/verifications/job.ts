/** The `verifications` queue: what a job carries, and the answer that it leaves. */
import { z } from 'zod';
import type { Policy, PolicyDefaults } from '../../verification/policy.ts';
import type { FindingStrategy, Question } from '../../verification/question.ts';
import { WHY_NOT } from '../../verification/why_not.ts';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobEventType } from '../job_queue/job_event_type.ts';
import { jobInstant } from '../job_queue/job_instant.ts';
import { spokenToSchema } from '../job_queue/spoken_to.ts';

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

/** An event type of a question about several, as the caller named it. */
const severalSchema = z.object({
  eventType: jobEventType,
  hosts: z.array(z.int()).readonly().optional(),
  label: z.string().optional(),
});

/** What a verification job carries. Instants are milliseconds since the epoch. */
export const verificationJobSchema = z.object({
  account: jobAccount,
  /** `SegmentsName`: the event type and duration; of several, those of the preferred one. */
  segments: z.string(),
  /** All event types of a question about several, the preferred ones first. */
  several: z
    .array(severalSchema.extend({ segments: z.string(), preference: z.int() }))
    .readonly()
    .optional(),
  requested: jobInstant,
  seeks: z.literal('first-free').optional(),
  from: jobInstant.optional(),
  until: jobInstant.optional(),
  /** Whether the answer says why the requested slot cannot be booked. About several it always does. */
  explain: z.boolean().optional(),
  timeZone: z.string(),
  durationMinutes: z.int().optional(),
  policy: policySchema,
  /** Nothing that Cal.com said before this instant will do. */
  notBefore: jobInstant.optional(),
  /** Who asked (a hash of the API key): only they can read the answer. */
  owner: z.string(),
  requestId: z.string(),
  callbackUrl: z.string().optional(),
  spokenTo: spokenToSchema.optional(),
});

/** What a verification job carries. */
export type VerificationJob = z.output<typeof verificationJobSchema>;

/** An event type that a job is about. */
export interface JobEventType {
  readonly segments: string;
  /** The smaller one is preferred. */
  readonly preference: number;
}

/** The event types that a job is about, the preferred ones first. */
export const eventTypesOf = ({
  segments,
  several,
}: Pick<VerificationJob, 'segments' | 'several'>): readonly JobEventType[] => several ?? [{ segments, preference: 0 }];

/** The question of a job. */
export const questionOf = ({
  requested,
  seeks,
  from,
  until,
  timeZone,
  durationMinutes,
  policy,
}: VerificationJob): Question => ({ requested, seeks, from, until, timeZone, durationMinutes, policy });

const slot = z.object({ start: jobInstant, end: jobInstant, seatsRemaining: z.int().optional() });

/** What finds an alternative. */
const finding = z.enum([
  'same_day',
  'next_workday',
  'next_week',
  'next_available',
  'first_free',
]) satisfies z.ZodType<FindingStrategy>;

const whyNot = z.enum(WHY_NOT);

const freshness = z.enum(['fresh', 'stale', 'stale-if-error']);

/** What an answer about several says of one of its event types. */
const partSchema = severalSchema.extend({
  /** Absent where it was not looked at. */
  age: z.object({ freshness, verifiedAt: jobInstant }).optional(),
  whyNot: whyNot.optional(),
  /** Why it is left out: what a job fails with; `pending` where it is still waited for. */
  unanswered: z.union([z.literal('pending'), z.object({ reason: z.string() })]).optional(),
});

/** What an answer about several says of one of its event types. */
export type AnswerPart = z.output<typeof partSchema>;

/** The answer of a verification, as its job keeps it. */
export const verificationAnswerSchema = z.object({
  outcome: z.enum(['available', 'alternatives', 'unavailable']),
  slot: slot.optional(),
  /** Whose slot that is: a place in `several`. */
  place: z.int().optional(),
  alternatives: z.array(
    z.object({
      slot,
      /** Whose it is: a place in `several`. */
      place: z.int().optional(),
      strategy: finding,
      minutesFromRequested: z.number(),
    }),
  ),
  requestedEnd: jobInstant.optional(),
  searched: z.object({ from: z.string(), until: z.string() }),
  freshness,
  verifiedAt: jobInstant,
  /** Of a question about one event type that was to be explained. */
  whyNot: whyNot.optional(),
  /** The event types of a question about several. */
  several: z.array(partSchema).optional(),
  /** By age alone the answer is stale from then on; missing in what an older version has left. */
  freshUntil: jobInstant.optional(),
  /** How many Cal.com calls were made while it was worked on. */
  calcomCalls: z.int(),
  /** How many of the days looked at were in each state of the cache. */
  days: z.object({ fresh: z.int(), stale: z.int(), 'stale-if-error': z.int() }),
  /** The range jobs that it waited for. */
  ranges: z.array(z.string()),
});

/** The answer of a verification, as its job keeps it. */
export type VerificationAnswer = z.output<typeof verificationAnswerSchema>;

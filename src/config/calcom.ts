/** Settings of the Cal.com account: where and as whom it is called, how often, and what it is believed by. */
import { z } from 'zod';
import type { Account } from '../account/account.ts';
import { httpUrl, integer, list } from './kinds.ts';

/** The settings of the Cal.com account. */
export type CalcomSettings = Pick<
  Account,
  | 'apiUrl'
  | 'apiKey'
  | 'apiVersion'
  | 'rateLimitPerMinute'
  | 'callsPerSecond'
  | 'burst'
  | 'timeoutMs'
  | 'lagMs'
  | 'webhookSecrets'
  | 'secretsKey'
  | 'publicUrl'
>;

/** When calls stop for a while. */
export interface CircuitSettings {
  readonly failureThreshold: number;
  readonly cooldownMs: number;
}

/** As the environment spells them. */
export const calcomShape = {
  CALCOM_API_KEY: z
    .string()
    .optional()
    .describe('Key of the account; with neither it nor CALCOM_API_URL set, npm start starts the simulator'),
  CALCOM_API_URL: httpUrl.prefault('https://api.cal.com').describe('Base URL of Cal.com'),
  CALCOM_API_VERSION: z.string().prefault('2024-09-04').describe('The cal-api-version that slots are asked for with'),
  CALCOM_RATE_LIMIT_PER_MINUTE: integer(1, 100_000)
    .prefault('120')
    .describe("The account's limit; the answers' rate headers are believed over it"),
  CALCOM_CALLS_PER_SECOND: integer(1, 1_000)
    .prefault('5')
    .describe('The most calls that begin in any second, over the whole fleet, once CALCOM_BURST is spent'),
  CALCOM_BURST: integer(1, 1_000)
    .prefault('10')
    .describe(
      'Calls that begin at once after a rest; with twice CALCOM_CALLS_PER_SECOND it is what begins within two seconds, and an account that made 20 was locked',
    ),
  CALCOM_TIMEOUT_MS: integer(100, 60_000).prefault('4000').describe('How long one call may take, in milliseconds'),
  CALCOM_LAG_SECONDS: integer(0, 60)
    .prefault('3')
    .describe('How long after a change Cal.com may still list its slots as they were, in seconds'),
  CALCOM_WEBHOOK_SECRET: list
    .prefault('')
    .describe("Secrets of Cal.com's webhooks, comma-separated; with neither one nor PUBLIC_URL their endpoint is off"),
  PUBLIC_URL: httpUrl
    .refine((url) => !/[?#]/.test(url), 'must have neither a query nor a fragment')
    .optional()
    .describe(
      'Where Cal.com reaches this service, such as https://slots.example.com: its webhooks are then registered',
    ),
  SECRETS_KEY: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'What secrets of registered webhooks are encrypted with; without it by a key derived from CALCOM_API_KEY',
    ),
  BREAKER_FAILURE_THRESHOLD: integer(1, 1_000)
    .prefault('3')
    .describe('Failed calls in a row after which no call is made'),
  BREAKER_COOLDOWN_MS: integer(100, 3_600_000)
    .prefault('30000')
    .describe('How long no call is made then, in milliseconds'),
};

type CalcomEnvironment = z.output<z.ZodObject<typeof calcomShape>>;

/** The settings of the Cal.com account. */
export const calcomSettings = (environment: CalcomEnvironment): CalcomSettings => ({
  apiUrl: environment.CALCOM_API_URL,
  apiKey: environment.CALCOM_API_KEY,
  apiVersion: environment.CALCOM_API_VERSION,
  rateLimitPerMinute: environment.CALCOM_RATE_LIMIT_PER_MINUTE,
  callsPerSecond: environment.CALCOM_CALLS_PER_SECOND,
  burst: environment.CALCOM_BURST,
  timeoutMs: environment.CALCOM_TIMEOUT_MS,
  lagMs: environment.CALCOM_LAG_SECONDS * 1000,
  webhookSecrets: environment.CALCOM_WEBHOOK_SECRET,
  secretsKey: environment.SECRETS_KEY,
  publicUrl: environment.PUBLIC_URL,
});

/** When calls stop for a while. */
export const circuitSettings = (environment: CalcomEnvironment): CircuitSettings => ({
  failureThreshold: environment.BREAKER_FAILURE_THRESHOLD,
  cooldownMs: environment.BREAKER_COOLDOWN_MS,
});

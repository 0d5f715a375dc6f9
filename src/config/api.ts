/** Settings of the api: where it listens, who may ask, how much and how long. */
import { z } from 'zod';
import { isTimeZone } from '../verification/requested_time.ts';
import { integer, list } from './kinds.ts';

/** The settings of the api. */
export interface ApiSettings {
  readonly port: number;
  readonly host: string;
  readonly apiKeys: readonly string[];
  /** Requests that one API key may make in a minute, of each api process. */
  readonly apiKeyRequestsPerMinute: number;
  /** Whose pages may ask for slots: `*`, or origins such as `https://example.com`. */
  readonly corsOrigins: readonly string[];
  readonly requestDeadlineMs: number;
  /** Percent of Cal.com's limit that one API key may spend on `no-cache`. */
  readonly noCachePercent: number;
  /** The zone that goes without saying, where people and models ask. */
  readonly defaultTimeZone: string | undefined;
  /** What Retell signs its calls with. */
  readonly retellApiKey: string | undefined;
}

/** As a browser sends it: without a path, and in lower case. */
const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text);

/** As the environment spells them. */
export const apiShape = {
  PORT: integer(0, 65_535).prefault('3000').describe('Port of the api; 0 takes a free one'),
  HOST: z
    .string()
    .prefault('127.0.0.1')
    .describe('Address that the api listens on; any other than loopback needs API_KEYS'),
  API_KEYS: list
    .pipe(
      // Others could be set and never matched: a bearer token is one word of visible ASCII (RFC 6750, section 2.1).
      z.array(
        z.string().regex(/^[\x21-\x7e]{16,}$/, 'must be keys of at least 16 visible ASCII characters, without spaces'),
      ),
    )
    .prefault('')
    .describe(
      'Comma-separated, at least 16 characters each; sent as Authorization: Bearer <key>, or as the password in a browser',
    ),
  API_KEY_REQUESTS_PER_MINUTE: integer(1, 1_000_000)
    .prefault('6000')
    .describe('Requests that one key may make in a minute, of each api process'),
  CORS_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'must be * or origins such as https://example.com, comma-separated')))
    .prefault('*')
    .describe('Whose pages may ask for slots: * for all, or origins, comma-separated'),
  REQUEST_DEADLINE_MS: integer(50, 60_000)
    .prefault('5000')
    .describe('How long a caller waits for an answer before it gets a 202, in milliseconds'),
  NO_CACHE_PERCENT: integer(0, 100)
    .prefault('25')
    .describe("The share of Cal.com's limit that one key may spend by Cache-Control: no-cache, in percent"),
  DEFAULT_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
    .optional()
    .describe('Zone of callers where an agent names none; another one is named in what is said'),
  RETELL_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Key with the webhook badge at Retell, which signs its calls; without it no signature is asked for'),
};

/** The settings of the api. */
export const apiSettings = (environment: z.output<z.ZodObject<typeof apiShape>>): ApiSettings => ({
  port: environment.PORT,
  host: environment.HOST,
  apiKeys: environment.API_KEYS,
  apiKeyRequestsPerMinute: environment.API_KEY_REQUESTS_PER_MINUTE,
  corsOrigins: environment.CORS_ORIGINS,
  requestDeadlineMs: environment.REQUEST_DEADLINE_MS,
  noCachePercent: environment.NO_CACHE_PERCENT,
  defaultTimeZone: environment.DEFAULT_TIME_ZONE,
  retellApiKey: environment.RETELL_API_KEY,
});

/** The addresses that only this machine can reach. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** What is wrong between the settings of the api. */
export const apiFaults = ({ host, apiKeys }: ApiSettings): readonly string[] =>
  isLoopback(host) || apiKeys.length > 0
    ? []
    : [`HOST is ${host}, which others can reach, and API_KEYS is empty: set API_KEYS, or leave HOST at 127.0.0.1`];

import type { PolicyDefaults } from '../verification/policy.ts';

/** The name of the account that the settings describe. */
export const DEFAULT_ACCOUNT = 'default';

/** A Cal.com account: as whom Cal.com is called and how often, what is believed, and what is kept warm for it. */
export interface Account {
  /** Stands in Redis keys and in the data of jobs, so that accounts of one fleet have nothing in common. */
  readonly name: string;
  /** Base URL of Cal.com, without a slash at its end. */
  readonly apiUrl: string;
  /** Without one there is nothing to be told of what the account has. */
  readonly apiKey: string | undefined;
  /** The `cal-api-version` that slots are asked for with. */
  readonly apiVersion: string;
  readonly rateLimitPerMinute: number;
  /** The most calls that begin within any second, over the whole fleet, once the burst is spent. */
  readonly callsPerSecond: number;
  /** Calls that begin at once after a rest. */
  readonly burst: number;
  /** The longest that one call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How long after a change Cal.com may still list its slots as they were, in milliseconds. */
  readonly lagMs: number;
  /** What Cal.com signs webhooks with that were made by hand. */
  readonly webhookSecrets: readonly string[];
  /** What secrets of registered webhooks are encrypted with. */
  readonly secretsKey: string | undefined;
  /** Where Cal.com reaches this service; undefined where it registers no webhooks. */
  readonly publicUrl: string | undefined;
  readonly callbacks: {
    /** What callbacks are signed with (`whsec_…`); without one there are none. */
    readonly secret: string | undefined;
    /** Whether http, and addresses that are not public, are allowed. */
    readonly allowPrivateNetwork: boolean;
  };
  /** What a question's policy falls back to. */
  readonly policy: PolicyDefaults;
  readonly warming: {
    /** `all` that the account has, as far as it is known. */
    readonly eventTypeIds: readonly number[] | 'all';
    readonly cron: string;
    readonly days: number;
    /** What the background may spend, reading the account included; 0 for no background. */
    readonly callsPerHour: number;
  };
  /** When it is read what the account has; undefined for never. */
  readonly catalogueCron: string | undefined;
  /** When Cal.com may be asked what was booked and cancelled; undefined for never. */
  readonly changesCron: string | undefined;
}

/** What Cal.com counts an account's calls by. */
export const credentialOf = ({ apiKey }: Pick<Account, 'apiKey'>): string => apiKey ?? 'none';

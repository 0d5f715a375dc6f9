/** What Cal.com's answers show to be wrong with our configuration: the operator's to mend, and no caller's mistake. */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { type EpochMs, epochMs, HOUR_MS } from '../verification/time.ts';
import { credentialTag } from './credential_tag.ts';

/** `key`: Cal.com does not accept `CALCOM_API_KEY`. `address`: what answers is not Cal.com, or not the version that we speak. */
export const CONFIGURATION_FAULT_KINDS = ['key', 'address'] as const;

const faultSchema = z.object({
  kind: z.enum(CONFIGURATION_FAULT_KINDS),
  /** Cal.com's code for it, or the HTTP status where it gave none. */
  code: z.string(),
  message: z.string(),
  /** When a call last met it. */
  at: z.number().transform((milliseconds): EpochMs => epochMs(milliseconds)),
});

/** A fault of our configuration. */
export type ConfigurationFault = z.output<typeof faultSchema>;

/** What nobody has met for so long is not shown any more: perhaps nobody asks any more. */
const SHOWN_MS = 24 * HOUR_MS;

/** The fault that the fleet met last, until a call is answered. Every method rejects when Redis does. */
export class ConfigurationFaults {
  readonly #redis: Redis | Cluster;
  readonly #key: string;

  /** @param credential the API key, or `none`; only its hash gets into Redis */
  constructor(redis: Redis | Cluster, credential: string) {
    this.#redis = redis;
    this.#key = `slotproof:${credentialTag(credential)}:configuration-fault`;
  }

  /** A call met it. */
  async note(fault: ConfigurationFault): Promise<void> {
    await this.#redis.set(this.#key, JSON.stringify(fault), 'PX', SHOWN_MS);
  }

  /** A call was answered, so nothing is wrong. */
  async clear(): Promise<void> {
    await this.#redis.del(this.#key);
  }

  /** What is wrong as far as anybody knows. */
  async current(): Promise<ConfigurationFault | undefined> {
    const text = await this.#redis.get(this.#key);
    return text === null ? undefined : faultSchema.parse(JSON.parse(text));
  }
}

/** The webhooks that this service has registered in Cal.com, in Redis: one field for each scope. */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Account } from '../account/account.ts';
import { accountKey } from '../account/account_key.ts';
import { sealingKey } from '../account/sealing.ts';
import type { WebhookScope } from '../calcom/webhooks_client.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { scopeKey } from './scopes.ts';
import { SECRETS_PURPOSE, sealSecret, unsealSecret } from './sealed_secret.ts';

const scopeSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('person') }),
  z.object({ of: z.literal('team-event-type'), teamId: z.int(), eventTypeId: z.int() }),
  z.object({ of: z.literal('organization'), organizationId: z.int() }),
]) satisfies z.ZodType<WebhookScope>;

const storedSchema = z.object({
  scope: scopeSchema,
  /** Sealed. */
  secret: z.string().exactOptional(),
  id: z.string().exactOptional(),
  subscriberUrl: z.string(),
  checkedAt: z.int().transform(epochMs),
  refused: z.string().exactOptional(),
});

/** A webhook that was registered, or could not be. */
export interface Registration {
  readonly scope: WebhookScope;
  /** Undefined where it was sealed with another key, or the scope was refused. */
  readonly secret?: string;
  /** At Cal.com; undefined as long as Cal.com has not said it. */
  readonly id?: string;
  readonly subscriberUrl: string;
  /** When Cal.com was last asked about it. */
  readonly checkedAt: EpochMs;
  /** What Cal.com said, where it does not let the key register this one. */
  readonly refused?: string;
}

/** Reads and writes registrations. Its methods reject when Redis does. */
export class Registrations {
  readonly #redis: Redis | Cluster;
  readonly #key: string;
  readonly #sealing: Buffer;

  /**
   * @param account its name
   * @param secretsKey what secrets are sealed with
   */
  constructor(redis: Redis | Cluster, account: string, secretsKey: string) {
    this.#redis = redis;
    this.#key = accountKey(account, 'registration', 'webhooks');
    this.#sealing = sealingKey(secretsKey, SECRETS_PURPOSE);
  }

  /** All of them. */
  async all(): Promise<readonly Registration[]> {
    return Object.values(await this.#redis.hgetall(this.#key)).flatMap((text) => {
      const stored = parse(text);
      if (stored === undefined) return [];
      const { secret: sealed, ...rest } = stored;
      const secret = sealed === undefined ? undefined : unsealSecret(sealed, this.#sealing);
      return [secret === undefined ? rest : { ...rest, secret }];
    });
  }

  /** Keeps one in the place of what its scope had. They stay until they are removed: Cal.com keeps its webhooks too. */
  async put({ secret, ...rest }: Registration): Promise<void> {
    const stored = secret === undefined ? rest : { ...rest, secret: sealSecret(secret, this.#sealing) };
    await this.#redis.hset(this.#key, scopeKey(rest.scope), JSON.stringify(stored));
  }

  async remove(scope: WebhookScope): Promise<void> {
    await this.#redis.hdel(this.#key, scopeKey(scope));
  }
}

/** Those of an account. Without a key to seal with there are none: nothing is registered without an API key. */
export const registrationsOf = (
  redis: Redis | Cluster,
  { name, secretsKey, apiKey }: Pick<Account, 'name' | 'secretsKey' | 'apiKey'>,
): Registrations => new Registrations(redis, name, secretsKey ?? apiKey ?? '');

/** Written by a version that knew another shape, it is made anew. */
const parse = (text: string): z.output<typeof storedSchema> | undefined => {
  try {
    return storedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

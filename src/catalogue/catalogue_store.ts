/** The catalogue in Redis: one JSON document an account, kept until a newer one is read. */
import { accountChannel, accountKey } from '../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';
import { type CatalogueDocument, catalogueDocumentSchema } from './catalogue_document.ts';

/** The channel on which a new document is told to the fleet. */
export const catalogueChanged = (account: string): string => accountChannel(account, 'catalogue-changed');

/** Reads and writes the document. Its methods reject when Redis does. */
export class CatalogueStore {
  /** Where a new document is told to the fleet. */
  readonly channel: string;
  readonly #redis: Redis | Cluster;
  readonly #key: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#key = accountKey(account, 'catalogue', 'document');
    this.channel = catalogueChanged(account);
  }

  /** Undefined where nothing was read yet, or what is there was written by a version that knew another shape. */
  async read(): Promise<CatalogueDocument | undefined> {
    const text = await this.#redis.get(this.#key);
    return text === null ? undefined : parse(text);
  }

  /** Keeps it for as long as no other is written: Cal.com may be away for days, and an old catalogue is better than none. */
  async write(document: CatalogueDocument): Promise<void> {
    await this.#redis.set(this.#key, JSON.stringify(document));
    await this.#redis.publish(this.channel, String(document.readAt));
  }
}

const parse = (text: string): CatalogueDocument | undefined => {
  try {
    return catalogueDocumentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The catalogue in Redis: one JSON document an account, kept until a newer one is read. */
import type { Cluster, Redis } from 'ioredis';
import { type CatalogueDocument, catalogueDocumentSchema } from './catalogue_document.ts';

/** The channel on which a new document is told to the fleet. */
export const CATALOGUE_CHANGED = 'slotproof:catalogue-changed';

const KEY = 'slotproof:{catalogue}:default';

/** Reads and writes the document. Its methods reject when Redis does. */
export class CatalogueStore {
  readonly #redis: Redis | Cluster;

  constructor(redis: Redis | Cluster) {
    this.#redis = redis;
  }

  /** Undefined where nothing was read yet, or what is there was written by a version that knew another shape. */
  async read(): Promise<CatalogueDocument | undefined> {
    const text = await this.#redis.get(KEY);
    return text === null ? undefined : parse(text);
  }

  /** Keeps it for as long as no other is written: Cal.com may be away for days, and an old catalogue is better than none. */
  async write(document: CatalogueDocument): Promise<void> {
    await this.#redis.set(KEY, JSON.stringify(document));
    await this.#redis.publish(CATALOGUE_CHANGED, String(document.readAt));
  }
}

const parse = (text: string): CatalogueDocument | undefined => {
  try {
    return catalogueDocumentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The catalogue as a process knows it: read from Redis, looked up in memory, since every request asks it. */
import type { Cluster, Redis } from 'ioredis';
import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueDocument, CatalogueEventType, CatalogueHost } from './catalogue_document.ts';
import { CatalogueIndex } from './catalogue_index.ts';
import type { CatalogueStore } from './catalogue_store.ts';

/** How often the document is read without being told of a change: a message can be lost. */
const RELOAD_MS = 60_000;

/** What an account has, by name. It finds nothing before anything was read, and what it knew last while Redis is away. */
export class Catalogue {
  readonly #store: CatalogueStore;
  readonly #onFault: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #changes: Redis | Cluster | undefined;
  #document: CatalogueDocument | undefined;
  #index: CatalogueIndex | undefined;
  #loading: Promise<void> | undefined;
  #loadAgain = false;

  /** @param onFault told when Redis could not be read; the next minute tries again */
  constructor(store: CatalogueStore, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
    this.#timer = setInterval(() => void this.load(), RELOAD_MS);
    this.#timer.unref();
  }

  /**
   * Begins to listen to the fleet's changes, and reads the document.
   * @param changes a subscriber connection, which may listen to other channels too; it stays open at `close`
   * @throws when Redis cannot be reached
   */
  async listen(changes: Redis | Cluster): Promise<void> {
    this.#changes = changes;
    changes.on('message', this.#onMessage);
    changes.on('ready', this.#onReady);
    await changes.subscribe(this.#store.channel);
    await this.load();
  }

  /** Reads the document anew. Never rejects; when Redis is away, what was known stays. */
  async load(): Promise<void> {
    // What was written after a read began may not be in it.
    this.#loadAgain = true;
    this.#loading ??= this.#loadUntilCurrent();
    await this.#loading;
  }

  /** The event type of that id or name, undefined where the account has none such as far as is known. Several people are none. */
  find(eventType: EventType): CatalogueEventType | undefined {
    return this.#index?.find(eventType);
  }

  /** The names that mean this event type and no other one, beside its id. */
  namesOf(eventType: Pick<CatalogueEventType, 'id'>): readonly EventType[] {
    return this.#index?.namesOf(eventType) ?? [];
  }

  /** Who hosts something under that e-mail address, in lower case. */
  hostOf(email: string): CatalogueHost | undefined {
    return this.#index?.hostOf(email);
  }

  /** All that is known; undefined before anything was read. */
  document(): CatalogueDocument | undefined {
    return this.#document;
  }

  /** Reads no more. */
  close(): void {
    clearInterval(this.#timer);
    this.#changes?.off('message', this.#onMessage);
    this.#changes?.off('ready', this.#onReady);
  }

  readonly #onMessage = (channel: string): void => {
    if (channel === this.#store.channel) void this.load();
  };

  /** After a loss: messages may have been lost. What fails now is done by the next `ready`. */
  readonly #onReady = (): void => {
    this.#changes?.subscribe(this.#store.channel).catch(() => undefined);
    void this.load();
  };

  async #loadUntilCurrent(): Promise<void> {
    try {
      while (this.#loadAgain) {
        this.#loadAgain = false;
        const document = await this.#store.read();
        if (document === undefined) continue;
        this.#index = new CatalogueIndex(document);
        this.#document = document;
      }
    } catch (error) {
      this.#onFault(error);
    } finally {
      // Here and not when the promise is settled: who asks for a load in between would wait for one that is over.
      this.#loading = undefined;
    }
  }
}

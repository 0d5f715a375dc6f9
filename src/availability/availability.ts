/** The cache as the rest of the program sees it: Redis with the in-process tier in front. */
import type { Cluster, Redis } from 'ioredis';
import type { UtcDay } from '../verification/time.ts';
import { MemoryTier } from './memory_tier.ts';
import { type SegmentsName, storedSegmentsName } from './segment_key.ts';
import type { SegmentStore, StoredSegments } from './segment_store.ts';

/** Reads day segments, from memory where that is at most a second old and nothing changed since. */
export class Availability {
  readonly #store: SegmentStore;
  readonly #memory: MemoryTier;
  readonly #changes: Redis | Cluster;
  /** Whether this process is told of changes now. While it is not, it remembers nothing. */
  #hears = false;

  /**
   * @param changes a connection of its own, which subscribes to the fleet's changes
   * @param monotonic milliseconds from a clock that never jumps
   */
  constructor(store: SegmentStore, changes: Redis | Cluster, maxSegments: number, monotonic = () => performance.now()) {
    this.#store = store;
    this.#memory = new MemoryTier(maxSegments, monotonic);
    this.#changes = changes;
    changes.on('message', (channel: string, name: string) => {
      if (channel === store.channel) this.#memory.drop(storedSegmentsName(name));
    });
    changes.on('close', () => {
      this.#hears = false;
    });
    // After a loss. What fails now is done by the next `ready`, and until then the memory is not believed.
    changes.on('ready', () => void this.listen().catch(() => undefined));
  }

  /** Begins to listen to the fleet's changes. @throws when Redis cannot be reached */
  async listen(): Promise<void> {
    await this.#changes.subscribe(this.#store.channel);
    this.#memory.clear();
    this.#hears = true;
  }

  /**
   * What is cached of these days: at once where all of them are remembered, or by one round trip.
   * @throws (rejects) when Redis cannot be reached
   */
  read(name: SegmentsName, days: readonly UtcDay[]): StoredSegments | Promise<StoredSegments> {
    const remembered = this.#hears ? this.#memory.get(name, days) : undefined;
    return remembered === undefined
      ? this.#readFromRedis(name, days)
      : { ...remembered, changes: this.#store.changesOf(name) };
  }

  async #readFromRedis(name: SegmentsName, days: readonly UtcDay[]): Promise<StoredSegments> {
    const reading = this.#memory.beginRead();
    const daysToRead = this.#memory.daysToRead(name, days);
    const stored = await this.#store.read(name, daysToRead);
    const { changes: _changes, ...remembered } = stored;
    this.#memory.put(name, daysToRead, remembered, reading);
    return stored;
  }
}

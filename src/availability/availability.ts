/** The cache as the rest of the program sees it: Redis with the in-process tier in front, and what was known last while Redis is away. */
import type { Cluster, Redis } from 'ioredis';
import { isRedisFault } from '../redis/redis_fault.ts';
import type { UtcDay } from '../verification/time.ts';
import { inBatches } from './in_batches.ts';
import { LastKnown } from './last_known.ts';
import { MemoryTier } from './memory_tier.ts';
import { type SegmentsName, storedSegmentsName } from './segment_key.ts';
import type { SegmentStore, StoredSegments } from './segment_store.ts';

/** How often it is tried whether Redis answers again, by whoever can be answered without; milliseconds. */
const TRY_EVERY_MS = 1_000;

/** Event types that are read at once after messages may have been lost. */
const READ_AT_ONCE = 50;

/** Reads day segments, from memory where that is at most a second old and nothing changed since. */
export class Availability {
  readonly #store: SegmentStore;
  readonly #memory: MemoryTier;
  readonly #lastKnown: LastKnown;
  readonly #changes: Redis | Cluster;
  readonly #monotonic: () => number;
  /** Whether this process is told of changes now. While it is not, it remembers nothing. */
  #hears = false;
  /** Why Redis could not be asked last; undefined where it could. */
  #fault: Error | undefined;
  #tryAt = 0;

  /**
   * @param changes a connection of its own, which subscribes to the fleet's changes
   * @param maxSegments the most day segments that are kept in memory; 0 for none
   * @param monotonic milliseconds from a clock that never jumps
   */
  constructor(store: SegmentStore, changes: Redis | Cluster, maxSegments: number, monotonic = () => performance.now()) {
    this.#store = store;
    this.#memory = new MemoryTier(maxSegments, monotonic);
    this.#lastKnown = new LastKnown(maxSegments);
    this.#changes = changes;
    this.#monotonic = monotonic;
    changes.on('message', (channel: string, message: string) => {
      if (channel !== store.channel) return;
      const name = storedSegmentsName(message);
      this.#memory.drop(name);
      // At once, and not when it is asked for next: Redis may be away by then. It is one read for each call to Cal.com.
      if (this.#lastKnown.drop(name)) this.#readAll(name).catch(() => undefined);
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
    // Of what is known some may have changed unheard.
    await inBatches(this.#lastKnown.names(), READ_AT_ONCE, (name) => this.#readAll(name));
  }

  /**
   * What is cached of these days: at once where all of them are remembered, or by one round trip; what was known last where Redis cannot be asked.
   * @throws (rejects) when Redis cannot be asked and nothing is known of the event type
   */
  read(name: SegmentsName, days: readonly UtcDay[]): StoredSegments | Promise<StoredSegments> {
    const remembered = this.#hears ? this.#memory.get(name, days) : undefined;
    if (remembered !== undefined) return { ...remembered, changes: this.#store.changesOf(name) };
    return this.#knownWithoutWaiting(name, days) ?? this.#readFromRedis(name, days);
  }

  /** Redis is there again: it is asked at once, as others may have told it of changes before this process can hear of them. */
  askAgain(): void {
    this.#fault = undefined;
  }

  /** One in a second waits for a Redis that does not answer; the others would wait for the same. */
  #knownWithoutWaiting(name: SegmentsName, days: readonly UtcDay[]): StoredSegments | undefined {
    if (this.#fault === undefined) return undefined;
    const known = this.#knownLast(name, this.#fault);
    if (known === undefined || days.some((day) => !known.segments.has(day))) return undefined;
    if (this.#monotonic() < this.#tryAt) return known;
    this.#tryAt = this.#monotonic() + TRY_EVERY_MS;
    return undefined;
  }

  async #readFromRedis(name: SegmentsName, days: readonly UtcDay[]): Promise<StoredSegments> {
    const reading = this.#memory.beginRead();
    const daysToRead = this.#memory.daysToRead(name, days);
    try {
      const stored = await this.#store.read(name, daysToRead);
      this.#fault = undefined;
      const { changes: _changes, ...remembered } = stored;
      this.#memory.put(name, daysToRead, remembered, reading);
      if (!this.#memory.isOvertaken(reading)) this.#lastKnown.add(name, daysToRead, remembered);
      return stored;
    } catch (error) {
      if (!isRedisFault(error)) throw error;
      this.#fault = error;
      this.#tryAt = this.#monotonic() + TRY_EVERY_MS;
      const known = this.#knownLast(name, error);
      if (known === undefined) throw error;
      return known;
    }
  }

  async #readAll(name: SegmentsName): Promise<void> {
    const reading = this.#memory.beginRead();
    const { changes: _changes, ...all } = await this.#store.readAll(name);
    if (!this.#memory.isOvertaken(reading)) this.#lastKnown.replace(name, all);
  }

  #knownLast(name: SegmentsName, fault: Error): StoredSegments | undefined {
    const known = this.#lastKnown.get(name);
    return known === undefined ? undefined : { ...known, changes: this.#store.changesOf(name), fault };
  }
}

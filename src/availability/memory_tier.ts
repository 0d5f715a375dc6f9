/**
 * The in-process tier: what was read from Redis within the last second. It saves the round trip where one event type is
 * asked for again and again, and is dropped at once when anything in the fleet writes (pub/sub). A lost message costs at most
 * `MEMORY_MAX_AGE_MS`.
 */
import { LRUCache } from 'lru-cache';
import type { UtcDay } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import type { SegmentsName } from './segment_key.ts';
import type { Refusal, StoredSegments } from './segment_store.ts';

/** How old anything in this tier may get, in milliseconds. */
export const MEMORY_MAX_AGE_MS = 1_000;

interface Entry {
  /** When the read began: nothing in it is older than that. */
  readonly readAt: number;
  /** Every day that was read; `undefined` where Redis had nothing. */
  readonly days: Map<UtcDay, DaySegment | undefined>;
  readonly refusal: Refusal | undefined;
}

/** A bounded map of what Redis held, each entry for at most `MEMORY_MAX_AGE_MS`. */
export class MemoryTier {
  readonly #entries: LRUCache<SegmentsName, Entry>;
  readonly #monotonic: () => number;
  #changes = 0;

  /**
   * @param maxSegments the most day segments kept, over all event types; 0 switches the tier off
   * @param monotonic milliseconds from a clock that never jumps
   */
  constructor(maxSegments: number, monotonic: () => number) {
    this.#entries = new LRUCache({
      maxSize: Math.max(1, maxSegments),
      sizeCalculation: (entry) => entry.days.size + 1,
    });
    this.#monotonic = monotonic;
  }

  /** Everything that was asked for, or undefined when any of it has to be read from Redis. */
  get(name: SegmentsName, days: readonly UtcDay[]): StoredSegments | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (this.#monotonic() - entry.readAt >= MEMORY_MAX_AGE_MS) {
      this.#entries.delete(name);
      return undefined;
    }
    for (const day of days) if (!entry.days.has(day)) return undefined;
    return { segments: entry.days, refusal: entry.refusal };
  }

  /** To be called before a read of Redis begins; `put` with it refuses what a change has overtaken meanwhile. */
  beginRead(): { readonly readAt: number; readonly changes: number } {
    return { readAt: this.#monotonic(), changes: this.#changes };
  }

  put(
    name: SegmentsName,
    days: readonly UtcDay[],
    stored: StoredSegments,
    read: { readonly readAt: number; readonly changes: number },
  ): void {
    if (read.changes !== this.#changes) return;
    const entry = new Map<UtcDay, DaySegment | undefined>();
    for (const day of days) entry.set(day, stored.segments.get(day));
    this.#entries.set(name, { readAt: read.readAt, days: entry, refusal: stored.refusal });
  }

  /** Something changed in Redis. */
  drop(name: SegmentsName): void {
    this.#changes++;
    this.#entries.delete(name);
  }

  /** Messages may have been lost. */
  clear(): void {
    this.#changes++;
    this.#entries.clear();
  }

  /** How many day segments are kept now. */
  get size(): number {
    return this.#entries.calculatedSize;
  }
}

/**
 * The in-process tier: what was read from Redis within the last second. It saves the round trip where one event type is
 * asked for again and again, and is dropped at once when anything in the fleet writes (pub/sub). A lost message costs at most
 * `MEMORY_MAX_AGE_MS`.
 *
 * Questions about one event type ask for different days, so what one of them read is added to what the others did: were it to take
 * its place, traffic that is not all for the same day would read Redis for most of its answers, at twice the price of an answer.
 */
import { LRUCache } from 'lru-cache';
import type { UtcDay } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import type { SegmentsName } from './segment_key.ts';
import type { EventTypeFacts, StoredSegments } from './segment_store.ts';

/** How old anything in this tier may get, in milliseconds. */
export const MEMORY_MAX_AGE_MS = 1_000;

interface Entry {
  /** When the earliest of its reads began: nothing in it is older than that. */
  readonly readAt: number;
  /** Every day that was read; `undefined` where Redis had nothing. */
  readonly days: Map<UtcDay, DaySegment | undefined>;
  readonly facts: EventTypeFacts;
}

/** What is remembered: what was told of since is asked for anew each time. */
export type RememberedSegments = Omit<StoredSegments, 'changes'>;

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
  get(name: SegmentsName, days: readonly UtcDay[]): RememberedSegments | undefined {
    const entry = this.#youngEntry(name);
    if (entry === undefined) return undefined;
    for (const day of days) if (!entry.days.has(day)) return undefined;
    return { ...entry.facts, segments: entry.days };
  }

  /**
   * The days to read when these are not all remembered: with those whose second is over, as long as Redis has them. The questions that
   * asked for them ask again in the next second too, and one read is cheaper than one for each of them.
   */
  daysToRead(name: SegmentsName, days: readonly UtcDay[]): readonly UtcDay[] {
    const entry = this.#entries.peek(name);
    if (entry === undefined || this.#isYoung(entry)) return days;
    const all = new Set(days);
    for (const [day, segment] of entry.days) if (segment !== undefined) all.add(day);
    return [...all];
  }

  /** To be called before a read of Redis begins; `put` with it refuses what a change has overtaken meanwhile. */
  beginRead(): { readonly readAt: number; readonly changes: number } {
    return { readAt: this.#monotonic(), changes: this.#changes };
  }

  /** Whether a change has overtaken a read. */
  isOvertaken(read: { readonly changes: number }): boolean {
    return read.changes !== this.#changes;
  }

  /** Remembers what was read. The days of earlier reads stay, and with them the end that these were given. */
  put(
    name: SegmentsName,
    days: readonly UtcDay[],
    stored: RememberedSegments,
    read: { readonly readAt: number; readonly changes: number },
  ): void {
    if (this.isOvertaken(read)) return;
    const earlier = this.#youngEntry(name);
    // A copy: whoever was given the earlier days may still be deciding by them.
    const known = new Map(earlier?.days);
    const { segments, ...facts } = stored;
    for (const day of days) known.set(day, segments.get(day));
    const readAt = earlier === undefined ? read.readAt : Math.min(earlier.readAt, read.readAt);
    this.#entries.set(name, { readAt, days: known, facts });
  }

  #youngEntry(name: SegmentsName): Entry | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && this.#isYoung(entry) ? entry : undefined;
  }

  #isYoung(entry: Entry): boolean {
    return this.#monotonic() - entry.readAt < MEMORY_MAX_AGE_MS;
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

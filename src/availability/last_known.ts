/** What a process knew last of the event types that it was asked about, for when Redis cannot be asked. It never stands for Redis while that answers. */
import { LRUCache } from 'lru-cache';
import type { UtcDay } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import type { RememberedSegments } from './memory_tier.ts';
import type { SegmentsName } from './segment_key.ts';
import type { EventTypeFacts } from './segment_store.ts';

interface Known {
  readonly facts: EventTypeFacts;
  readonly days: Map<UtcDay, DaySegment>;
}

/** A bounded map of it. */
export class LastKnown {
  readonly #known: LRUCache<SegmentsName, Known>;

  /** @param maxSegments the most day segments kept, over all event types; 0 keeps none */
  constructor(maxSegments: number) {
    this.#known = new LRUCache({ maxSize: Math.max(1, maxSegments), sizeCalculation: ({ days }) => days.size + 1 });
  }

  /** Some of its days were read. What is known of the others stays. @param read of which Redis had what `stored` has */
  add(name: SegmentsName, read: readonly UtcDay[], { segments, ...facts }: RememberedSegments): void {
    const days = this.#known.get(name)?.days ?? new Map<UtcDay, DaySegment>();
    for (const day of read) {
      const segment = segments.get(day);
      if (segment === undefined) days.delete(day);
      else days.set(day, segment);
    }
    this.#known.set(name, { facts, days });
  }

  /** All of its days were read. */
  replace(name: SegmentsName, { segments, ...facts }: RememberedSegments): void {
    const days = [...segments].flatMap(([day, segment]) => (segment === undefined ? [] : [[day, segment] as const]));
    this.#known.set(name, { facts, days: new Map(days) });
  }

  /** What is known; undefined where nothing is. */
  get(name: SegmentsName): RememberedSegments | undefined {
    const known = this.#known.get(name);
    // A copy: whoever has it may still be deciding by it when the next day is read.
    return known === undefined ? undefined : { ...known.facts, segments: new Map(known.days) };
  }

  /** It has changed, so what was known is known no more. @returns whether anything was */
  drop(name: SegmentsName): boolean {
    return this.#known.delete(name);
  }

  /** The event types of which something is known. */
  names(): readonly SegmentsName[] {
    return [...this.#known.keys()];
  }
}

/** The cache of the service that was before: a table of the answers to windows, in a Map behind the time that the table took. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../../src/verification/time.ts';
import type { FetchSlots } from './search.ts';
import type { Window } from './window.ts';

/** Caches windows of one Cal.com account. */
export interface WindowCache {
  /** Looks a window up, and fetches and keeps it where it is not there. @throws whatever `fetchSlots` throws */
  fetch(eventTypeId: number, window: Window, fetchSlots: FetchSlots): Promise<readonly EpochMs[]>;
  flush(): void;
}

/** What a cache is made with. */
export interface WindowCacheOptions {
  readonly clock: () => EpochMs;
  /** Numbers in [0, 1), for how long each look-up takes. */
  readonly random: () => number;
  /** A multiple of the 5 to 15 ms that a look-up takes; 0 for none. */
  readonly delayFactor: number;
  /** How long an answer is used, 300 s unless told. */
  readonly keptSeconds?: number;
}

interface Entry {
  readonly slots: readonly EpochMs[];
  /** The entry is used before that. */
  readonly expiresAt: number;
}

/** How long an answer was used, in seconds. */
export const KEPT_SECONDS = 300;

const LEAST_LOOK_UP_MS = 5;
const MOST_LOOK_UP_MS = 15;
const HOUR_MS = 3_600_000;

/** The key of a window: its event type and the hours, not the minutes, of its start and its end. */
export const windowKey = (eventTypeId: number, { from, until }: Window): string =>
  `${eventTypeId}/${Math.floor(from / HOUR_MS)}/${Math.floor(until / HOUR_MS)}`;

/**
 * Makes a cache. Nothing is coalesced: who misses fetches.
 *
 * An answer without any slots is not kept: a search of a full calendar, which comes by the same days up to three times, would otherwise make 18
 * calls and not the 28 of the service's report. Answers hold whole days, so hardly any but a full calendar's is without slots.
 */
export const createWindowCache = ({
  clock,
  random,
  delayFactor,
  keptSeconds = KEPT_SECONDS,
}: WindowCacheOptions): WindowCache => {
  // By when it was written, and so by when it expires.
  const entries = new Map<string, Entry>();

  const dropExpired = (now: number): void => {
    for (const [key, { expiresAt }] of entries) {
      if (expiresAt > now) return;
      entries.delete(key);
    }
  };

  return {
    fetch: async (eventTypeId, window, fetchSlots) => {
      // Timers know whole milliseconds only, and cut the rest off.
      const lookUpMs = Math.round(delayFactor * (LEAST_LOOK_UP_MS + random() * (MOST_LOOK_UP_MS - LEAST_LOOK_UP_MS)));
      if (lookUpMs > 0) await sleep(lookUpMs);
      const key = windowKey(eventTypeId, window);
      const entry = entries.get(key);
      if (entry !== undefined && entry.expiresAt > clock()) return entry.slots;
      const slots = await fetchSlots(window);
      const now = clock();
      dropExpired(now);
      entries.delete(key);
      if (slots.length > 0) entries.set(key, { slots, expiresAt: now + keptSeconds * 1_000 });
      return slots;
    },
    flush: () => entries.clear(),
  };
};

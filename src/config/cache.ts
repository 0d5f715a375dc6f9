/** Settings of the cache: how old a day may be for what, and how much of it a process remembers. */
import type { z } from 'zod';
import { integer } from './kinds.ts';

/** The settings of the cache. */
export interface CacheSettings {
  readonly freshSeconds: number;
  /** Experience makes it no shorter, and no longer, than these. */
  readonly leastFreshSeconds: number;
  readonly mostFreshSeconds: number;
  readonly staleSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** The most day segments that one process keeps in memory. */
  readonly memorySegments: number;
}

/** What becomes of the usual age where nothing is told: such a part of it, and so many times as much. */
const USUAL_LEAST = 3;
const USUAL_MOST = 16;

/** As the environment spells them. */
export const cacheShape = {
  CACHE_FRESH_SECONDS: integer(1, 86_400).prefault('900').describe('Up to this age a day is answered from as it is'),
  CACHE_FRESH_LEAST_SECONDS: integer(1, 86_400)
    .optional()
    .describe('The shortest that experience makes of it; a third of it unless told'),
  CACHE_FRESH_MOST_SECONDS: integer(1, 2_592_000)
    .optional()
    .describe('The longest that experience makes of it; sixteen times as long unless told'),
  CACHE_STALE_SECONDS: integer(1, 604_800)
    .prefault('3600')
    .describe('Up to this age it is answered from while it is fetched anew'),
  CACHE_STALE_IF_ERROR_SECONDS: integer(1, 2_592_000)
    .prefault('86400')
    .describe('Up to this age it is answered from where Cal.com gives no answer'),
  CACHE_MEMORY_SEGMENTS: integer(0, 10_000_000)
    .prefault('50000')
    .describe(
      'Days that an api process keeps in its memory: each spares Redis a question for a second, and answers while Redis cannot be asked',
    ),
};

/** The settings of the cache. */
export const cacheSettings = (environment: z.output<z.ZodObject<typeof cacheShape>>): CacheSettings => {
  const freshSeconds = environment.CACHE_FRESH_SECONDS;
  const staleIfErrorSeconds = environment.CACHE_STALE_IF_ERROR_SECONDS;
  return {
    freshSeconds,
    leastFreshSeconds: environment.CACHE_FRESH_LEAST_SECONDS ?? Math.ceil(freshSeconds / USUAL_LEAST),
    mostFreshSeconds:
      environment.CACHE_FRESH_MOST_SECONDS ??
      Math.max(freshSeconds, Math.min(freshSeconds * USUAL_MOST, staleIfErrorSeconds)),
    staleSeconds: environment.CACHE_STALE_SECONDS,
    staleIfErrorSeconds,
    memorySegments: environment.CACHE_MEMORY_SEGMENTS,
  };
};

/** What is wrong between the settings of the cache. */
export const cacheFaults = ({
  freshSeconds,
  leastFreshSeconds,
  mostFreshSeconds,
  staleSeconds,
  staleIfErrorSeconds,
}: CacheSettings): readonly string[] => [
  ...(leastFreshSeconds > freshSeconds ? ['CACHE_FRESH_LEAST_SECONDS must not be more than CACHE_FRESH_SECONDS'] : []),
  ...(mostFreshSeconds < freshSeconds ? ['CACHE_FRESH_MOST_SECONDS must not be less than CACHE_FRESH_SECONDS'] : []),
  ...(staleIfErrorSeconds < mostFreshSeconds && mostFreshSeconds > freshSeconds
    ? ['CACHE_STALE_IF_ERROR_SECONDS must not be less than CACHE_FRESH_MOST_SECONDS']
    : []),
  ...(staleSeconds < freshSeconds ? ['CACHE_STALE_SECONDS must not be less than CACHE_FRESH_SECONDS'] : []),
  ...(staleIfErrorSeconds < staleSeconds
    ? ['CACHE_STALE_IF_ERROR_SECONDS must not be less than CACHE_STALE_SECONDS']
    : []),
];

/** Settings of the cache: how old a day may be for what, and how much of it a process remembers. */
import type { z } from 'zod';
import { integer } from './kinds.ts';

/** The settings of the cache. */
export interface CacheSettings {
  readonly freshSeconds: number;
  readonly staleSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** The most day segments that one process keeps in memory. */
  readonly memorySegments: number;
}

/** As the environment spells them. */
export const cacheShape = {
  CACHE_FRESH_SECONDS: integer(1, 86_400).prefault('900').describe('Up to this age a day is answered from as it is'),
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
export const cacheSettings = (environment: z.output<z.ZodObject<typeof cacheShape>>): CacheSettings => ({
  freshSeconds: environment.CACHE_FRESH_SECONDS,
  staleSeconds: environment.CACHE_STALE_SECONDS,
  staleIfErrorSeconds: environment.CACHE_STALE_IF_ERROR_SECONDS,
  memorySegments: environment.CACHE_MEMORY_SEGMENTS,
});

/** What is wrong between the settings of the cache. */
export const cacheFaults = ({ freshSeconds, staleSeconds, staleIfErrorSeconds }: CacheSettings): readonly string[] => [
  ...(staleSeconds < freshSeconds ? ['CACHE_STALE_SECONDS must not be less than CACHE_FRESH_SECONDS'] : []),
  ...(staleIfErrorSeconds < staleSeconds
    ? ['CACHE_STALE_IF_ERROR_SECONDS must not be less than CACHE_STALE_SECONDS']
    : []),
];

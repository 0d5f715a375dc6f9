import { expect, test } from 'vitest';
import { search } from '../../bench/contenders/before/search.ts';
import type { Window } from '../../bench/contenders/before/window.ts';
import { createWindowCache, type WindowCacheOptions, windowKey } from '../../bench/contenders/before/window_cache.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';

const at = (text: string): EpochMs => epochMs(Date.parse(`2026-11-${text}:00Z`));
const window = (from: string, until: string): Window => ({ from: at(`24T${from}`), until: at(`24T${until}`) });

const SLOT = at('24T14:30');

/** A cache with a clock of its own, and what it fetched. */
const cacheWith = (options: Partial<WindowCacheOptions> = {}) => {
  let now = at('23T06:00');
  const fetched: string[] = [];
  const cache = createWindowCache({ clock: () => now, random: () => 0.5, delayFactor: 0, ...options });
  return {
    cache,
    fetched,
    pass: (seconds: number): void => {
      now = epochMs(now + seconds * 1_000);
    },
    read: (eventTypeId: number, asked: Window, slots: readonly EpochMs[] = [SLOT]) =>
      cache.fetch(eventTypeId, asked, async () => {
        fetched.push(windowKey(eventTypeId, asked));
        return slots;
      }),
  };
};

test('another minute is the same window; another hour of its start or end, or another event type, is not', () => {
  const key = windowKey(101, window('14:00', '16:00'));
  expect(windowKey(101, window('14:45', '16:59'))).toBe(key);
  expect(windowKey(101, window('15:00', '16:00'))).not.toBe(key);
  expect(windowKey(101, window('14:00', '17:00'))).not.toBe(key);
  expect(windowKey(102, window('14:00', '16:00'))).not.toBe(key);
  expect(windowKey(101, { from: at('25T14:00'), until: at('25T16:00') })).not.toBe(key);
});

test('a window is fetched once in 300 seconds', async () => {
  const { fetched, pass, read } = cacheWith();
  expect(await read(101, window('14:00', '16:00'))).toEqual([SLOT]);
  pass(299);
  expect(await read(101, window('14:10', '16:10'))).toEqual([SLOT]);
  expect(fetched).toHaveLength(1);
  pass(1);
  await read(101, window('14:00', '16:00'));
  expect(fetched).toHaveLength(2);
  pass(299);
  await read(101, window('14:00', '16:00'));
  expect(fetched).toHaveLength(2);
});

test('a window that was written again is kept for as long again, whatever expires beside it', async () => {
  const { fetched, pass, read } = cacheWith();
  await read(101, window('14:00', '16:00'));
  pass(200);
  await read(102, window('14:00', '16:00'));
  pass(100);
  await read(101, window('14:00', '16:00'));
  pass(200);
  await read(101, window('14:00', '16:00'));
  expect(fetched).toHaveLength(3);
  await read(102, window('14:00', '16:00'));
  expect(fetched).toHaveLength(4);
});

test('a flush forgets everything', async () => {
  const { cache, fetched, read } = cacheWith();
  await read(101, window('14:00', '16:00'));
  cache.flush();
  await read(101, window('14:00', '16:00'));
  expect(fetched).toHaveLength(2);
});

test('nothing is coalesced', async () => {
  const { fetched, read } = cacheWith();
  await Promise.all([1, 2, 3].map(() => read(101, window('14:00', '16:00'))));
  expect(fetched).toHaveLength(3);
});

test('a failed fetch is not kept', async () => {
  const { cache, fetched, read } = cacheWith();
  const failing = cache.fetch(101, window('14:00', '16:00'), async () => {
    throw new Error('500');
  });
  await expect(failing).rejects.toThrow('500');
  await read(101, window('14:00', '16:00'));
  expect(fetched).toHaveLength(1);
});

test('a search of a full calendar makes its 28 calls with the cache as well', async () => {
  const { fetched, read } = cacheWith();
  const ask = { start: at('24T13:00'), timeZone: 'Europe/Berlin', windowHours: 2 };
  await search(ask, (asked) => read(101, asked, []));
  expect(fetched).toHaveLength(28);
  // What it would be if it kept days without any slot.
  expect(new Set(fetched).size).toBe(18);
});

test('a look-up takes 5 to 15 ms, times the factor', async () => {
  const draws = [0, 1];
  const { read } = cacheWith({ delayFactor: 4, random: () => draws.shift() ?? 0 });
  const took = async (): Promise<number> => {
    const began = performance.now();
    await read(101, window('14:00', '16:00'));
    return performance.now() - began;
  };
  // Timers may be a millisecond early. How late they are is the machine's affair.
  expect(await took()).toBeGreaterThan(18);
  expect(await took()).toBeGreaterThan(58);
});

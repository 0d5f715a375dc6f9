/** The order of alternatives (rule 5). */
import type { Strategy } from './policy.ts';
import type { Slot } from './slot.ts';
import type { EpochMs } from './time.ts';

/** A slot to offer instead of the requested one. */
export interface Alternative {
  slot: Slot;
  /** The strategy that found it. */
  strategy: Strategy;
  /** Whole minutes from the requested start to this one, negative when it is earlier. */
  minutesFromRequested: number;
}

/** What a strategy found. */
export interface Found {
  readonly slot: Slot;
  readonly strategy: Strategy;
}

/** Nearest the requested instant first, ties to the earlier, cut to the first `max`. */
export function rank(found: readonly Found[], requested: EpochMs, max: number): readonly Alternative[] {
  const distance = ({ slot }: Found) => Math.abs(slot.start - requested);
  return found
    .toSorted((a, b) => distance(a) - distance(b) || a.slot.start - b.slot.start)
    .slice(0, max)
    .map(({ slot, strategy }) => ({ slot, strategy, minutesFromRequested: minutesBetween(requested, slot.start) }));
}

/** Rounded. The sum with 0 makes the -0 that rounding gives for the last half minute before the request a plain 0. */
const minutesBetween = (from: EpochMs, to: EpochMs): number => Math.round((to - from) / 60_000) + 0;

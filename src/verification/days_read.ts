/** Reads UTC days for a decision, each at most once, and remembers which: the decision's answer depends on these and no others. */
import type { Slot } from './slot.ts';
import { type UtcDay, utcDay } from './time.ts';
import { firstDayOf, lastDayOf, type Window } from './windows.ts';

/**
 * The slots that start on a UTC day, ascending by start, or undefined when that day is not known. A known day without slots
 * is an empty list.
 */
export type SlotsOn = (day: UtcDay) => readonly Slot[] | undefined;

/** The days that one decision has asked for so far. */
export class DaysRead {
  readonly #slotsOn: SlotsOn;
  readonly #known = new Map<UtcDay, readonly Slot[]>();

  constructor(slotsOn: SlotsOn) {
    this.#slotsOn = slotsOn;
  }

  /** The slots of a day, or undefined when it is not known. */
  slotsOn(day: UtcDay): readonly Slot[] | undefined {
    const seen = this.#known.get(day);
    if (seen !== undefined) return seen;
    const slots = this.#slotsOn(day);
    if (slots !== undefined) this.#known.set(day, slots);
    return slots;
  }

  /** The days that these windows touch and that are not known, ascending. */
  missingIn(windows: readonly Window[]): readonly UtcDay[] {
    const missing: UtcDay[] = [];
    for (const window of windows) {
      for (let day = firstDayOf(window); day <= lastDayOf(window); day = utcDay(day + 1)) {
        if (this.slotsOn(day) === undefined && missing.at(-1) !== day) missing.push(day);
      }
    }
    return missing;
  }

  /** Every known day that was read, ascending; also those without slots. */
  days(): readonly UtcDay[] {
    return [...this.#known.keys()].sort((a, b) => a - b);
  }

  /** The length in milliseconds of some slot that was seen; undefined when there was none. */
  someSlotLength(): number | undefined {
    for (const day of this.days()) {
      const slot = this.#known.get(day)?.[0];
      if (slot !== undefined) return slot.end - slot.start;
    }
    return undefined;
  }
}

/** Reads UTC days for a decision, each at most once, and remembers which: the decision's answer depends on these and no others. */
import type { Slot } from './slot.ts';
import type { Part } from './slot_search.ts';
import { type UtcDay, utcDay } from './time.ts';
import { firstDayOf, lastDayOf, type Window } from './windows.ts';

/**
 * The slots that start on a UTC day, ascending by start and one for each start, or undefined when that day is not known. A known day without slots
 * is an empty list.
 */
export type SlotsOn = (day: UtcDay) => readonly Slot[] | undefined;

/** The days that one decision has asked for so far. */
export class DaysRead {
  readonly #first: UtcDay;
  readonly #slotsOn: SlotsOn;
  /** By the number of days after the first; no search of two months has more than that many entries, so that it needs no map. */
  readonly #known: (readonly Slot[] | undefined)[] = [];

  /** Reads days through `slotsOn`, none of them before `first`. */
  constructor(first: UtcDay, slotsOn: SlotsOn) {
    this.#first = first;
    this.#slotsOn = slotsOn;
  }

  /** The slots of a day, or undefined when it is not known. */
  slotsOn(day: UtcDay): readonly Slot[] | undefined {
    const index = day - this.#first;
    while (this.#known.length <= index) this.#known.push(undefined);
    const slots = this.#known[index] ?? this.#slotsOn(day);
    this.#known[index] = slots;
    return slots;
  }

  /** What these windows touch of the known days, and the days that they touch and that are not known; both ascending as the windows are. */
  partsOf(windows: readonly Window[]): { readonly parts: readonly Part[]; readonly missing: readonly UtcDay[] } {
    const parts: Part[] = [];
    let missing = NONE;
    for (const window of windows) {
      const last = lastDayOf(window);
      for (let day = firstDayOf(window); day <= last; day = utcDay(day + 1)) {
        const slots = this.slotsOn(day);
        if (slots !== undefined) parts.push({ window, slots });
        else if (missing.at(-1) !== day) missing = [...missing, day];
      }
    }
    return { parts, missing };
  }

  /** Every known day that was read, ascending; also those without slots. */
  days(): readonly UtcDay[] {
    const days: UtcDay[] = [];
    for (let index = 0; index < this.#known.length; index += 1) {
      if (this.#known[index] !== undefined) days.push(utcDay(this.#first + index));
    }
    return days;
  }

  /** The length in milliseconds of the first slot on the days that were read; undefined when there was none. */
  someSlotLength(): number | undefined {
    for (const slots of this.#known) {
      const slot = slots?.[0];
      if (slot !== undefined) return slot.end - slot.start;
    }
    return undefined;
  }
}

const NONE: readonly UtcDay[] = [];

/** What a phrase such as "tomorrow at 2 pm" was read into. */
import type { EpochMs } from '../verification/time.ts';

/** A part of the day; which hours it has is the policy's. */
export type PartOfDay = 'morning' | 'afternoon' | 'evening';

/** Hours of a day, `HH:MM` each; `24:00` is the midnight at the end. */
export interface Hours {
  readonly start: string;
  readonly end: string;
}

/** What was read of an unclear phrase, to begin a question with. */
export interface Understood {
  /** ISO 8601, `2026-12-01`. */
  readonly date?: string;
  /** `HH:MM`. */
  readonly time?: string;
  readonly partOfDay?: PartOfDay;
}

/**
 * Why a phrase is unclear. `nothing`: it names no time. `day`: it names a time of the day, and perhaps a day that was not understood.
 * `date`: there is no such date or time. `past`: it has passed. `several`: it may mean more than one.
 */
export type Unclear = 'nothing' | 'day' | 'date' | 'past' | 'several';

/** What a phrase means. */
export type WhenReading =
  | { readonly kind: 'time'; readonly instant: EpochMs }
  /** Local days, both included; without `until` it is as soon as possible from the first. */
  | {
      readonly kind: 'days';
      readonly from: string;
      readonly until?: string;
      readonly partOfDay?: PartOfDay;
      readonly hours?: Hours;
    }
  /** `dates` are what it may mean, where it is `several`. */
  | {
      readonly kind: 'unclear';
      readonly why: Unclear;
      readonly understood: Understood;
      readonly dates: readonly string[];
    };

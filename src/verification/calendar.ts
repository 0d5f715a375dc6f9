/** What a question is about: one calendar, or several of which any will do. */
import type { SlotsOn } from './days_read.ts';
import type { EpochMs } from './time.ts';

/** One of the calendars of a question. */
export interface Calendar {
  readonly slotsOn: SlotsOn;
  /** Of two slots that are equally near, the one of the smaller number comes first. Calendars come in its order; those alike in the order given. */
  readonly preference: number;
  /** The length of its slots, where that is known without any; undefined where the length of a listed one has to tell. */
  readonly minutes?: number | undefined;
  /** Outside of these nothing can be listed, for certain. */
  readonly bounds?: Bounds | undefined;
}

/** From when on and until when a calendar can be booked, as far as that is certain. */
export interface Bounds {
  /** Nothing that starts before this: the notice that it wants. */
  readonly earliest?: EpochMs | undefined;
  /** Nothing that starts at or after this: where its booking window ends. */
  readonly latest?: EpochMs | undefined;
}

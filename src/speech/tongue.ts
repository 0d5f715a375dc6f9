/** The form of a language's sentences. */

/** Every sentence, by what it says. */
export const SENTENCES = [
  'available',
  'alternatives',
  'offers',
  'unavailable',
  'nothingFree',
  'held',
  'holdOver',
  'booked',
  'toBeConfirmed',
  'moved',
  'cancelled',
  'notChanged',
  'noSuchBooking',
  'taken',
  'takenAndNothingFree',
  'takenAskOther',
  'notBooked',
  'later',
  'failed',
  'askDayAndTime',
  'askDay',
  'askOtherDate',
  'askOtherTime',
  'askWhichDate',
  'askOne',
] as const;

/** The name of a sentence. */
export type SentenceName = (typeof SENTENCES)[number];

/** How hours are told. `{h}` is the hour of the language's clock, `{m}` the minutes, `{mm}` in two digits. */
export interface ClockWords {
  /** Whether the clock has twelve hours; `partsOfDay` then tell which. */
  readonly hasTwelveHours: boolean;
  readonly hour: string;
  readonly minutes: string;
  /** In place of `hour` and `minutes` where the hour is one. */
  readonly one?: { readonly hour: string; readonly minutes: string };
  readonly noon?: string;
  readonly midnight?: string;
}

/** How hours are told among people: the hour in words, `{next}` for the coming one. */
export interface SpokenHours {
  /** From twelve on: twelve, one, two and so on up to eleven. */
  readonly names: readonly string[];
  readonly hour: string;
  /** By the minutes; any other is told as on the clock. */
  readonly minutes: Readonly<Record<number, string>>;
}

/** A language. Texts hold `{slot}`, `{requested}`, `{options}` or `{dates}` where those stand. */
export interface Tongue {
  readonly today: string;
  readonly tomorrow: string;
  /** Around the name of a weekday of this week and the next days. */
  readonly weekday: string;
  /** Around a weekday and date as `Intl` writes them. */
  readonly date: string;
  /** A day with a time: `{day} at {time}`; and a time of a day that was just named. */
  readonly at: string;
  readonly atSameDay: string;
  readonly clock: ClockWords;
  readonly spoken: SpokenHours;
  /** From an hour on, ascending; the first is midnight's. */
  readonly partsOfDay: readonly (readonly [fromHour: number, words: string])[];
  readonly sentences: Readonly<Record<SentenceName, string>>;
}

/** The form of a language's table: what is said in it, and the English that it is read as. */

/**
 * What is said, as the source of a regular expression over lower-case letters without accents and over digits, and what it means, with `$1` for
 * what a group caught. The meaning is English as chrono reads it, or marks of ours:
 *
 * - `@3:00`, `@3-30+5`: a time of the day, with minutes added or taken away; `@now` is that of the call.
 * - `#morning`, `#afternoon`, `#evening`: a part of the day.
 * - `~after`, `~before`, `~between`, `~from`, `~to`: what is meant of the times that follow.
 * - `~soonest`, `~or`, `~not`: as soon as possible; more than one thing; anything but.
 * - `[week+1]`, `[weekend+0]`, `[month+1]`, `[month=december]`: several days.
 * - `[day=3]`: a day of a month that is not named. `[later=7]`: so many days after the named one. `[weeks=2]`: in that week.
 *
 * An empty meaning is a saying that tells nothing of the time.
 */
export type Saying = readonly [said: string, meaning: string];

/** A language. */
export interface Vocabulary {
  /** Words for numbers, ordinals among them. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The most telling first: the first that fits is taken. */
  readonly sayings: readonly Saying[];
  /** Words that tell nothing of the time, between spaces. Of any other unknown word it is not known whether it does. */
  readonly fillers: string;
  /** Where a language writes two of these words as one, such as a weekday and a part of the day. */
  readonly seam?: RegExp;
  /** Whether 3/12 is the third of December; where it is not told, the caller's region does. */
  readonly dayFirst?: true;
}

/** Numbers as a list of words: the first is one. Where there are several words for a number, `/` stands between them. */
export const countedFromOne = (list: string, more: Readonly<Record<string, number>> = {}): Record<string, number> => ({
  ...Object.fromEntries(list.split(' ').flatMap((same, index) => same.split('/').map((word) => [word, index + 1]))),
  ...more,
});

/** A saying for each entry of a table from English to what is said for it: `{said}` and `{english}` stand for the two. */
export const sayingsOf = (
  table: Readonly<Record<string, string>>,
  said = '{said}',
  meaning = '{english}',
): readonly Saying[] =>
  Object.entries(table).map(([english, names]) => [
    said.replace('{said}', `(?:${names})`),
    meaning.replace('{english}', english),
  ]);

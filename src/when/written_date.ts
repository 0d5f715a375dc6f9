/** A date in digits, such as `16/8`, `3/12/2026` or `16/8/26`. */

/** A year that is left out is a leap year until it is known which is meant. */
const SOME_LEAP_YEAR = 2000;

/**
 * Reads a date in digits.
 * @param text numbers between slashes
 * @param dayFirst whether 3/12 is the third of December; where only the other reading is a date, it is that
 * @returns undefined where neither is
 */
export const writtenDate = (
  text: string,
  dayFirst: boolean,
): { readonly date: Temporal.PlainDate; readonly hasYear: boolean } | undefined => {
  const [first = 0, second = 0, year] = text.split('/').map(Number);
  const fullYear = year === undefined || year > 99 ? year : 2000 + year;
  const orders = dayFirst
    ? [
        [first, second],
        [second, first],
      ]
    : [
        [second, first],
        [first, second],
      ];
  for (const [day = 0, month = 0] of orders) {
    if (month < 1 || month > 12) continue;
    const { daysInMonth } = Temporal.PlainYearMonth.from({ year: fullYear ?? SOME_LEAP_YEAR, month });
    if (day < 1 || day > daysInMonth) continue;
    const date = Temporal.PlainDate.from({ year: fullYear ?? SOME_LEAP_YEAR, month, day });
    return { date, hasYear: fullYear !== undefined };
  }
  return undefined;
};

/** Business hours as the service had them built in: 09:00 to 18:00 from Monday to Friday, in the caller's zone. */

const OPENING_HOUR = 9;
const CLOSING_HOUR = 18;
const SATURDAY = 6;

/** When the day of a time opens. */
export const openingOf = (time: Temporal.ZonedDateTime): Temporal.ZonedDateTime => atHour(time, OPENING_HOUR);

/** When the day of a time closes. */
export const closingOf = (time: Temporal.ZonedDateTime): Temporal.ZonedDateTime => atHour(time, CLOSING_HOUR);

/** Whether the day of a time is on a weekend. */
export const isWeekend = (time: Temporal.ZonedDateTime): boolean => time.dayOfWeek >= SATURDAY;

/** Whether a slot that starts then starts in business hours. */
export const isInBusinessHours = (time: Temporal.ZonedDateTime): boolean =>
  !isWeekend(time) && time.hour >= OPENING_HOUR && time.hour < CLOSING_HOUR;

/** The same local time on the next day that is on no weekend. */
export const onNextWorkday = (time: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
  let next = time.add({ days: 1 });
  while (isWeekend(next)) next = next.add({ days: 1 });
  return next;
};

/** Where the search begins: a time before opening is moved to opening, one after closing or on a weekend to the next workday's opening. */
export const movedIntoBusinessHours = (time: Temporal.ZonedDateTime): Temporal.ZonedDateTime => {
  if (isInBusinessHours(time)) return time;
  return openingOf(!isWeekend(time) && time.hour < OPENING_HOUR ? time : onNextWorkday(time));
};

const atHour = (time: Temporal.ZonedDateTime, hour: number): Temporal.ZonedDateTime => time.withPlainTime({ hour });

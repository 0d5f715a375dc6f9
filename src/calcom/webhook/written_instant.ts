/** Instants and dates as webhooks write them. */
import { type EpochMs, epochMs } from '../../verification/time.ts';

const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Whether it is an instant, or a date alone. */
export const isWrittenTime = (text: string): boolean =>
  (INSTANT.test(text) || DATE.test(text)) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));

/** `Date` reads 30 February as a day in March. */
const isDay = (text: string): boolean => {
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
};

/** Whether it is a date alone. */
export const isDateAlone = (text: string): boolean => DATE.test(text);

/** The instant; of a date alone, its beginning in UTC. */
export const instantOf = (text: string): EpochMs => epochMs(Date.parse(text));

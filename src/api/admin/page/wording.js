// Numbers and instants as a person reads them.

const UNKNOWN = '–';

const digits = (value, places) => value.toLocaleString('en', { maximumFractionDigits: places });

/** A wait in seconds: `0.8 ms`, `42 ms`, `1.25 s`. */
export const wait = (seconds) => {
  if (seconds === null) return UNKNOWN;
  const ms = seconds * 1000;
  if (ms >= 1000) return `${digits(seconds, 2)} s`;
  return `${digits(ms, ms < 10 ? 1 : 0)} ms`;
};

/** An age or a span in seconds: `41 s`, `12 min`, `3 h`. */
export const span = (seconds) => {
  if (seconds === null) return UNKNOWN;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${digits(minutes / 60, 1)} h`;
};

/** A ratio as per cent; never rounded up to 100 % or down to 0 %. */
export const percent = (ratio, places = 1) => {
  if (ratio === null) return UNKNOWN;
  const step = 10 ** -places;
  const value = ratio * 100;
  if (value > 100 - step && value < 100) return `> ${digits(100 - step, places)} %`;
  if (value > 0 && value < step) return `< ${digits(step, places)} %`;
  return `${digits(value, places)} %`;
};

/** A count; `–` when it cannot be told. */
export const count = (value) => (value === null || value === undefined ? UNKNOWN : digits(value, 0));

/** `1 call`, `2 calls`. */
export const plural = (number, noun) => `${digits(number, 0)} ${noun}${number === 1 ? '' : 's'}`;

/** An RFC 3339 instant on the clocks of a time zone: `Tue 1 Dec 2026, 14:00`. */
export const moment = (text, timeZone) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(text));

/** Only the time of the day: `14:00`. */
export const timeOfDay = (text, timeZone) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(text));

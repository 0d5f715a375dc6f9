/** Numbers as the report writes them. What cannot be told (nothing was asked, so there is no median) is a dash, never `NaN`. */

/** Stands where there is no number. */
export const NOTHING = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const twoDecimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2, roundingMode: 'floor' });

/** Something counted, to the last one: `12,345`. */
export const count = (value: number): string => (Number.isFinite(value) ? whole.format(value) : NOTHING);

/** Something measured, to three digits: `0.123`, `12,300`. */
export const measure = (value: number): string =>
  Number.isFinite(value) ? threeDigits.format(value).replace(/^-0$/, '0') : NOTHING;

/** A change, to three digits and with its sign: `+1.2`, `-0.3`, `0`. */
export const change = (value: number): string => {
  const text = measure(value);
  return value > 0 && text !== '0' ? `+${text}` : text;
};

/**
 * A part of a whole in percent. It is never rounded to all or to nothing: 9,999,999 of 10,000,000 is `99.99`, and 1 of 10,000,000 is `< 0.01`.
 * @returns without the sign for percent
 */
export const percent = (part: number, all: number): string => {
  const value = (100 * part) / all;
  if (!Number.isFinite(value)) return NOTHING;
  if (value > 0 && value < 0.01) return '< 0.01';
  return value > 99 && value < 100 ? twoDecimals.format(value) : measure(value);
};

/** How many there are in so many, such as calls per 1,000 requests, to three digits. */
export const per = (amount: number, part: number, all: number): string => measure((amount * part) / all);

/** A count and its share: `12 (0.4 %)`. */
export const countAndShare = (part: number, all: number): string =>
  part === 0 ? '0' : `${count(part)} (${percent(part, all)} %)`;

/** A time span: `45 s`, `12 min`, `4 h 2 min`. */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return NOTHING;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

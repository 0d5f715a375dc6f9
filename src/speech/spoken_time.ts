/** Times of the day and days, as people say them. */
import type { EpochMs } from '../verification/time.ts';
import { fill } from './fill.ts';
import type { ClockWords, SpokenHours, Tongue } from './tongue.ts';
import type { Spoken } from './tongues.ts';

/** How times of the day are told: as a clock shows them, or as people say them ("halb drei"). */
export const TIME_STYLES = ['clock', 'spoken'] as const;

/** How times of the day are told. */
export type TimeStyle = (typeof TIME_STYLES)[number];

/** Where and when it is heard. */
export interface Listener {
  readonly timeZone: string;
  /** The zone that goes without saying; another one is named where its clocks differ. */
  readonly usualZone: string | undefined;
  readonly now: EpochMs;
  readonly style: TimeStyle;
}

/** Days after which a weekday alone could be mistaken for another week's. */
const NEAR_DAYS = 6;

/** An instant in words: its day, its time, and both. */
export interface SpokenTime {
  readonly day: string;
  readonly time: string;
  readonly text: string;
}

/** Says an instant. @param sameDayAs one that was just said: the day of both is not said twice */
export const sayTime = (instant: EpochMs, spoken: Spoken, listener: Listener, sameDayAs?: EpochMs): SpokenTime => {
  const { tongue, tag } = spoken;
  const { timeZone, usualZone, style } = listener;
  const zoned = zonedAt(instant, timeZone);
  const day = sayDay(zoned.toPlainDate(), spoken, listener);
  const told = timeOfDay(zoned.hour, zoned.minute, tongue, style);
  const isElsewhere =
    usualZone !== undefined && zonedAt(instant, usualZone).offsetNanoseconds !== zoned.offsetNanoseconds;
  const time = isElsewhere ? `${told}, ${zoneName(instant, timeZone, tag)}` : told;
  const isSameDay = sameDayAs !== undefined && zonedAt(sameDayAs, timeZone).toPlainDate().equals(zoned.toPlainDate());
  return { day, time, text: fill(isSameDay ? tongue.atSameDay : tongue.at, { day, time }) };
};

/** Says a day: relative where it is near. */
const sayDay = (date: Temporal.PlainDate, spoken: Spoken, { timeZone, now }: Listener): string => {
  const { tongue, tag } = spoken;
  const { days } = zonedAt(now, timeZone).toPlainDate().until(date);
  if (days === 0) return tongue.today;
  if (days === 1) return tongue.tomorrow;
  if (days < 1 || days > NEAR_DAYS) return sayDate(date, days, spoken);
  return fill(tongue.weekday, { weekday: written(date, tag, {}) });
};

/** Says a day by its date, with the weekday to check it by. @param days from today */
export const sayDate = (date: Temporal.PlainDate, days: number, { tongue, tag }: Spoken): string =>
  fill(tongue.date, {
    date: written(date, tag, {
      day: 'numeric',
      month: 'long',
      // Of two days with that name, the coming one goes without saying.
      ...(days < 0 || days > MOST_DAYS_WITHOUT_YEAR ? { year: 'numeric' } : {}),
    }),
  });

const MOST_DAYS_WITHOUT_YEAR = 300;

const written = (date: Temporal.PlainDate, tag: string, more: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(tag, { timeZone: 'UTC', weekday: 'long', ...more }).format(
    date.toZonedDateTime('UTC').epochMilliseconds,
  );

const zonedAt = (instant: EpochMs, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);

/** A time of the day in words. */
export const timeOfDay = (hour: number, minute: number, tongue: Tongue, style: TimeStyle): string => {
  const partOfDay = tongue.partsOfDay.findLast(([from]) => from <= hour)?.[1] ?? '';
  const spoken = style === 'spoken' ? inWords(hour, minute, tongue.spoken) : undefined;
  if (spoken !== undefined) return `${spoken} ${partOfDay}`;
  const onClock = asOnClock(hour, minute, tongue.clock);
  return tongue.clock.hasTwelveHours && !isNamed(hour, minute, tongue.clock) ? `${onClock} ${partOfDay}` : onClock;
};

const isNamed = (hour: number, minute: number, { noon, midnight }: ClockWords): boolean =>
  minute === 0 && ((hour === 12 && noon !== undefined) || (hour === 0 && midnight !== undefined));

const asOnClock = (hour: number, minute: number, clock: ClockWords): string => {
  if (minute === 0 && hour === 12 && clock.noon !== undefined) return clock.noon;
  if (minute === 0 && hour === 0 && clock.midnight !== undefined) return clock.midnight;
  const h = clock.hasTwelveHours ? hour % 12 || 12 : hour;
  const words = h === 1 ? (clock.one ?? clock) : clock;
  return fill(minute === 0 ? words.hour : words.minutes, {
    h: String(h),
    m: String(minute),
    mm: String(minute).padStart(2, '0'),
  });
};

const inWords = (hour: number, minute: number, { names, hour: full, minutes }: SpokenHours): string | undefined => {
  const template = minute === 0 ? full : minutes[minute];
  if (template === undefined) return undefined;
  return fill(template, { hour: names[hour % 12] ?? '', next: names[(hour + 1) % 12] ?? '' });
};

/** Such as `Central European Time`. */
const zoneName = (instant: EpochMs, timeZone: string, tag: string): string =>
  new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: 'longGeneric' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;

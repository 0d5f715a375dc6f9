// A host's calendar as it stands before anyone books: working hours, public holidays, days off and existing appointments. It depends on
// the seed, the host and the date alone, so two simulators with one seed agree, whatever was asked of them before and whenever.

import type { Host } from './host.ts';
import { integerBetween, seededRandom } from './random.ts';
import { dateOf, instantOf, MINUTE_MS, weekdayOf } from './zone.ts';

/** A half-open stretch of time [start, end), in epoch ms. */
export type Interval = { readonly start: number; readonly end: number };

/** One working day: when it opens and closes (epoch ms) and what is already in it. */
export type WorkingDay = Interval & { readonly appointments: readonly Interval[] };

const HOLIDAYS = new Set(['01-01', '05-01', '12-24', '12-25', '12-26', '12-31']);
const DAY_OFF_PROBABILITY = 1 / 40;
const APPOINTMENT_MINUTES = [30, 30, 60, 60, 90];
const MOST_DAYS_REMEMBERED = 1000;

/** Whether two half-open stretches of time share a moment. */
export function overlap(one: Interval, other: Interval): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The generated calendar of one host. */
export class HostCalendar {
  readonly #host: Host;
  readonly #seed: string;
  readonly #days = new Map<number, WorkingDay | undefined>();

  constructor(host: Host, seed: string) {
    this.#host = host;
    this.#seed = seed;
  }

  /** The working day of a local day number, or undefined on weekends, holidays and days off. */
  workingDay(localDay: number): WorkingDay | undefined {
    if (this.#days.has(localDay)) return this.#days.get(localDay);
    if (this.#days.size >= MOST_DAYS_REMEMBERED) this.#days.clear();
    const day = this.#generate(localDay);
    this.#days.set(localDay, day);
    return day;
  }

  #generate(localDay: number): WorkingDay | undefined {
    if (weekdayOf(localDay) > 5) return undefined;
    const date = dateOf(localDay);
    if (HOLIDAYS.has(date.slice(5))) return undefined;
    const { username, timeZone, opensAtMinute, closesAtMinute } = this.#host;
    const random = seededRandom(`${this.#seed}/calendar/${username}/${date}`);
    if (random() < DAY_OFF_PROBABILITY) return undefined;

    const start = instantOf(timeZone, localDay, opensAtMinute);
    const end = instantOf(timeZone, localDay, closesAtMinute);
    const quarters = Math.floor((closesAtMinute - opensAtMinute) / 15);
    const appointments = Array.from({ length: integerBetween(random, 1, 4) }, () => {
      const begins = start + integerBetween(random, 0, quarters - 2) * 15 * MINUTE_MS;
      const minutes = APPOINTMENT_MINUTES[integerBetween(random, 0, APPOINTMENT_MINUTES.length - 1)] ?? 30;
      return { start: begins, end: begins + minutes * MINUTE_MS };
    });
    return { start, end, appointments };
  }
}

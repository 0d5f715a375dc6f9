/** When a question is about: a certain time, or from when on and until when the first free ones are sought. */
import { z } from 'zod';
import { localCalendar } from '../verification/local_day.ts';
import type { Question } from '../verification/question.ts';
import { readRequestedTime } from '../verification/requested_time.ts';
import { DAY_MS, type EpochMs, epochMs } from '../verification/time.ts';
import type { BodyFault } from './body_fault.ts';

/** The most characters of a time or a time zone. */
export const LONGEST_TEXT = 64;

/** What is wrong with a time that has to be one. */
export const START_FAULT =
  'must be RFC 3339 with an offset, as 2026-12-01T14:00:00+01:00, or a local time, as 2026-12-01T14:00';

const TIME_OR_DAY_FAULT = `${START_FAULT}, or a day, as 2026-12-01`;

const timeOrDay = z.string({ error: TIME_OR_DAY_FAULT }).max(LONGEST_TEXT, TIME_OR_DAY_FAULT).optional();

/** The fields. */
export const askedTimeShape = {
  start: timeOrDay.meta({
    description:
      'The requested time: RFC 3339 with an offset, or a local time (2026-12-01T14:00), which is read in `timeZone`. A day (2026-12-01) asks for the first free slots from that day on, and without it for the first from now on; `strategies` and what belongs to them then count for nothing.',
  }),
  from: timeOrDay.meta({ description: 'Alternatives, and the first free slots, start at or after this time or day.' }),
  until: timeOrDay.meta({ description: 'They start before this time, or on this day at the latest.' }),
};

/** The fields as they were given. */
export interface AskedTimeFields {
  readonly start?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** When a question is about. Where it seeks the first free slot from now on, `requested` is the epoch. */
export type AskedTime = Pick<Question, 'requested' | 'seeks' | 'from' | 'until'>;

/** Reads them in a zone that is known. */
export const readAskedTime = (
  { start, from, until }: AskedTimeFields,
  timeZone: string,
): { readonly ok: true; readonly time: AskedTime } | { readonly ok: false; readonly faults: readonly BodyFault[] } => {
  const faults: BodyFault[] = [];
  const read = (pointer: string, text: string | undefined): Span | undefined => {
    const span = text === undefined ? undefined : spanOf(text, timeZone);
    if (text !== undefined && span === undefined) faults.push({ pointer, reason: TIME_OR_DAY_FAULT });
    return span;
  };
  const [begin, first, last] = [read('/start', start), read('/from', from), read('/until', until)];
  const end = last?.isDay === true ? last.until : last?.from;
  const seeksFirst = begin === undefined || begin.isDay;
  const requested = seeksFirst ? epochMs(Math.max(begin?.from ?? 0, first?.from ?? 0)) : begin.from;
  if (end !== undefined && end <= (first?.from ?? (seeksFirst ? requested : 0))) {
    faults.push({ pointer: '/until', reason: 'must be after the time from which on slots are sought' });
  }
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    time: {
      requested,
      ...(seeksFirst ? { seeks: 'first-free' } : {}),
      ...(first === undefined ? {} : { from: first.from }),
      ...(end === undefined ? {} : { until: end }),
    },
  };
};

interface Span {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly isDay: boolean;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A time, or the day of the zone's clock. */
const spanOf = (text: string, timeZone: string): Span | undefined => {
  if (!DAY.test(text)) {
    const time = readRequestedTime(text, timeZone);
    return time.ok ? { from: time.instant, until: time.instant, isDay: false } : undefined;
  }
  const midnight = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== text) return undefined;
  const { start, end } = localCalendar(timeZone).day(midnight / DAY_MS);
  return { from: start, until: end, isDay: true };
};

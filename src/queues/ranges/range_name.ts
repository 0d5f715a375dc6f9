import { startOfUtcDay, type UtcDay } from '../../verification/time.ts';
import { subjectInWords } from '../job_queue/subject_in_words.ts';
import type { RangeJob, RangeReason } from './job.ts';

/** A range, as `Event type 101, 2026-11-23 to 2026-12-24 (a caller waits)`. */
export const rangeName = ({ segments, from, until, reason }: RangeJob): string =>
  `${subjectInWords(segments)}, ${isoDate(from)} to ${isoDate(until)} (${WHY[reason]})`;

const WHY: Readonly<Record<RangeReason, string>> = {
  caller: 'a caller waits',
  webhook: 'after a booking',
  refresh: 'stale',
  warming: 'warming',
};

const isoDate = (day: UtcDay): string => new Date(startOfUtcDay(day)).toISOString().slice(0, 10);

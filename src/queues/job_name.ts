/** Names of jobs, for whoever reads them in Bull Board and in the log. */
import { startOfUtcDay, type UtcDay } from '../verification/time.ts';
import type { RangeJob, RangeReason } from './ranges/range_job.ts';

/** A range, as `Event type 101, 2026-11-23 to 2026-12-24 (a caller waits)`. */
export const rangeName = ({ segments, from, until, reason }: RangeJob): string =>
  `${subject(segments)}, ${isoDate(from)} to ${isoDate(until)} (${WHY[reason]})`;

/** A verification, as `Event type 101 at 2026-12-01T13:00Z`. */
export const verificationName = ({ segments, requested }: { segments: string; requested: number }): string =>
  `${subject(segments)} at ${new Date(requested).toISOString().replace(/:00\.000Z$/, 'Z')}`;

const WHY: Readonly<Record<RangeReason, string>> = {
  caller: 'a caller waits',
  webhook: 'after a booking',
  refresh: 'stale',
  warming: 'warming',
};

/** `id:101|30` is event type 101 at 30 minutes; `once:…` is a question about one booking; the other forms hold names that people know. */
const subject = (segments: string): string => {
  const [key = '', duration] = segments.split('|');
  const [way, name = ''] = key.split(/:(.*)/);
  if (way === 'once') return 'For one caller alone';
  return `${way === 'id' ? 'Event type ' : ''}${name}${duration === undefined ? '' : ` at ${duration} min`}`;
};

const isoDate = (day: UtcDay): string => new Date(startOfUtcDay(day)).toISOString().slice(0, 10);

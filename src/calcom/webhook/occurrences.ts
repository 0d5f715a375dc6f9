/** The times of a series, of which a webhook tells the first alone. Pure. */
import { DAY_MS, type EpochMs, epochMs } from '../../verification/time.ts';
import type { WebhookFields } from './fields.ts';

/** Cal.com lists nothing that is further away. */
const FURTHEST_MS = 366 * DAY_MS;

/** iCalendar's frequencies (RFC 5545, 3.3.10), in the numbers of the library that Cal.com uses. */
const UNITS = ['years', 'months', 'weeks', 'days'] as const;

/**
 * When the occurrences begin, the first included. A series keeps its time of day, and whose clock that is, is not told: where the clocks of
 * those who take part differ, both times count.
 * @param zones of those who take part; unknown ones are passed over
 */
export const occurrencesFrom = (
  first: EpochMs,
  recurring: NonNullable<WebhookFields['recurringEvent']>,
  zones: readonly string[],
): readonly EpochMs[] => {
  const known = [...new Set(zones)].filter(isZone);
  const starts = (known.length === 0 ? ['UTC'] : known).flatMap((zone) => occurrencesIn(zone, first, recurring));
  return [...new Set(starts)].sort((one, other) => one - other);
};

const occurrencesIn = (
  zone: string,
  first: EpochMs,
  { freq, count, interval }: NonNullable<WebhookFields['recurringEvent']>,
): readonly EpochMs[] => {
  const begin = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone);
  const unit = UNITS[freq] ?? 'weeks';
  const starts: EpochMs[] = [];
  for (let index = 0; index < count; index++) {
    const start = epochMs(begin.add({ [unit]: index * interval }).epochMilliseconds);
    if (start > first + FURTHEST_MS) break;
    starts.push(start);
  }
  return starts;
};

/** Whether there is such a time zone. Not `isTimeZone`, which refuses offsets: of a time that is past choosing, an offset tells as much. */
export const isZone = (zone: string): boolean => {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};

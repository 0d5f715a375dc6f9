/** The times of a series, of which a webhook tells one alone. Pure. */
import { DAY_MS, type EpochMs, epochMs } from '../../verification/time.ts';
import type { WebhookFields } from './fields.ts';

/** Cal.com lists nothing that is further away. */
const FURTHEST_MS = 366 * DAY_MS;

/** iCalendar's frequencies (RFC 5545, 3.3.10), in the numbers of the library that Cal.com uses. */
const UNITS = ['years', 'months', 'weeks', 'days'] as const;

/** When the others of a series begin, ascending. */
export interface Occurrences {
  readonly before: readonly EpochMs[];
  readonly after: readonly EpochMs[];
}

/**
 * When the other occurrences of a series may begin, of which one is named: as many before it and after it as there are others. A series keeps its
 * time of day, and whose clock that is, is not told: where the clocks of those who take part differ, both times count.
 * @param zones of those who take part; unknown ones are passed over
 */
export const occurrencesAround = (
  named: EpochMs,
  recurring: NonNullable<WebhookFields['recurringEvent']>,
  zones: readonly string[],
): Occurrences => {
  const known = [...new Set(zones)].filter(isZone);
  const inAll = (direction: 1 | -1): readonly EpochMs[] => {
    const starts = (known.length === 0 ? ['UTC'] : known).flatMap((zone) =>
      othersIn(zone, named, recurring, direction),
    );
    return [...new Set(starts)].sort((one, other) => one - other);
  };
  return { before: inAll(-1), after: inAll(1) };
};

const othersIn = (
  zone: string,
  named: EpochMs,
  { freq, count, interval }: NonNullable<WebhookFields['recurringEvent']>,
  direction: 1 | -1,
): readonly EpochMs[] => {
  const begin = Temporal.Instant.fromEpochMilliseconds(named).toZonedDateTimeISO(zone);
  const unit = UNITS[freq] ?? 'weeks';
  const starts: EpochMs[] = [];
  for (let index = 1; index < count; index++) {
    const start = epochMs(begin.add({ [unit]: direction * index * interval }).epochMilliseconds);
    if (Math.abs(start - named) > FURTHEST_MS) break;
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

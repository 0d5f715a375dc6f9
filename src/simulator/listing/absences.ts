import type { Host } from '../world/host.ts';
import { DAY_MS, weekdayOf } from '../zone.ts';

/**
 * The dates (days since 1970-01-01) on which a host is out of office, of the absences that begin by the end of a range. Past days are left
 * out, and so are days of the week on which the host never works.
 */
export function datesAway(host: Host, until: number, now: number): Set<number> {
  const today = Math.floor(now / DAY_MS);
  const workdays = new Set(host.schedule.flatMap(({ days }) => days));
  const away = new Set<number>();
  for (const { firstDay, lastDay } of host.absences ?? []) {
    if (firstDay * DAY_MS > until) continue;
    for (let day = Math.max(firstDay, today); day <= lastDay; day++) {
      if (workdays.has(weekdayOf(day))) away.add(day);
    }
  }
  return away;
}

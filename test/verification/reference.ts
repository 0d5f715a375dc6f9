/**
 * The rules of a verification once more, slow and plain: all slots at once, everything reckoned in `Temporal`, one filter for each
 * sentence of the design. It shares no code with what it checks.
 */
import type { Question } from '../../src/verification/decide.ts';
import type { Strategy } from '../../src/verification/policy.ts';
import type { Slot } from '../../src/verification/slot.ts';

/** What the reference says: the decision without what it rests on. */
export type Outcome =
  | { kind: 'past' }
  | { kind: 'available'; slot: Slot }
  | { kind: 'alternatives'; alternatives: { slot: Slot; strategy: Strategy; minutesFromRequested: number }[] }
  | { kind: 'unavailable' };

/** Decides with every slot of the calendar at hand. */
export function decideSlowly(
  { requested, timeZone, policy }: Question,
  now: number,
  calendar: readonly Slot[],
): Outcome {
  if (requested < now) return { kind: 'past' };

  const local = (instant: number) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  const requestedDate = local(requested).toPlainDate();
  const requestedTime = local(requested).toPlainTime();
  const horizon = requestedDate.add({ days: policy.horizonDays });

  const bookable = calendar
    .filter((slot) => slot.seatsRemaining !== 0)
    .filter((slot) => policy.busy.every((busy) => slot.end <= busy.start || busy.end <= slot.start));

  const exact = bookable.find((slot) => slot.start === requested);
  if (exact) return { kind: 'available', slot: exact };

  const { start: opening, end: closing, days: workdays } = policy.businessHours;
  const offerable = bookable
    .filter((slot) => slot.start > now)
    .filter((slot) => slot.start !== requested)
    .filter((slot) => workdays.includes(local(slot.start).dayOfWeek))
    .filter((slot) => {
      const time = local(slot.start).toPlainTime();
      const opened = Temporal.PlainTime.compare(time, opening) >= 0;
      return opened && (closing === '24:00' || Temporal.PlainTime.compare(time, closing) < 0);
    });

  const found: { slot: Slot; strategy: Strategy }[] = [];
  const enough = () => found.length >= policy.maxAlternatives;

  const notYetFoundOn = (date: Temporal.PlainDate) =>
    offerable
      .filter((slot) => local(slot.start).toPlainDate().equals(date))
      .filter((slot) => !found.some((other) => other.slot === slot));

  const takeNearest = (strategy: Strategy, date: Temporal.PlainDate, tolerance: number) => {
    if (Temporal.PlainDate.compare(date, horizon) > 0) return;
    const target = date.toPlainDateTime(requestedTime).toZonedDateTime(timeZone).toPlainDateTime();
    const minutesAway = (slot: Slot) =>
      Math.abs(local(slot.start).toPlainDateTime().since(target).total({ unit: 'minutes' }));
    const [nearest] = notYetFoundOn(date)
      .filter((slot) => minutesAway(slot) <= tolerance)
      .toSorted((a, b) => minutesAway(a) - minutesAway(b) || a.start - b.start);
    if (nearest) found.push({ slot: nearest, strategy });
  };

  const isWorkday = (date: Temporal.PlainDate) =>
    workdays.includes(date.dayOfWeek) && date.toZonedDateTime(timeZone).toPlainDate().equals(date);

  for (const strategy of policy.strategies) {
    if (enough()) break;
    switch (strategy) {
      case 'same_day':
        for (const slot of notYetFoundOn(requestedDate)) {
          const hoursAway = Math.abs(slot.start - requested) / 3_600_000;
          if (hoursAway <= policy.windowHours) found.push({ slot, strategy });
        }
        break;
      case 'next_workday': {
        let date = requestedDate.add({ days: 1 });
        while (!isWorkday(date)) date = date.add({ days: 1 });
        takeNearest(strategy, date, policy.toleranceMinutes);
        break;
      }
      case 'next_week':
        takeNearest(strategy, requestedDate.add({ weeks: 1 }), policy.toleranceMinutes);
        break;
      case 'next_available':
        for (let days = 0; days <= policy.horizonDays && !enough(); days += 1) {
          takeNearest(strategy, requestedDate.add({ days }), Number.POSITIVE_INFINITY);
        }
    }
  }

  if (found.length === 0) return { kind: 'unavailable' };
  const distance = (slot: Slot) => Math.abs(slot.start - requested);
  const alternatives = found
    .toSorted((a, b) => distance(a.slot) - distance(b.slot) || a.slot.start - b.slot.start)
    .slice(0, policy.maxAlternatives)
    .map(({ slot, strategy }) => ({
      slot,
      strategy,
      minutesFromRequested: Math.round((slot.start - requested) / 60_000),
    }));
  return { kind: 'alternatives', alternatives };
}

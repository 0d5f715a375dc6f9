/**
 * The rules of a verification once more, slow and plain: all slots at once, everything reckoned in `Temporal`, one filter for each
 * sentence of the design. It shares no code with what it checks.
 */
import type { Question } from '../../src/verification/decide.ts';
import type { FindingStrategy } from '../../src/verification/question.ts';
import type { Slot } from '../../src/verification/slot.ts';

/** A calendar, the preferred ones before the others. */
export interface PlainCalendar {
  readonly slots: readonly Slot[];
  readonly preference: number;
}

/** A slot that is offered, and the place of its calendar. */
interface Offer {
  readonly slot: Slot;
  readonly calendar: number;
  readonly strategy: FindingStrategy;
  readonly minutesFromRequested: number;
}

/** What the reference says: the decision without what it rests on. */
export type Outcome =
  | { kind: 'past' }
  | { kind: 'available'; slot: Slot; calendar: number }
  | { kind: 'alternatives'; alternatives: Offer[] }
  | { kind: 'unavailable' };

/** Decides with every slot of the calendars at hand. */
export function decideSlowly(question: Question, now: number, calendars: readonly PlainCalendar[]): Outcome {
  const { policy } = question;
  const seeksFirst = question.seeks === 'first-free';
  if (!seeksFirst && question.requested < now) return { kind: 'past' };
  const requested = Math.max(question.requested, seeksFirst ? now : 0);

  if (!seeksFirst) {
    for (const [calendar, { slots }] of calendars.entries()) {
      const exact = bookable(slots, question).find((slot) => slot.start === requested);
      if (exact) return { kind: 'available', slot: exact, calendar };
    }
  }

  const offers = calendars.flatMap(({ slots }, calendar) =>
    offersOf(question, requested, now, slots).map((offer) => ({ ...offer, calendar })),
  );
  const distance = ({ slot }: { slot: Slot }) => Math.abs(slot.start - requested);
  const preference = ({ calendar }: { calendar: number }) => calendars[calendar]?.preference ?? 0;
  const ranked = offers.toSorted(
    (a, b) =>
      distance(a) - distance(b) ||
      preference(a) - preference(b) ||
      a.slot.start - b.slot.start ||
      a.calendar - b.calendar,
  );
  const group = ({ slot, calendar }: { slot: Slot; calendar: number }) =>
    policy.spread === 'days' ? dateOf(slot, question) : policy.spread === 'eventTypes' ? calendar : slot;
  const alternatives = ranked
    .filter(
      (offer, n) => policy.spread === 'none' || !ranked.slice(0, n).some((other) => group(other) === group(offer)),
    )
    .slice(0, policy.maxAlternatives)
    .map(({ slot, calendar, strategy }) => ({
      slot,
      calendar,
      strategy,
      minutesFromRequested: Math.round((slot.start - requested) / 60_000),
    }));
  return alternatives.length === 0 ? { kind: 'unavailable' } : { kind: 'alternatives', alternatives };
}

const bookable = (slots: readonly Slot[], { policy }: Question): readonly Slot[] =>
  slots
    .filter((slot) => slot.seatsRemaining !== 0)
    .filter((slot) => policy.busy.every((busy) => slot.end <= busy.start || busy.end <= slot.start));

const localOf = (instant: number, { timeZone }: Question) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);

const dateOf = (slot: Slot, question: Question): string => localOf(slot.start, question).toPlainDate().toString();

const isIn = (time: Temporal.PlainTime, { start, end }: { start: string; end: string }): boolean =>
  Temporal.PlainTime.compare(time, start) >= 0 && (end === '24:00' || Temporal.PlainTime.compare(time, end) < 0);

/** What the strategies find in one calendar as though it were the only one. */
function offersOf(
  question: Question,
  requested: number,
  now: number,
  calendar: readonly Slot[],
): { slot: Slot; strategy: FindingStrategy }[] {
  const { timeZone, policy, seeks, from = now, until = Number.POSITIVE_INFINITY } = question;
  const local = (instant: number) => localOf(instant, question);
  const requestedDate = local(requested).toPlainDate();
  const requestedTime = local(requested).toPlainTime();
  const horizon = requestedDate.add({ days: policy.horizonDays });
  const { businessHours, partOfDay } = policy;

  const offerable = bookable(calendar, question)
    .filter((slot) => slot.start > now)
    .filter((slot) => slot.start >= from && slot.start < until)
    .filter((slot) => (seeks === 'first-free' ? slot.start >= requested : slot.start !== requested))
    .filter((slot) => {
      const { dayOfWeek } = local(slot.start);
      const time = local(slot.start).toPlainTime();
      const isOpen =
        businessHours === 'calendar' ||
        businessHours.some((hours) => hours.days.includes(dayOfWeek) && isIn(time, hours));
      return isOpen && (partOfDay === undefined || isIn(time, partOfDay));
    });

  const found: { slot: Slot; strategy: FindingStrategy }[] = [];
  const enough = () => {
    const groups =
      policy.spread === 'days' ? new Set(found.map(({ slot }) => dateOf(slot, question))).size : found.length;
    return groups >= policy.maxAlternatives;
  };

  const notYetFoundOn = (date: Temporal.PlainDate) =>
    offerable
      .filter((slot) => local(slot.start).toPlainDate().equals(date))
      .filter((slot) => !found.some((other) => other.slot === slot));

  const takeNearest = (strategy: FindingStrategy, date: Temporal.PlainDate, tolerance: number): boolean => {
    if (Temporal.PlainDate.compare(date, horizon) > 0) return false;
    const target = date.toPlainDateTime(requestedTime).toZonedDateTime(timeZone).toPlainDateTime();
    const minutesAway = (slot: Slot) =>
      Math.abs(local(slot.start).toPlainDateTime().since(target).total({ unit: 'minutes' }));
    const [nearest] = notYetFoundOn(date)
      .filter((slot) => minutesAway(slot) <= tolerance)
      .toSorted((a, b) => minutesAway(a) - minutesAway(b) || a.start - b.start);
    if (nearest) found.push({ slot: nearest, strategy });
    return nearest !== undefined;
  };

  /** Somewhere in the hours of the policy, cut to the part of the day. */
  const isWorkday = (date: Temporal.PlainDate): boolean => {
    if (!date.toZonedDateTime(timeZone).toPlainDate().equals(date)) return false;
    if (businessHours === 'calendar') return true;
    const { start, end } = partOfDay ?? { start: '00:00', end: '24:00' };
    return businessHours
      .filter(({ days }) => days.includes(date.dayOfWeek))
      .some((hours) => [hours.start, start].every((opens) => opens < hours.end && opens < end));
  };

  for (const strategy of seeks === 'first-free' ? (['first_free'] as const) : policy.strategies) {
    if (enough()) break;
    switch (strategy) {
      case 'same_day':
        for (const slot of notYetFoundOn(requestedDate)) {
          const hoursAway = Math.abs(slot.start - requested) / 3_600_000;
          if (hoursAway <= policy.windowHours) found.push({ slot, strategy });
        }
        break;
      case 'next_workday': {
        if (businessHours === 'calendar') {
          for (let days = 1; days <= policy.horizonDays; days += 1) {
            if (takeNearest(strategy, requestedDate.add({ days }), policy.toleranceMinutes)) break;
          }
          break;
        }
        let days = 1;
        while (days <= policy.horizonDays && !isWorkday(requestedDate.add({ days }))) days += 1;
        takeNearest(strategy, requestedDate.add({ days }), policy.toleranceMinutes);
        break;
      }
      case 'next_week':
        takeNearest(strategy, requestedDate.add({ weeks: 1 }), policy.toleranceMinutes);
        break;
      case 'next_available':
        for (let days = 0; days <= policy.horizonDays && !enough(); days += 1) {
          takeNearest(strategy, requestedDate.add({ days }), Number.POSITIVE_INFINITY);
        }
        break;
      case 'first_free':
        for (let days = 0; days <= policy.horizonDays && !enough(); days += 1) {
          for (const slot of notYetFoundOn(requestedDate.add({ days }))) found.push({ slot, strategy });
        }
    }
  }
  return found;
}

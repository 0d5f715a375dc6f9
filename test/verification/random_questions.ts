/** Random questions and calendars, crowded around the requested time and around the days on which clocks are changed. */
import type { Question } from '../../src/verification/decide.ts';
import type { BusinessHours, HoursOfDay, Interval, Policy, Spread, Strategy } from '../../src/verification/policy.ts';
import type { Slot } from '../../src/verification/slot.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import type { PlainCalendar } from './reference.ts';
import { fc } from '../support/fast_check.ts';

/** A question, the instant at which it is asked, and everything that Cal.com lists. */
export interface Scene {
  readonly question: Question;
  readonly now: EpochMs;
  readonly slots: readonly Slot[];
}

const MINUTE_MS = 60_000;

/** Zones, each with dates near which something happens there. */
const PLACES: readonly (readonly [string, ...string[]])[] = [
  ['UTC', '2026-12-30', '2028-02-27'],
  ['Europe/Berlin', '2026-03-28', '2026-10-24', '2026-12-30'],
  ['America/New_York', '2026-03-07', '2026-10-31'],
  ['America/Nuuk', '2026-03-27', '2026-10-23'],
  ['America/Havana', '2026-03-07', '2026-10-31'],
  ['Africa/Cairo', '2026-04-23', '2026-10-29'],
  ['Asia/Kathmandu', '2026-05-30'],
  ['Australia/Lord_Howe', '2026-04-04', '2026-10-03'],
  ['Pacific/Chatham', '2026-04-04', '2026-09-26'],
  ['Pacific/Kiritimati', '2026-12-30'],
  ['Pacific/Pago_Pago', '2026-12-30'],
  ['Pacific/Apia', '2011-12-28', '2026-05-30'],
];

const placeAndDate = fc
  .constantFrom(...PLACES)
  .chain(([timeZone, ...dates]) => fc.record({ timeZone: fc.constant(timeZone), date: fc.constantFrom(...dates) }));

const timeOfDay = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const hours = Math.floor(quarter / 4);
  return `${String(hours).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
});

const hoursOnDays: fc.Arbitrary<BusinessHours> = fc.oneof(
  fc.constant({ start: '09:00', end: '18:00', days: [1, 2, 3, 4, 5] }),
  fc.constant({ start: '00:00', end: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }),
  fc.record({
    start: timeOfDay,
    end: fc.constantFrom('24:00', '23:59'),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  }),
  fc.constant({ start: '00:00', end: '02:30', days: [1, 3, 5, 6, 7] }),
);

const businessHours: fc.Arbitrary<Policy['businessHours']> = fc.oneof(
  { weight: 3, arbitrary: hoursOnDays.map((hours) => [hours]) },
  { weight: 1, arbitrary: fc.array(hoursOnDays, { minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.constant('calendar' as const) },
);

const partsOfDay: fc.Arbitrary<HoursOfDay | undefined> = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  { start: '06:00', end: '12:00' },
  { start: '12:00', end: '17:00' },
  { start: '17:00', end: '24:00' },
);

const spreads: fc.Arbitrary<Spread> = fc.constantFrom('none', 'none', 'days', 'eventTypes');

/** Minutes from the requested time. */
const bound = fc.option(fc.integer({ min: -1_500, max: 6_000 }), { nil: undefined, freq: 3 });

const ALL: Strategy[] = ['same_day', 'next_workday', 'next_week', 'next_available'];

const strategies: fc.Arbitrary<readonly Strategy[]> = fc.oneof(fc.constant(ALL), fc.shuffledSubarray(ALL));

/** Random scenes. */
export const scenes: fc.Arbitrary<Scene> = fc
  .record({
    place: placeAndDate,
    minuteOfScene: fc.oneof(
      fc.integer({ min: 0, max: 96 * 3 }).map((quarter) => quarter * 15),
      fc.integer({ min: 0, max: 1_440 * 3 }),
    ),
    askedMinutesBefore: fc.oneof(fc.constantFrom(0, 15, 30, 60), fc.integer({ min: -1, max: 5_000 })),
    slotMinutes: fc.constantFrom(15, 20, 30, 30, 30, 45, 50, 60, 90, 600),
    policy: fc.record({
      maxAlternatives: fc.integer({ min: 1, max: 4 }),
      windowHours: fc.constantFrom(0, 0.5, 2, 6, 24),
      toleranceMinutes: fc.constantFrom(0, 15, 30, 120, 720),
      horizonDays: fc.constantFrom(0, 1, 3, 7, 8, 8, 10),
      businessHours,
      partOfDay: partsOfDay,
      strategies,
      spread: spreads,
    }),
    from: bound,
    until: bound,
    busy: fc.array(
      fc.record({ from: fc.integer({ min: -2_000, max: 6_000 }), length: fc.integer({ min: 1, max: 300 }) }),
      { maxLength: 3 },
    ),
    listed: fc.array(
      fc.record({
        step: fc.oneof(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -50, max: 450 })),
        late: fc.constantFrom(0, 0, 0, 5),
        seats: fc.constantFrom(undefined, undefined, undefined, 0, 3),
      }),
      { maxLength: 120, size: 'max' },
    ),
    durationMinutes: fc.constantFrom(undefined, 30),
  })
  .map((drawn): Scene => {
    const firstMidnight = Temporal.PlainDate.from(drawn.place.date).toZonedDateTime(drawn.place.timeZone);
    const requested = epochMs(firstMidnight.epochMilliseconds + drawn.minuteOfScene * MINUTE_MS);
    const busy = drawn.busy.map(({ from, length }): Interval => {
      const start = epochMs(requested + from * MINUTE_MS);
      return { start, end: epochMs(start + length * MINUTE_MS) };
    });
    const boundAt = (minutes: number | undefined): EpochMs | undefined =>
      minutes === undefined ? undefined : epochMs(requested + minutes * MINUTE_MS);
    return {
      question: {
        requested,
        from: boundAt(drawn.from),
        until: boundAt(drawn.until),
        timeZone: drawn.place.timeZone,
        policy: { ...drawn.policy, busy },
        ...(drawn.durationMinutes === undefined ? {} : { durationMinutes: drawn.durationMinutes }),
      },
      now: epochMs(requested - drawn.askedMinutesBefore * MINUTE_MS),
      slots: ascending(
        drawn.listed.map(({ step, late, seats }) => {
          // A step is a slot's length or, for the long ones, half an hour: both crowd the request and fill the days after it.
          const start = epochMs(requested + (step * Math.min(drawn.slotMinutes, 30) + late) * MINUTE_MS);
          const end = epochMs(start + drawn.slotMinutes * MINUTE_MS);
          return seats === undefined ? { start, end } : { start, end, seatsRemaining: seats };
        }),
      ),
    };
  });

/** The same, asked for the first slots that are free. */
export const firstFreeScenes: fc.Arbitrary<Scene> = fc
  .record({ scene: scenes, askedMinutesAfter: fc.integer({ min: 0, max: 1_500 }), isLate: fc.boolean() })
  .map(({ scene, askedMinutesAfter, isLate }) => ({
    ...scene,
    question: { ...scene.question, seeks: 'first-free' },
    now: isLate ? epochMs(scene.question.requested + askedMinutesAfter * MINUTE_MS) : scene.now,
  }));

/** A question about several calendars, the preferred ones first. */
export interface SeveralScene extends Omit<Scene, 'slots'> {
  readonly calendars: readonly PlainCalendar[];
}

/** Scenes of several calendars: each has some of the slots of one large one, so that they often have the same hours. */
export const severalScenes: fc.Arbitrary<SeveralScene> = fc
  .record({
    scene: fc.oneof({ weight: 3, arbitrary: scenes }, { weight: 1, arbitrary: firstFreeScenes }),
    calendars: fc.array(
      fc.record({ preference: fc.integer({ min: 0, max: 2 }), keeps: fc.infiniteStream(fc.boolean()) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ scene: { slots, ...asked }, calendars }) => ({
    ...asked,
    calendars: calendars
      .map(({ preference, keeps }) => ({ preference, slots: slots.filter(() => keeps.next().value) }))
      .sort((a, b) => a.preference - b.preference),
  }));

/** Slots in order, one for each start. */
export function ascending(slots: readonly Slot[]): Slot[] {
  return [...new Map(slots.map((slot) => [slot.start, slot])).values()].sort((a, b) => a.start - b.start);
}

/** An offset from UTC in which a request may be written. */
export const offsets = fc.integer({ min: -18 * 4, max: 18 * 4 }).map((quarters) => {
  const minutes = Math.abs(quarters) * 15;
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    text: `${quarters < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    ms: quarters * 900_000,
  };
});

/** Minutes from the requested time at which further slots start: a day before to ten days after. */
export const additions = fc.array(fc.integer({ min: -1_440, max: 14_400 }), {
  maxLength: 20,
});

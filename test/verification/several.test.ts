/** What holds for every question about several calendars; one calendar is the special case. */
import { describe, expect, it } from 'vitest';
import { type Calendar, type Decision, decide } from '../../src/verification/decide.ts';
import { decideKnown } from '../../src/verification/decide_known.ts';
import { type UtcDay, utcDayOf } from '../../src/verification/time.ts';
import { partOfCalendar, wholeCalendar } from './calendar.ts';
import { type SeveralScene, severalScenes } from './random_questions.ts';
import { decideSlowly, type PlainCalendar } from './reference.ts';
import { fc } from '../support/fast_check.ts';

const whole = ({ slots, preference }: PlainCalendar): Calendar => ({ slotsOn: wholeCalendar(slots), preference });

const decideWhole = ({ question, now, calendars }: SeveralScene): Decision =>
  decide(question, now, calendars.map(whole));

function holds(claim: (scene: SeveralScene) => void, runs = 300): void {
  fc.assert(fc.property(severalScenes, claim), { numRuns: runs });
}

/** What was decided, without what it rests on. */
const outcomeOf = (decision: Decision) => {
  switch (decision.kind) {
    case 'available':
      return { kind: decision.kind, slot: decision.slot, calendar: decision.calendar };
    case 'alternatives':
      return { kind: decision.kind, alternatives: decision.alternatives };
    default:
      return { kind: decision.kind };
  }
};

it('a second, slower implementation agrees', () =>
  holds((scene) => {
    expect(outcomeOf(decideWhole(scene))).toEqual(decideSlowly(scene.question, scene.now, scene.calendars));
  }, 2_000));

it('the requested slot is available when it is in any calendar, in the preferred one of those', () =>
  holds((scene) => {
    const alone = scene.calendars.map((calendar) => decideWhole({ ...scene, calendars: [calendar] }));
    const first = alone.findIndex(({ kind }) => kind === 'available');
    const decision = decideWhole(scene);
    expect(decision.kind === 'available' ? decision.calendar : -1).toBe(first);
  }));

it('what is offered is the nearest of what each would offer alone', () =>
  holds((scene) => {
    const decision = decideWhole(scene);
    if (decision.kind !== 'alternatives') return;
    const alone = scene.calendars.flatMap((calendar, place) => {
      const decided = decideWhole({ ...scene, calendars: [calendar] });
      return decided.kind === 'alternatives' ? decided.alternatives.map((one) => ({ ...one, calendar: place })) : [];
    });
    for (const one of decision.alternatives) expect(alone).toContainEqual(one);
    const { spread, maxAlternatives } = scene.question.policy;
    if (spread === 'none') expect(decision.alternatives.length).toBe(Math.min(maxAlternatives, alone.length));
  }));

it('spread, no two are of one day or of one event type', () =>
  holds((scene) => {
    const decision = decideWhole(scene);
    if (decision.kind !== 'alternatives') return;
    const { alternatives } = decision;
    const { policy, timeZone } = scene.question;
    const dates = alternatives.map(({ slot }) =>
      Temporal.Instant.fromEpochMilliseconds(slot.start).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    );
    if (policy.spread === 'days') expect(new Set(dates).size).toBe(alternatives.length);
    if (policy.spread === 'eventTypes') {
      expect(new Set(alternatives.map(({ calendar }) => calendar)).size).toBe(alternatives.length);
    }
  }));

it('a calendar without slots changes nothing, wherever it stands', () =>
  holds((scene) => {
    const { calendars } = scene;
    const last = calendars.at(-1)?.preference ?? 0;
    const more = decideWhole({ ...scene, calendars: [...calendars, { slots: [], preference: last }] });
    expect(outcomeOf(more)).toEqual(outcomeOf(decideWhole(scene)));
  }));

describe('the days looked at', () => {
  const partly = (scene: SeveralScene, known: readonly ReadonlySet<UtcDay>[]): Calendar[] =>
    scene.calendars.map(({ slots, preference }, place) => ({
      slotsOn: partOfCalendar(slots, known[place] ?? new Set()),
      preference,
    }));

  it('are all that matters, and what is missing is asked for of all calendars until nothing is', () =>
    holds((scene) => {
      const known = scene.calendars.map(() => new Set<UtcDay>());
      let decision = decide(scene.question, scene.now, partly(scene, known));
      while (decision.kind === 'incomplete') {
        const { missing } = decision;
        expect(missing.some((days) => days.length > 0)).toBe(true);
        for (const [place, days] of missing.entries()) for (const day of days) known[place]?.add(day);
        decision = decide(scene.question, scene.now, partly(scene, known));
      }
      // Of an unknown calendar more may be asked for than turns out to have been needed, as it is asked for at once.
      expect(outcomeOf(decision)).toEqual(outcomeOf(decideWhole(scene)));
    }));

  it('a decision by what is known is the one about the known calendars alone', () => {
    fc.assert(
      fc.property(severalScenes, fc.infiniteStream(fc.boolean()), (scene, coins) => {
        const isKnown = scene.calendars.map(() => coins.next().value);
        const calendars = scene.calendars.map(({ slots, preference }, place) => ({
          slotsOn: isKnown[place] ? wholeCalendar(slots) : () => undefined,
          preference,
        }));
        const found = decideKnown(scene.question, scene.now, calendars);
        const places = isKnown.flatMap((known, place) => (known ? [place] : []));
        const alone = decideWhole({ ...scene, calendars: scene.calendars.filter((_, place) => isKnown[place]) });
        if (found === undefined) {
          expect(places.length === 0 || alone.kind === 'past' || alone.kind === 'incomplete').toBe(true);
          return;
        }
        // With no need of a day nothing is unknown.
        for (const place of found.unknown) expect(isKnown[place]).toBe(false);
        if (found.unknown.length + places.length < scene.calendars.length) return;
        const expected = outcomeOf(alone);
        const placeOf = (calendar: number | undefined) => places[calendar ?? 0];
        expect(outcomeOf(found.decision)).toEqual({
          ...expected,
          ...(expected.calendar === undefined ? {} : { calendar: placeOf(expected.calendar) }),
          ...(expected.alternatives === undefined
            ? {}
            : { alternatives: expected.alternatives.map((one) => ({ ...one, calendar: placeOf(one.calendar) })) }),
        });
        expect(found.decision.looks.length).toBe(scene.calendars.length);
      }),
      { numRuns: 300 },
    );
  });
});

it('the end of the requested slot is told where all calendars tell the same', () =>
  holds((scene) => {
    const decision = decideWhole(scene);
    if (decision.kind !== 'alternatives' && decision.kind !== 'unavailable') return;
    const ends = scene.calendars.map((calendar) => {
      const alone = decideWhole({ ...scene, calendars: [calendar] });
      return alone.kind === 'alternatives' || alone.kind === 'unavailable' ? alone.requestedEnd : undefined;
    });
    const told = new Set(ends.filter((end) => end !== undefined));
    expect(decision.requestedEnd).toBe(told.size === 1 ? [...told][0] : undefined);
  }));

describe('why not', () => {
  it('is said of each calendar that was looked at and has the slot not, and of no other', () =>
    holds((scene) => {
      const decision = decideWhole(scene);
      if (decision.kind === 'past' || decision.kind === 'incomplete') return;
      const { requested, seeks, policy } = scene.question;
      for (const [place, { whyNot, lookedAt }] of decision.looks.entries()) {
        const isFree = decision.kind === 'available' && decision.calendar === place;
        expect(whyNot === undefined).toBe(seeks !== undefined || isFree || lookedAt.length === 0);
        const listed = scene.calendars[place]?.slots.find(({ start }) => start === requested);
        if (whyNot === undefined || !lookedAt.includes(utcDayOf(requested))) continue;
        const overlaps = policy.busy.some(({ start, end }) => listed && listed.end > start && end > listed.start);
        if (listed === undefined) expect(['not-listed', 'outside-hours']).toContain(whyNot);
        else expect(whyNot).toBe(overlaps ? 'busy' : 'full');
      }
    }));
});

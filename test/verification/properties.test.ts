/** What holds for every question and every calendar. */
import { describe, expect, it } from 'vitest';
import { reach } from '../../src/verification/decide.ts';
import { epochMs, type UtcDay, utcDayOf } from '../../src/verification/time.ts';
import { at, type DecisionOfOne, decideOne, partOfCalendar, recording, wholeCalendar } from './calendar.ts';
import { additions, ascending, firstFreeScenes, offsets, type Scene, scenes } from './random_questions.ts';
import { fc } from '../support/fast_check.ts';

const decideWhole = ({ question, now, slots }: Scene): DecisionOfOne => decideOne(question, now, wholeCalendar(slots));

const alternativesOf = (decision: DecisionOfOne) => (decision.kind === 'alternatives' ? decision.alternatives : []);

const isAnswer = (decision: DecisionOfOne) => decision.kind !== 'past' && decision.kind !== 'incomplete';

function holds(claim: (scene: Scene) => void, runs = 500): void {
  fc.assert(fc.property(scenes, claim), { numRuns: runs });
}

describe('an alternative', () => {
  it('was listed, is in the future and has a seat', () =>
    holds((scene) => {
      for (const { slot } of alternativesOf(decideWhole(scene))) {
        expect(scene.slots).toContain(slot);
        expect(slot.start).toBeGreaterThan(scene.now);
        expect(slot.seatsRemaining).not.toBe(0);
      }
    }));

  it('overlaps nothing that the customer already has', () =>
    holds((scene) => {
      for (const { slot } of alternativesOf(decideWhole(scene))) {
        for (const busy of scene.question.policy.busy) {
          expect(slot.end <= busy.start || busy.end <= slot.start).toBe(true);
        }
      }
    }));

  it('is offered once, and is never the requested slot', () =>
    holds((scene) => {
      const starts = alternativesOf(decideWhole(scene)).map(({ slot }) => slot.start);
      expect(new Set(starts).size).toBe(starts.length);
      expect(starts).not.toContain(scene.question.requested);
    }));

  it('starts in business hours of a workday, in the part of the day and in the time that is wanted', () =>
    holds((scene) => {
      const { policy, timeZone, from = 0, until = Number.POSITIVE_INFINITY } = scene.question;
      for (const { slot } of alternativesOf(decideWhole(scene))) {
        const local = Temporal.Instant.fromEpochMilliseconds(slot.start).toZonedDateTimeISO(timeZone);
        const time = local.toPlainTime().toString();
        const isIn = ({ start, end }: { start: string; end: string }) => time >= start && time < end;
        const { businessHours, partOfDay } = policy;
        if (businessHours !== 'calendar') {
          expect(businessHours.some((hours) => hours.days.includes(local.dayOfWeek) && isIn(hours))).toBe(true);
        }
        if (partOfDay !== undefined) expect(isIn(partOfDay)).toBe(true);
        expect(slot.start >= from && slot.start < until).toBe(true);
      }
    }));
});

describe('alternatives', () => {
  it('come nearest first, ties to the earlier, and are at most as many as wanted', () =>
    holds((scene) => {
      const { requested, policy } = scene.question;
      const alternatives = alternativesOf(decideWhole(scene));
      expect(alternatives.length).toBeLessThanOrEqual(policy.maxAlternatives);
      for (const [n, { slot, minutesFromRequested }] of alternatives.entries()) {
        expect(minutesFromRequested).toBe((slot.start - requested) / 60_000);
        const next = alternatives[n + 1]?.slot;
        if (next === undefined) continue;
        const further = Math.abs(next.start - requested) - Math.abs(slot.start - requested);
        expect(further > 0 || (further === 0 && slot.start < next.start)).toBe(true);
      }
    }));

  it('are not lost, nor is availability, when Cal.com lists more', () => {
    fc.assert(
      fc.property(scenes, additions, (scene, added) => {
        const { requested } = scene.question;
        const before = decideWhole(scene);
        if (before.kind !== 'available' && before.kind !== 'alternatives') return;
        const more = added.map((minutes) => {
          const start = epochMs(requested + minutes * 60_000);
          return { start, end: epochMs(start + 1_800_000) };
        });
        // What was listed stays as it was: the last one of a start is kept.
        const after = decideWhole({ ...scene, slots: ascending([...more, ...scene.slots]) });
        expect(['available', 'alternatives']).toContain(after.kind);
        if (before.kind === 'available') expect(after.kind).toBe('available');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the first free', () => {
  it('come in the order of time, from where the search begins on', () => {
    fc.assert(
      fc.property(firstFreeScenes, (scene) => {
        const starts = alternativesOf(decideWhole(scene)).map(({ slot }) => slot.start);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const start of starts) expect(start).toBeGreaterThanOrEqual(scene.question.requested);
      }),
      { numRuns: 500 },
    );
  });

  it('leave out no earlier one that would do', () => {
    fc.assert(
      fc.property(firstFreeScenes, (scene) => {
        const question = { ...scene.question, policy: { ...scene.question.policy, spread: 'none' as const } };
        const [first] = alternativesOf(decideWhole({ ...scene, question }));
        const slots = scene.slots.filter(({ start }) => first === undefined || start < first.slot.start);
        expect(decideWhole({ ...scene, question, slots }).kind).toBe('unavailable');
      }),
      { numRuns: 500 },
    );
  });
});

it('the same instant gives the same decision, whatever offset the request is written in', () => {
  fc.assert(
    fc.property(scenes, offsets, (scene, offset) => {
      const { requested, timeZone } = scene.question;
      const start = new Date(requested + offset.ms).toISOString().replace('Z', offset.text);
      const question = { ...scene.question, requested: at(start, timeZone) };
      expect(decideWhole({ ...scene, question })).toEqual(decideWhole(scene));
    }),
    { numRuns: 300 },
  );
});

describe('the requested end', () => {
  it('is that of the listed slot, else the duration asked for, else the length of a slot on the days looked at', () =>
    holds((scene) => {
      const decision = decideWhole(scene);
      if (decision.kind === 'past' || decision.kind === 'incomplete') return;
      const { requested, durationMinutes } = scene.question;
      const listed = scene.slots.find(({ start }) => start === requested);
      const seen = scene.slots.find(({ start }) => decision.lookedAt.includes(utcDayOf(start)));
      const length = durationMinutes === undefined ? seen && seen.end - seen.start : durationMinutes * 60_000;
      expect(decision.requestedEnd).toBe(listed?.end ?? (length === undefined ? undefined : requested + length));
    }));
});

describe('the days looked at', () => {
  it('are ascending, within reach, and within the horizon', () =>
    holds((scene) => {
      const decision = decideWhole(scene);
      if (decision.kind === 'past' || decision.kind === 'incomplete') return;
      const { requested, timeZone, policy } = scene.question;
      const { from, until } = reach(scene.question);
      expect(decision.lookedAt).toEqual([...new Set(decision.lookedAt)].sort((a, b) => a - b));
      expect(decision.lookedAt).toContain(utcDayOf(requested));
      for (const day of decision.lookedAt) expect(from <= day && day <= until).toBe(true);

      const first = Temporal.Instant.fromEpochMilliseconds(requested).toZonedDateTimeISO(timeZone).toPlainDate();
      expect(decision.searched.from).toBe(first.toString());
      expect(decision.searched.until >= decision.searched.from).toBe(true);
      expect(decision.searched.until <= first.add({ days: policy.horizonDays }).toString()).toBe(true);
      expect(until - from).toBeLessThanOrEqual(policy.horizonDays + 2);
    }));

  it('are exactly the days read, each read once', () =>
    holds((scene) => {
      const { slotsOn, asked } = recording(wholeCalendar(scene.slots));
      const decision = decideOne(scene.question, scene.now, slotsOn);
      expect(asked.toSorted((a, b) => a - b)).toEqual('lookedAt' in decision ? decision.lookedAt : []);
    }));

  it('are all that matters: without any other day the decision is the same', () =>
    holds((scene) => {
      const decision = decideWhole(scene);
      if (!('lookedAt' in decision)) return;
      const known = new Set(decision.lookedAt);
      expect(decideOne(scene.question, scene.now, partOfCalendar(scene.slots, known))).toEqual(decision);
    }));

  it('each matter: without any one of them the decision is incomplete and asks for it', () =>
    holds((scene) => {
      const decision = decideWhole(scene);
      if (!('lookedAt' in decision)) return;
      for (const left of decision.lookedAt) {
        const known = new Set(decision.lookedAt.filter((day) => day !== left));
        const without = decideOne(scene.question, scene.now, partOfCalendar(scene.slots, known));
        expect(without).toMatchObject({ kind: 'incomplete', missing: [left] });
      }
    }, 200));
});

it('an incomplete decision, given the days it misses again and again, ends in the decision over all of them', () =>
  holds((scene) => {
    const known = new Set<UtcDay>();
    let decision = decideOne(scene.question, scene.now, partOfCalendar(scene.slots, known));
    while (decision.kind === 'incomplete') {
      expect(decision.missing.length).toBeGreaterThan(0);
      expect(decision.missing.filter((day) => known.has(day))).toEqual([]);
      expect(decision.lookedAt).toEqual([...known].sort((a, b) => a - b));
      for (const day of decision.missing) known.add(day);
      decision = decideOne(scene.question, scene.now, partOfCalendar(scene.slots, known));
    }
    expect(decision).toEqual(decideWhole(scene));
    if (isAnswer(decision)) expect('lookedAt' in decision && new Set(decision.lookedAt)).toEqual(known);
  }));

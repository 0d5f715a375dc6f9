/** All that we were told of and that concerns one event type: which of its days are doubted, and which slots are gone. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { DAY_MS, daysBetween, type EpochMs, type UtcDay, utcDayOf } from '../verification/time.ts';
import type { ChangeEffect, TakenTime } from './change_effect.ts';

/** A cached day, as far as changes go. */
interface ObservedDay {
  readonly observedAt: EpochMs;
  readonly slots: readonly ListedSlot[];
}

/** Whether changes may have been missed. */
export interface Unheard {
  /** What was observed before then may lack changes that nobody heard of; undefined where nothing does. */
  readonly doubtedBefore: EpochMs | undefined;
}

/** The changes of one event type. */
export class SubjectChanges {
  /** What concerns a day, ordered by when it is known. */
  readonly #byDay = new Map<UtcDay, ChangeEffect[]>();
  /** What concerns every day, in the same order. */
  readonly #ofAll: ChangeEffect[] = [];
  /** No change is known later: most answers are newer than all of them, and look no further. */
  #latest = Number.NEGATIVE_INFINITY;

  readonly #missed: Unheard;

  constructor(missed: Unheard = { doubtedBefore: undefined }) {
    this.#missed = missed;
  }

  add(effect: ChangeEffect): void {
    if (effect.knownFrom > this.#latest) this.#latest = effect.knownFrom;
    if (effect.doubted === 'all') insert(this.#ofAll, effect);
    const spans = effect.doubted === 'all' ? [] : effect.doubted;
    const days = new Set([
      ...spans.flatMap(({ from, until }) => daysBetween(from, until)),
      // The slots of the day before can run into it.
      ...effect.taken.flatMap(({ start, end }) => daysBetween(utcDayOf(start - DAY_MS), utcDayOf(end - 1))),
    ]);
    for (const day of days) {
      const some = this.#byDay.get(day);
      if (some === undefined) this.#byDay.set(day, [effect]);
      else insert(some, effect);
    }
  }

  /** From when on a call knows all that has changed a day since it was observed; undefined where the day is as it was. */
  doubtedUntil(day: UtcDay, observedAt: EpochMs): EpochMs | undefined {
    const unheard = this.#missed.doubtedBefore;
    const told = this.#toldUntil(day, observedAt);
    if (unheard === undefined || observedAt >= unheard) return told;
    return told === undefined || told < unheard ? unheard : told;
  }

  #toldUntil(day: UtcDay, observedAt: EpochMs): EpochMs | undefined {
    if (observedAt >= this.#latest) return undefined;
    const ofDay = this.#byDay.get(day)?.findLast(({ doubted }) => touches(doubted, day))?.knownFrom;
    const ofAll = this.#ofAll.at(-1)?.knownFrom;
    const latest = ofDay === undefined || (ofAll !== undefined && ofAll > ofDay) ? ofAll : ofDay;
    return latest !== undefined && latest > observedAt ? latest : undefined;
  }

  /** The same of several days, as one instant. */
  anyDoubtedUntil(segments: ReadonlyMap<UtcDay, Pick<ObservedDay, 'observedAt'> | undefined>): EpochMs | undefined {
    let latest: EpochMs | undefined;
    for (const [day, segment] of segments) {
      const until = segment && this.doubtedUntil(day, segment.observedAt);
      if (until !== undefined && (latest === undefined || until > latest)) latest = until;
    }
    return latest;
  }

  /**
   * The slots of a day without those that were taken since; the very list where there are none.
   * @param exceptUid of a booking whose own time counts as free
   */
  standing(day: UtcDay, { observedAt, slots }: ObservedDay, exceptUid?: string): readonly ListedSlot[] {
    if (observedAt >= this.#latest) return slots;
    const taken = [
      ...takenAfter(this.#ofAll, observedAt, exceptUid),
      ...takenAfter(this.#byDay.get(day) ?? [], observedAt, exceptUid),
    ];
    if (taken.length === 0) return slots;
    const all = [...new Set(taken)];
    return slots.map((slot) => leftOf(slot, all)).filter((slot) => slot !== undefined);
  }
}

/** Told changes come nearly in this order. */
const insert = (effects: ChangeEffect[], effect: ChangeEffect): void => {
  effects.splice(effects.findLastIndex(({ knownFrom }) => knownFrom <= effect.knownFrom) + 1, 0, effect);
};

const takenAfter = (
  effects: readonly ChangeEffect[],
  observedAt: EpochMs,
  exceptUid: string | undefined,
): TakenTime[] => {
  const taken: TakenTime[] = [];
  for (let index = effects.length - 1; index >= 0; index--) {
    const effect = effects[index];
    if (effect === undefined || effect.knownFrom <= observedAt) break;
    if (exceptUid === undefined || effect.uid !== exceptUid) taken.push(...effect.taken);
  }
  return taken;
};

const touches = (doubted: ChangeEffect['doubted'], day: UtcDay): boolean =>
  doubted === 'all' || doubted.some(({ from, until }) => from <= day && day <= until);

/** The slot, with fewer seats where some of them were taken; undefined where it is gone. */
const leftOf = (slot: ListedSlot, taken: readonly TakenTime[]): ListedSlot | undefined => {
  let seats = slot.seatsRemaining;
  for (const { start, end, seat, isPlaceAlone } of taken) {
    if (slot.end <= start || slot.start >= end) continue;
    if (isPlaceAlone && seat?.start !== slot.start) continue;
    if (seats === undefined || seat?.start !== slot.start || seat.end !== slot.end) return undefined;
    seats -= 1;
  }
  if (seats === undefined || seats === slot.seatsRemaining) return slot;
  return seats <= 0 ? undefined : { ...slot, seatsRemaining: seats };
};

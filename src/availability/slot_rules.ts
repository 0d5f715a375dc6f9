/** How Cal.com lays out the slots of an event type, as far as it decides for whom and for how long a cached list is true. */
import { type EventType, PEOPLE_MINUTES } from '../calcom/event_type.ts';
import type { CatalogueEventType } from '../catalogue/catalogue_document.ts';

/** What decides where slots begin. All of it in minutes. */
export interface SlotRules {
  /** Slots begin on a multiple of this as the asker's clock reads, in each free stretch anew. */
  readonly interval: number;
  /** So long after its mark begins the first slot of a stretch. */
  readonly offset: number;
  /** From the start of a slot to that of the next in the same stretch. */
  readonly step: number;
  readonly length: number;
  /** Every slot lies on a multiple of the interval, wherever its stretch begins. Otherwise the first slot of a stretch places all others. */
  readonly isLattice: boolean;
  /** Of each day of the asker's zone the first slot alone is listed. */
  readonly firstSlotOnly: boolean;
  /** The list ends so many days after now, by the days of the asker's zone: any days, or those alone on which something is free. */
  readonly rollingWindow: 'none' | 'days' | 'bookable-days';
  /** Until when it can be booked; undefined where nothing says. */
  readonly window?: CatalogueEventType['window'];
  /** Nothing is listed that begins sooner than so long after now. */
  readonly minimumNotice: number;
}

/** The intervals that Cal.com tries for a step, in its order. Slots at such a step lie on the clock's own marks. */
export const INTERVALS: readonly number[] = [60, 30, 20, 15, 10, 5];

const ROLLING_WINDOWS = { none: 'none', range: 'none', rolling: 'days', 'rolling-window': 'bookable-days' } as const;

/** What people have in common who share no event type (Cal.com's dynamic event). */
const PEOPLE = { length: PEOPLE_MINUTES, minimumNotice: 120 };

const known = new WeakMap<CatalogueEventType, Map<number | undefined, SlotRules>>();

/**
 * The rules of an event type at a duration.
 * @param entry what the catalogue says of it
 * @returns undefined when the catalogue does not say, and it is not about people, who all have the same rules
 */
export const slotRulesOf = (
  eventType: EventType,
  entry: CatalogueEventType | undefined,
  durationMinutes: number | undefined,
): SlotRules | undefined => {
  if (entry === undefined) return 'usernames' in eventType ? rulesOfPeople(durationMinutes) : undefined;
  // Asked for with every request, and the same for each until the catalogue is read again.
  const byDuration = known.get(entry) ?? new Map<number | undefined, SlotRules>();
  if (byDuration.size === 0) known.set(entry, byDuration);
  const rules = byDuration.get(durationMinutes) ?? rulesOfEntry(entry, durationMinutes);
  byDuration.set(durationMinutes, rules);
  return rules;
};

const rulesOfEntry = (entry: CatalogueEventType, durationMinutes: number | undefined): SlotRules => {
  const length = durationMinutes ?? entry.length;
  const frequency = Math.max(1, entry.slotInterval ?? length);
  const interval = intervalOf(frequency);
  return {
    interval,
    offset: entry.offsetStart,
    step: frequency + entry.offsetStart,
    length,
    isLattice: frequency === interval && entry.offsetStart === 0 && !entry.optimizedSlots,
    firstSlotOnly: entry.firstSlotOnly,
    rollingWindow: ROLLING_WINDOWS[entry.window.kind],
    window: entry.window,
    minimumNotice: entry.minimumNotice,
  };
};

const rulesOfPeople = (durationMinutes = PEOPLE.length): SlotRules => {
  const interval = intervalOf(durationMinutes);
  return {
    interval,
    offset: 0,
    step: durationMinutes,
    length: durationMinutes,
    isLattice: durationMinutes === interval,
    firstSlotOnly: false,
    rollingWindow: 'none',
    minimumNotice: PEOPLE.minimumNotice,
  };
};

const intervalOf = (frequency: number): number => INTERVALS.find((interval) => frequency % interval === 0) ?? 1;

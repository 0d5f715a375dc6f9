/** An event type as a caller in a zone sees it: under which name its days are cached, and by which rules they are read. */
import type { EventType } from '../calcom/event_type.ts';
import type { EventTypeFinder } from '../changes/event_type_finder.ts';
import type { EpochMs } from '../verification/time.ts';
import { askedZone, offsetOfAsked } from './asked_zone.ts';
import { type SegmentsName, segmentsName, spelledSegmentsName, subjectOf } from './segment_key.ts';
import { type SlotRules, slotRulesOf } from './slot_rules.ts';
import type { Listing } from './trusted_slots.ts';

/** What there is to know before the cache is read. */
export interface ListedSubject {
  readonly name: SegmentsName;
  readonly rules: SlotRules | undefined;
  /** See `Listing`. */
  readonly askedOffset: number;
}

/** What a caller asks about. */
interface AskedSubject {
  readonly eventType: EventType;
  readonly durationMinutes: number | undefined;
  readonly timeZone: string;
}

/** Finds the name and the rules for a caller in `timeZone`. @throws RangeError when the zone is unknown */
export const listedFor = (finder: EventTypeFinder, asked: AskedSubject, now: EpochMs): ListedSubject =>
  subjectFor(finder, asked, now, segmentsName);

/**
 * The same for a client of Cal.com, by its spelling.
 * @returns a name of undefined for a spelling that no key can hold
 * @throws RangeError when the zone is unknown
 */
export const spelledFor = (
  finder: EventTypeFinder,
  asked: AskedSubject,
  now: EpochMs,
): Omit<ListedSubject, 'name'> & { readonly name: SegmentsName | undefined } =>
  subjectFor(finder, asked, now, spelledSegmentsName);

const subjectFor = <Name>(
  finder: EventTypeFinder,
  { eventType, durationMinutes, timeZone }: AskedSubject,
  now: EpochMs,
  nameOf: (eventType: EventType, durationMinutes: number | undefined, asked: string) => Name,
) => {
  const rules = slotRulesOf(eventType, finder.find(eventType), durationMinutes);
  const asked = askedZone(rules, timeZone, now);
  return { name: nameOf(eventType, durationMinutes, asked), rules, askedOffset: offsetOfAsked(asked, now) };
};

/** The rules by which the days under a name are read. */
export const listingOf = (
  finder: EventTypeFinder,
  name: SegmentsName,
  { shortestLeadMs }: Pick<Listing, 'shortestLeadMs'>,
  now: EpochMs,
): Listing => {
  const { eventType, durationMinutes, asked } = subjectOf(name);
  return {
    rules: slotRulesOf(eventType, finder.find(eventType), durationMinutes),
    askedOffset: offsetOfAsked(asked, now),
    shortestLeadMs,
  };
};

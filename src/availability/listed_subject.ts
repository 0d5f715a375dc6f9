/** An event type as a caller in a zone sees it: under which name its days are cached, and by which rules they are read. */
import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueEventType } from '../catalogue/catalogue_document.ts';
import type { EventTypeFinder } from '../changes/event_type_finder.ts';
import type { EpochMs } from '../verification/time.ts';
import { askedZone, offsetOfAsked } from './asked_zone.ts';
import { type SegmentsName, segmentsName, spelledSegmentsName, type Subject, subjectOf } from './segment_key.ts';
import { type SlotRules, slotRulesOf } from './slot_rules.ts';
import type { Listing } from './trusted_slots.ts';

/** What there is to know before the cache is read. */
export interface ListedSubject {
  readonly name: SegmentsName;
  /** What the catalogue says of the event type. */
  readonly entry: CatalogueEventType | undefined;
  readonly rules: SlotRules | undefined;
  /** See `Listing`. */
  readonly askedOffset: number;
}

/** What a caller asks about. */
interface AskedSubject {
  readonly eventType: EventType;
  readonly durationMinutes: number | undefined;
  /** See `Subject`. */
  readonly hosts?: readonly number[] | undefined;
  readonly timeZone: string;
}

/** Finds the name and the rules for a caller in `timeZone`. @throws RangeError when the zone is unknown */
export const listedFor = (finder: EventTypeFinder, asked: AskedSubject, now: EpochMs): ListedSubject =>
  subjectFor(finder, asked, now, sharedName);

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
  subjectFor(finder, asked, now, spelledName);

const subjectFor = <Name>(
  finder: EventTypeFinder,
  { eventType, durationMinutes, hosts, timeZone }: AskedSubject,
  now: EpochMs,
  nameOf: (subject: Subject, entry: CatalogueEventType | undefined) => Name,
) => {
  const entry = finder.find(eventType);
  const rules = slotRulesOf(eventType, entry, durationMinutes);
  const asked = askedZone(rules, timeZone, now);
  const subject = {
    eventType,
    ...(durationMinutes === undefined ? {} : { durationMinutes }),
    ...(hosts === undefined ? {} : { hosts }),
    asked,
  };
  return { name: nameOf(subject, entry), entry, rules, askedOffset: offsetOfAsked(asked, now) };
};

/**
 * An event type is cached once, under its id, whichever of its names is asked for. One with an organization stays as it is: the catalogue does not
 * tell whether Cal.com knows the event type by it.
 */
const sharedName = (
  { eventType, durationMinutes, hosts, asked }: Subject,
  entry: CatalogueEventType | undefined,
): SegmentsName =>
  segmentsName(
    entry === undefined || 'organizationSlug' in eventType ? eventType : { eventTypeId: entry.id },
    durationMinutes,
    asked,
    hosts,
  );

/** A spelling that is not canonical keeps days of its own: Cal.com tells `Anna` from `anna`. */
const spelledName = (subject: Subject, entry: CatalogueEventType | undefined): SegmentsName | undefined => {
  const { eventType, durationMinutes, asked } = subject;
  const spelled = spelledSegmentsName(eventType, durationMinutes, asked);
  if (spelled === undefined || spelled !== segmentsName(eventType, durationMinutes, asked)) return spelled;
  return sharedName(subject, entry);
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

import { type EventType, eventTypeKey, eventTypeOf, minutesToAsk } from '../calcom/event_type.ts';

declare const brand: unique symbol;

/** What one set of day segments is about: an event type at one duration, as one canonical string. */
export type SegmentsName = string & { readonly [brand]: 'SegmentsName' };

/** Stands in no event type's key. */
const DURATION_MARK = '|';

/**
 * The name under which the day segments of an event type are kept.
 * @param durationMinutes only where the caller asked for a duration: Cal.com lists other slots for it. Of people, none is their usual one
 */
export const segmentsName = (eventType: EventType, durationMinutes?: number): SegmentsName =>
  withDuration(eventTypeKey(eventType), minutesToAsk(eventType, durationMinutes));

const withDuration = (key: string, durationMinutes: number | undefined): SegmentsName =>
  storedSegmentsName(durationMinutes === undefined ? key : `${key}${DURATION_MARK}${durationMinutes}`);

/**
 * The name of an event type as a client of Cal.com spells it: case and the order of people are kept, since Cal.com may tell them
 * apart in its answer. Where the spelling is canonical it is the name that `segmentsName` gives.
 * @returns undefined for a spelling that no key can hold, such as an empty one
 */
export const spelledSegmentsName = (eventType: EventType, durationMinutes?: number): SegmentsName | undefined => {
  const key = spelledKey(eventType);
  try {
    eventTypeOf(key);
  } catch {
    return undefined;
  }
  return key.length > LONGEST_KEY ? undefined : withDuration(key, minutesToAsk(eventType, durationMinutes));
};

/** Far beyond any real name. */
const LONGEST_KEY = 1_000;

const spelledKey = (eventType: EventType): string => {
  if ('eventTypeId' in eventType) return eventTypeKey(eventType);
  const organization =
    eventType.organizationSlug === undefined ? '' : `@${encodeURIComponent(eventType.organizationSlug)}`;
  if ('usernames' in eventType) return `people:${eventType.usernames.map(encodeURIComponent).join(',')}${organization}`;
  const slug = encodeURIComponent(eventType.eventTypeSlug);
  return 'teamSlug' in eventType
    ? `team:${encodeURIComponent(eventType.teamSlug)}/${slug}${organization}`
    : `user:${encodeURIComponent(eventType.username)}/${slug}${organization}`;
};

/** A name that `segmentsName` made, read back from a job or a message. */
export const storedSegmentsName = (text: string): SegmentsName => text as SegmentsName;

/** The event type and the duration that a name stands for. @throws RangeError for any other text */
export const subjectOf = (name: SegmentsName): { eventType: EventType; durationMinutes?: number } => {
  const [key = '', duration] = name.split(DURATION_MARK);
  return { eventType: eventTypeOf(key), ...(duration === undefined ? {} : { durationMinutes: Number(duration) }) };
};

/** The Redis hash with the day segments; the hash tag keeps all keys of an event type in one slot of a Redis Cluster. */
export const segmentsKey = (name: SegmentsName): string => `slotproof:{${name}}:days`;

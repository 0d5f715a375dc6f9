import { type EventType, eventTypeKey, eventTypeOf } from '../calcom/event_type.ts';

declare const brand: unique symbol;

/** What one set of day segments is about: an event type at one duration, as one canonical string. */
export type SegmentsName = string & { readonly [brand]: 'SegmentsName' };

/** Stands in no event type's key. */
const DURATION_MARK = '|';

/**
 * The name under which the day segments of an event type are kept.
 * @param durationMinutes only where the caller asked for a duration: Cal.com lists other slots for it
 */
export const segmentsName = (eventType: EventType, durationMinutes?: number): SegmentsName =>
  storedSegmentsName(
    `${eventTypeKey(eventType)}${durationMinutes === undefined ? '' : `${DURATION_MARK}${durationMinutes}`}`,
  );

/** A name that `segmentsName` made, read back from a job or a message. */
export const storedSegmentsName = (text: string): SegmentsName => text as SegmentsName;

/** The event type and the duration that a name stands for. @throws RangeError for any other text */
export const subjectOf = (name: SegmentsName): { eventType: EventType; durationMinutes?: number } => {
  const [key = '', duration] = name.split(DURATION_MARK);
  return { eventType: eventTypeOf(key), ...(duration === undefined ? {} : { durationMinutes: Number(duration) }) };
};

/** The Redis hash with the day segments; the hash tag keeps all keys of an event type in one slot of a Redis Cluster. */
export const segmentsKey = (name: SegmentsName): string => `slotproof:{${name}}:days`;

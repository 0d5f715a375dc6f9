import { accountKey } from '../account/account_key.ts';
import { type EventType, eventTypeKey, eventTypeOf, minutesToAsk, spelledEventTypeKey } from '../calcom/event_type.ts';
import { UTC_ASKED } from './asked_zone.ts';

declare const brand: unique symbol;

/** What one set of day segments is about: an event type at one duration as asked in one zone, as one canonical string. */
export type SegmentsName = string & { readonly [brand]: 'SegmentsName' };

/** Stands in no event type's key and in no zone's name. */
const MARK = '|';

/** Stands between a duration and the hosts that alone are asked about; in neither. */
const HOSTS = '~';

/**
 * The name under which the day segments of an event type are kept.
 * @param durationMinutes only where the caller asked for a duration: Cal.com lists other slots for it. Of people, none is their usual one
 * @param asked the zone in which Cal.com is asked (`asked_zone.ts`)
 * @param hosts of a round-robin event type, whose slots alone are asked for: ids, ascending; none for all of them
 */
export const segmentsName = (
  eventType: EventType,
  durationMinutes?: number,
  asked = UTC_ASKED,
  hosts: readonly number[] = [],
): SegmentsName => withParts(eventTypeKey(eventType), minutesToAsk(eventType, durationMinutes), asked, hosts);

const withParts = (
  key: string,
  durationMinutes: number | undefined,
  asked: string,
  hosts: readonly number[] = [],
): SegmentsName => {
  const listed = `${durationMinutes ?? ''}${hosts.length === 0 ? '' : `${HOSTS}${hosts.join(',')}`}`;
  const subject = listed === '' ? key : `${key}${MARK}${listed}`;
  if (asked === UTC_ASKED) return storedSegmentsName(subject);
  return storedSegmentsName(`${subject}${listed === '' ? MARK : ''}${MARK}${asked}`);
};

/**
 * The name of an event type as a client of Cal.com spells it: case and the order of people are kept, since Cal.com may tell them
 * apart in its answer. Where the spelling is canonical it is the name that `segmentsName` gives.
 * @returns undefined for a spelling that no key can hold, such as an empty one
 */
export const spelledSegmentsName = (
  eventType: EventType,
  durationMinutes?: number,
  asked = UTC_ASKED,
): SegmentsName | undefined => {
  const key = spelledEventTypeKey(eventType);
  try {
    eventTypeOf(key);
  } catch {
    return undefined;
  }
  return key.length > LONGEST_KEY ? undefined : withParts(key, minutesToAsk(eventType, durationMinutes), asked);
};

/** Far beyond any real name. */
const LONGEST_KEY = 1_000;

/** A name that `segmentsName` made, read back from a job or a message. */
export const storedSegmentsName = (text: string): SegmentsName => text as SegmentsName;

/** A name for the answer to one question, which answers no other. */
export const onceName = (id: string): SegmentsName => storedSegmentsName(`${ONCE}${id}`);

/** Whether it is such a name. */
export const isOnceName = (name: SegmentsName): boolean => name.startsWith(ONCE);

const ONCE = 'once:';

/** What a name stands for. */
export interface Subject {
  readonly eventType: EventType;
  readonly durationMinutes?: number;
  /** The ids of the hosts of a round-robin event type whose slots alone are asked for, ascending. */
  readonly hosts?: readonly number[];
  /** The zone in which Cal.com is asked; `UTC_ASKED` for none. */
  readonly asked: string;
}

/** What a name stands for. @throws RangeError for any text that is no name */
export const subjectOf = (name: SegmentsName): Subject => {
  const [key = '', listed = '', asked = UTC_ASKED] = name.split(MARK);
  const [duration, hosts] = listed.split(HOSTS);
  return {
    eventType: eventTypeOf(key),
    ...(duration ? { durationMinutes: Number(duration) } : {}),
    ...(hosts === undefined ? {} : { hosts: hosts.split(',').map(Number) }),
    asked,
  };
};

/** The part of a name that is the same in every zone: the event type, the duration and the hosts. */
export const withoutZone = (name: SegmentsName): string => {
  const [key = '', duration = ''] = name.split(MARK);
  return duration === '' ? key : `${key}${MARK}${duration}`;
};

/**
 * The Redis hash with the day segments; the hash tag keeps all keys of an event type and duration in one slot of a Redis Cluster,
 * whatever the zone.
 */
export const segmentsKey = (account: string, name: SegmentsName): string => {
  const [, , asked = UTC_ASKED] = name.split(MARK);
  const facts = factsKey(account, name);
  return asked === UTC_ASKED ? facts : `${facts}:${asked}`;
};

/** The Redis hash with what holds in every zone: that Cal.com refuses the event type, and how many days it can be asked for at once. */
export const factsKey = (account: string, name: SegmentsName): string => accountKey(account, withoutZone(name), 'days');

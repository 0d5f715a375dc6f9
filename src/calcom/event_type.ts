/** The four ways in which Cal.com names an event type, and one canonical string for each event type. */
import { z } from 'zod';

/** An event type by id, by user and slug, by team and slug, or by several people (a dynamic event). */
export type EventType =
  | { eventTypeId: number }
  | { eventTypeSlug: string; username: string; organizationSlug?: string }
  | { eventTypeSlug: string; teamSlug: string; organizationSlug?: string }
  | { usernames: readonly string[]; organizationSlug?: string };

/** Cal.com's ids are PostgreSQL integers. */
export const GREATEST_EVENT_TYPE_ID = 2_147_483_647;
const LONGEST_NAME = 200;
const MOST_PEOPLE = 50;
/** Cal.com's length of a dynamic event, in minutes. */
export const PEOPLE_MINUTES = 30;

/** Cal.com answers a NUL byte or half a surrogate pair with a 500, and no name of its holds a control character. */
const NAMEABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const NAME_FAULT = 'must hold no control characters and no half characters';

const name = z.string().trim().min(1, 'must not be empty').max(LONGEST_NAME).regex(NAMEABLE, NAME_FAULT);

/** The fields that name an event type, all optional, to be spread into a `z.strictObject`. `readEventType` says which go together. */
export const eventTypeShape = {
  eventTypeId: z
    .int()
    .min(1)
    .max(GREATEST_EVENT_TYPE_ID)
    .optional()
    .meta({ description: "The event type's id in Cal.com." }),
  eventTypeSlug: name.optional().meta({ description: 'The slug of an event type, with `username` or `teamSlug`.' }),
  username: name.optional().meta({ description: 'The user who owns the event type with the slug.' }),
  teamSlug: name.optional().meta({ description: 'The team that owns the event type with the slug.' }),
  usernames: z
    .union([
      z.array(name).min(2).max(MOST_PEOPLE),
      z
        .string()
        .min(3)
        .max(MOST_PEOPLE * (LONGEST_NAME + 1))
        .regex(NAMEABLE, NAME_FAULT),
    ])
    .optional()
    .meta({ description: 'Two people or more (a dynamic event): a list, or names separated by commas.' }),
  organizationSlug: name.optional().meta({
    description: 'The organization that the user, team or people belong to; required with `usernames`.',
  }),
};

/** What may have been given of an event type's name. */
export interface EventTypeFields {
  readonly eventTypeId?: number | undefined;
  readonly eventTypeSlug?: string | undefined;
  readonly username?: string | undefined;
  readonly teamSlug?: string | undefined;
  readonly usernames?: string | readonly string[] | undefined;
  readonly organizationSlug?: string | undefined;
}

/** An event type, or the field at fault (a JSON pointer) and what is wrong with it. */
export type EventTypeReading = { ok: true; eventType: EventType } | { ok: false; pointer: string; reason: string };

const FIELDS = Object.keys(eventTypeShape) as readonly (keyof EventTypeFields)[];

const BY_ID = ['eventTypeId'] as const;
const BY_PEOPLE = ['usernames', 'organizationSlug'] as const;
const BY_USER = ['eventTypeSlug', 'username', 'organizationSlug'] as const;

/** Finds out which event type the fields name. They must name exactly one, as Cal.com demands it. */
export function readEventType(given: EventTypeFields): EventTypeReading {
  const alien = (way: string, belonging: readonly (keyof EventTypeFields)[]): EventTypeReading | undefined => {
    const field = FIELDS.find((candidate) => given[candidate] !== undefined && !belonging.includes(candidate));
    return field === undefined ? undefined : refused(field, `must not be given together with ${way}`);
  };
  const { eventTypeId, eventTypeSlug, username, teamSlug, organizationSlug } = given;
  const organization = organizationSlug === undefined ? {} : { organizationSlug };

  if (eventTypeId !== undefined) {
    return alien('eventTypeId', BY_ID) ?? { ok: true, eventType: { eventTypeId } };
  }
  if (given.usernames !== undefined) {
    const usernames = distinct(given.usernames);
    if (usernames.length < 2) return refused('usernames', 'must name at least two different people');
    if (usernames.length > MOST_PEOPLE) return refused('usernames', `must name at most ${MOST_PEOPLE} people`);
    const misplaced = alien('usernames', BY_PEOPLE);
    if (misplaced !== undefined) return misplaced;
    if (organizationSlug === undefined) return refused('organizationSlug', 'is required with usernames');
    return { ok: true, eventType: { usernames, organizationSlug } };
  }
  if (eventTypeSlug === undefined) {
    if (username !== undefined || teamSlug !== undefined) {
      return refused('eventTypeSlug', `is required with ${username === undefined ? 'teamSlug' : 'username'}`);
    }
    return refused(
      'eventTypeId',
      'is required, unless eventTypeSlug with username, eventTypeSlug with teamSlug, or usernames is given',
    );
  }
  if (username !== undefined) {
    return (
      alien('username', BY_USER) ?? {
        ok: true,
        eventType: { eventTypeSlug, username, ...organization },
      }
    );
  }
  if (teamSlug !== undefined) return { ok: true, eventType: { eventTypeSlug, teamSlug, ...organization } };
  return refused('username', 'is required with eventTypeSlug, unless teamSlug is given');
}

/** Whether Cal.com can have a name such as this one: what it cannot have, it must not be asked for. */
export const isNameable = (text: string): boolean => NAMEABLE.test(text);

/**
 * The length to ask for, in minutes; undefined leaves it to the event type. A dynamic event has none of its own, and without one
 * Cal.com lists slots that end when they start.
 */
export const minutesToAsk = (eventType: EventType, durationMinutes: number | undefined): number | undefined =>
  durationMinutes ?? ('usernames' in eventType ? PEOPLE_MINUTES : undefined);

/**
 * One string for each event type: `id:101`, `user:anna/intro@acme`, `team:support/call@acme`, `people:anna,bert@acme`. It holds
 * no braces and no spaces, so it can stand in a Redis hash tag.
 *
 * Event types that are the same give the same string. Case does not tell names apart: Cal.com stores user names and slugs in
 * lower case. Nor does the order of people: a dynamic event is free when all of them are.
 */
export function eventTypeKey(eventType: EventType): string {
  return keyOf(eventType, written, (usernames) => distinct(usernames).map(written).sort());
}

/**
 * The same as somebody spells it: case and the order of people are kept. Where the spelling is canonical it is the string that
 * `eventTypeKey` gives.
 * @throws URIError for half a surrogate pair
 */
export function spelledEventTypeKey(eventType: EventType): string {
  return keyOf(eventType, encodeURIComponent, (usernames) => usernames.map(encodeURIComponent));
}

function keyOf(
  eventType: EventType,
  write: (name: string) => string,
  writePeople: (usernames: readonly string[]) => readonly string[],
): string {
  if ('eventTypeId' in eventType) return `id:${eventType.eventTypeId}`;
  const organization = eventType.organizationSlug === undefined ? '' : `@${write(eventType.organizationSlug)}`;
  if ('usernames' in eventType) return `people:${writePeople(eventType.usernames).join(',')}${organization}`;
  const slug = write(eventType.eventTypeSlug);
  return 'teamSlug' in eventType
    ? `team:${write(eventType.teamSlug)}/${slug}${organization}`
    : `user:${write(eventType.username)}/${slug}${organization}`;
}

/** The event type of a string that `eventTypeKey` made. Throws a RangeError for any other string. */
export function eventTypeOf(key: string): EventType {
  const match = /^(id|user|team|people):([^/@]+)(?:\/([^/@]+))?(?:@([^/@]+))?$/.exec(key);
  const [, way, owner = '', slug, organizationPart] = match ?? [];
  const organization = organizationPart === undefined ? {} : { organizationSlug: decodeURIComponent(organizationPart) };
  if (way === 'id' && slug === undefined && organizationPart === undefined && /^[1-9]\d*$/.test(owner)) {
    return { eventTypeId: Number(owner) };
  }
  if (way === 'people' && slug === undefined) {
    return { usernames: owner.split(',').map(decodeURIComponent), ...organization };
  }
  if (way === 'user' && slug !== undefined) {
    return { eventTypeSlug: decodeURIComponent(slug), username: decodeURIComponent(owner), ...organization };
  }
  if (way === 'team' && slug !== undefined) {
    return { eventTypeSlug: decodeURIComponent(slug), teamSlug: decodeURIComponent(owner), ...organization };
  }
  throw new RangeError(`Not the key of an event type: ${key}`);
}

/** A name as it stands in a key: none of the marks between names is left in it, and half a surrogate pair does not throw. */
const written = (part: string): string => encodeURIComponent(part.trim().toLowerCase().toWellFormed());

const distinct = (usernames: string | readonly string[]): readonly string[] => {
  const names = typeof usernames === 'string' ? usernames.split(',') : usernames;
  return [...new Set(names.map((username) => username.trim().toLowerCase()).filter((username) => username !== ''))];
};

const refused = (field: string, reason: string): EventTypeReading => ({ ok: false, pointer: `/${field}`, reason });

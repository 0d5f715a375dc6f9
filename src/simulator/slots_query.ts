// Reads the query of GET /v2/slots as Cal.com's validation does: the way is chosen by which properties are there, and then every fault is
// told at once, properties that do not belong first.

import { ApiError, Crash, databaseError, trpcError } from './api_error.ts';
import type { EventTypeName } from './event_type_lookup.ts';
import { readIsoDate } from './iso_date.ts';
import { WAYS, type Way } from './slots_properties.ts';
import { DAY_MS } from './zone.ts';

/** A valid query. `from` and `until` are epoch ms, both included; `duration` is in minutes; without `timeZone` it is UTC. */
export type SlotsQuery = {
  readonly name: EventTypeName;
  readonly from: number;
  readonly until: number;
  readonly timeZone: string | undefined;
  readonly duration: number | undefined;
  readonly format: 'time' | 'range';
  readonly bookingUidToReschedule: string | undefined;
  /** User ids of the hosts of a round robin to look at; all of them when undefined. */
  readonly rrHostSubsetIds: readonly number[] | undefined;
};

/** What a query says once it has been read and found right; which of it is there depends on the way. */
type Values = {
  readonly type?: string;
  readonly eventTypeId?: number;
  readonly eventTypeSlug?: string;
  readonly username?: string;
  readonly teamSlug?: string;
  readonly usernames?: readonly string[];
  readonly organizationSlug?: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone?: string;
  readonly duration?: number;
  readonly format?: 'time' | 'range';
  readonly bookingUidToReschedule?: string;
  readonly rrHostSubsetIds?: readonly number[];
};

const TYPES: Readonly<Record<Way, string>> = {
  id: 'byEventTypeId',
  user: 'byUsernameAndEventTypeSlug',
  team: 'byTeamSlugAndEventTypeSlug',
  people: 'byUsernames',
};

const LARGEST_ID = 2_147_483_647;
const SECOND_MS = 1000;

/**
 * Reads a parsed query string. Throws an ApiError with status 400 that names every fault, or what Cal.com answers to texts and ids that
 * its database cannot hold.
 */
export function readSlotsQuery(parameters: Readonly<Record<string, unknown>>): SlotsQuery {
  const way = wayOf(parameters);
  const values = validated(way, parameters);
  return {
    name: nameOf(way, values),
    from: startOf(values.start),
    until: endOf(values.end),
    timeZone: values.timeZone,
    duration: values.duration,
    format: values.format ?? 'time',
    bookingUidToReschedule: values.bookingUidToReschedule || undefined,
    rrHostSubsetIds: values.rrHostSubsetIds,
  };
}

function wayOf(parameters: Readonly<Record<string, unknown>>): Way {
  if (Object.hasOwn(parameters, 'eventTypeId')) return 'id';
  const bySlug = Object.hasOwn(parameters, 'eventTypeSlug');
  if (bySlug && Object.hasOwn(parameters, 'username')) return 'user';
  return bySlug && Object.hasOwn(parameters, 'teamSlug') ? 'team' : 'people';
}

function validated(way: Way, parameters: Readonly<Record<string, unknown>>): Values {
  const properties = WAYS[way];
  const known = new Set<string>(properties.map(({ name }) => name));
  const faults: [property: string, sentence: string][] = Object.keys(parameters)
    .filter((name) => !known.has(name))
    .map((name) => [name, `property ${name} should not exist`]);
  const values: Record<string, unknown> = {};
  for (const { name, read, optional, rules } of properties) {
    const value = read(parameters[name]);
    if (optional && value === undefined) continue;
    values[name] = value;
    const broken = rules.filter(({ holds }) => !holds(value)).map(({ message }) => message);
    if (broken.length > 0) faults.push([name, broken.join(', ')]);
  }
  if (faults.length > 0) {
    throw new ApiError(400, faults.map(([name, sentence]) => `${name} property is wrong,${sentence} `).join(', '));
  }
  // The rules have just held of each of them.
  return values as Values;
}

function nameOf(way: Way, values: Values): EventTypeName {
  // A type of one's own makes it a dynamic event of whoever is named, and nobody is.
  if (values.type !== undefined && values.type !== TYPES[way]) throw trpcError(404, 'NOT_FOUND');
  const { eventTypeId: id = 0, eventTypeSlug: slug = '', username = '', teamSlug = '', usernames = [] } = values;
  // A text with a NUL is none that the database could hold.
  if ([slug, username, teamSlug, ...usernames].some((text) => text.includes('\0'))) throw new Crash();
  if (Math.abs(id) > LARGEST_ID) throw databaseError();
  const { organizationSlug } = values;
  switch (way) {
    case 'id':
      return { by: 'id', id };
    case 'user':
      return { by: 'user', slug, username, organizationSlug };
    case 'team':
      return { by: 'team', slug, teamSlug, organizationSlug };
    case 'people':
      return { by: 'people', usernames, organizationSlug: organizationSlug ?? '' };
  }
}

function startOf(text: string): number {
  const at = instantOf(text, 'Invalid start date');
  return isInFirstSecond(at) ? Math.floor(at / SECOND_MS) * SECOND_MS : at;
}

/** The last instant of a range. The first second of a day, written out or meant by a date alone, stands for the day's last. */
function endOf(text: string): number {
  const at = instantOf(text, 'Invalid end date');
  return isInFirstSecond(at) ? at + DAY_MS - SECOND_MS : at;
}

function isInFirstSecond(at: number): boolean {
  return ((at % DAY_MS) + DAY_MS) % DAY_MS < SECOND_MS;
}

function instantOf(text: string, refusal: string): number {
  const date = readIsoDate(text);
  if (typeof date === 'string') throw new ApiError(400, refusal);
  return date.at;
}

// Reads the query of GET /v2/slots as strictly as Cal.com's validation does: what is missing, malformed or unknown is a 400.

import { ApiError } from './api_error.ts';
import type { EventTypeName } from './event_type_lookup.ts';
import { readIsoInstant } from './iso_instant.ts';
import { DAY_MS, isTimeZone } from './zone.ts';

/** A valid query. `from` and `until` are epoch ms, both included; `duration` is in minutes. */
export type SlotsQuery = {
  readonly name: EventTypeName;
  readonly from: number;
  readonly until: number;
  readonly timeZone: string | undefined;
  readonly duration: number | undefined;
  readonly format: 'time' | 'range';
  readonly bookingUidToReschedule: string | undefined;
  readonly rrHostSubsetIds: readonly number[] | undefined;
};

const KNOWN_TO_ALL = [
  'start',
  'end',
  'timeZone',
  'duration',
  'format',
  'slotFormat',
  'bookingUidToReschedule',
  'rrHostSubsetIds',
];
const LONGEST_DURATION = 24 * 60;

/** Reads a query. Throws an ApiError with status 400 that names every fault. */
export function readSlotsQuery(parameters: URLSearchParams): SlotsQuery {
  const faults: string[] = [];
  const wrong = (property: string, message: string): void => {
    faults.push(`${property} property is wrong,${message} `);
  };
  const value = (property: string): string | undefined => {
    const [first, ...more] = parameters.getAll(property);
    if (more.length > 0) wrong(property, `${property} must be given once`);
    return first;
  };
  const instant = (property: 'start' | 'end'): number => {
    const read = readIsoInstant(value(property) ?? '');
    if (read === undefined) wrong(property, `${property} must be a valid ISO 8601 date string`);
    return read ?? 0;
  };

  const { name, belonging } = readName(value, wrong);
  for (const property of new Set(parameters.keys())) {
    if (!KNOWN_TO_ALL.includes(property) && !belonging.includes(property)) {
      wrong(property, `property ${property} should not exist`);
    }
  }
  const start = instant('start');
  const end = instant('end');
  const timeZone = value('timeZone');
  if (timeZone !== undefined && !isTimeZone(timeZone)) wrong('timeZone', 'timeZone must be a valid IANA time-zone');
  const written = value('duration');
  const duration = written === undefined ? undefined : wholeNumber(written);
  if (written !== undefined && (duration === undefined || duration < 1 || duration > LONGEST_DURATION)) {
    wrong('duration', 'duration must be an integer number of minutes');
  }
  const format = value('format') ?? value('slotFormat') ?? 'time';
  if (format !== 'time' && format !== 'range')
    wrong('format', 'format must be one of the following values: range, time');
  const bookingUidToReschedule = value('bookingUidToReschedule');
  if (faults.length > 0 || !name) throw new ApiError(400, faults.join(''));

  const hostIds = value('rrHostSubsetIds');
  return {
    name,
    from: start,
    until: endOfRange(end),
    timeZone,
    duration,
    format: format === 'range' ? 'range' : 'time',
    bookingUidToReschedule,
    rrHostSubsetIds: hostIds === undefined ? undefined : hostIds.split(',').map(Number),
  };
}

function readName(
  value: (property: string) => string | undefined,
  wrong: (property: string, message: string) => void,
): { name?: EventTypeName; belonging: readonly string[] } {
  const organizationSlug = value('organizationSlug');
  const eventTypeId = value('eventTypeId');
  if (eventTypeId !== undefined) {
    const belonging = ['eventTypeId'];
    const id = wholeNumber(eventTypeId);
    if (id !== undefined) return { name: { by: 'id', id }, belonging };
    wrong('eventTypeId', 'eventTypeId must be a number conforming to the specified constraints');
    return { belonging };
  }
  const usernames = value('usernames');
  if (usernames !== undefined) {
    const belonging = ['usernames', 'organizationSlug'];
    const people = usernames.split(',').map((username) => username.trim());
    if (people.length < 2 || people.includes('')) {
      wrong('usernames', 'usernames must contain at least 2 usernames');
      return { belonging };
    }
    if (organizationSlug !== undefined) {
      return { name: { by: 'people', usernames: people, organizationSlug }, belonging };
    }
    wrong('organizationSlug', 'organizationSlug must be a string');
    return { belonging };
  }
  const belonging = ['eventTypeSlug', 'username', 'teamSlug', 'organizationSlug'];
  const slug = value('eventTypeSlug');
  const username = value('username');
  const teamSlug = value('teamSlug');
  if (slug && username && teamSlug === undefined) {
    return { name: { by: 'user', slug, username, organizationSlug }, belonging };
  }
  if (slug && teamSlug && username === undefined) {
    return { name: { by: 'team', slug, teamSlug, organizationSlug }, belonging };
  }
  wrong(
    'eventTypeId',
    'one of eventTypeId, eventTypeSlug with username, eventTypeSlug with teamSlug, or usernames is required',
  );
  return { belonging };
}

/** The last instant of a range. The first second of a day, or a date alone, stands for the last one of that day. */
function endOfRange(at: number): number {
  return ((at % DAY_MS) + DAY_MS) % DAY_MS < 1000 ? at + DAY_MS - 1000 : at;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

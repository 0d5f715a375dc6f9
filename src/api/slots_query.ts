/** The query of `GET /v2/slots`, read as strictly as Cal.com reads it and refused in its words. */
import type { EventType } from '../calcom/event_type.ts';
import { oneYearAfter } from '../calcom/year_ahead.ts';
import { DAY_MS, type EpochMs, epochMs } from '../verification/time.ts';

/** A query that Cal.com would answer. */
export interface SlotsQuery {
  /** As the caller spells it. */
  readonly eventType: EventType;
  readonly durationMinutes: number | undefined;
  /** Slots that begin from then on are asked for. */
  readonly from: EpochMs;
  /** Inclusive. */
  readonly until: EpochMs;
  readonly timeZone: string;
  readonly format: 'time' | 'range';
  readonly bookingUidToReschedule: string | undefined;
}

/** A query, or Cal.com's message of why it is none (a 400). */
export type SlotsQueryReading =
  | { readonly ok: true; readonly query: SlotsQuery }
  | { readonly ok: false; readonly message: string };

const COMMON = ['start', 'end', 'timeZone', 'duration', 'format', 'slotFormat', 'bookingUidToReschedule'];
const MOST_MINUTES = 24 * 60;
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** Reads the query of a request that came at `now`. */
export const readSlotsQuery = (parameters: URLSearchParams, now: EpochMs): SlotsQueryReading => {
  const read = new Parameters(parameters);
  const { eventType, own } = readEventTypeOf(read);
  read.refuseOthers([...COMMON, ...own]);
  const start = readInstant(read, 'start');
  const end = readInstant(read, 'end');
  const timeZone = read.one('timeZone') ?? 'UTC';
  if (!isTimeZone(timeZone)) read.fault('timeZone', 'timeZone must be a valid IANA time-zone');
  const durationMinutes = readDuration(read);
  const format = read.one('format') ?? read.one('slotFormat') ?? 'time';
  if (format !== 'time' && format !== 'range') {
    read.fault('format', 'format must be one of the following values: range, time');
  }
  const bookingUidToReschedule = read.one('bookingUidToReschedule');
  if (eventType === undefined || read.message !== '') return { ok: false, message: read.message };

  // Midnight, written out or meant by a date alone, stands for the end of that day.
  const last = end % DAY_MS === 0 ? end + DAY_MS - 1_000 : end;
  if (last < start) {
    return { ok: false, message: "Invalid time range given - check the 'start' and 'end' query parameters." };
  }
  return {
    ok: true,
    query: {
      eventType,
      durationMinutes,
      from: epochMs(start),
      until: epochMs(Math.min(last, oneYearAfter(now))),
      timeZone,
      format: format === 'range' ? 'range' : 'time',
      bookingUidToReschedule,
    },
  };
};

/** Reads parameters and collects what is wrong with them, in the order in which Cal.com would name it. */
class Parameters {
  readonly #parameters: URLSearchParams;
  message = '';

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters;
  }

  fault(property: string, reason: string): undefined {
    this.message += `${property} property is wrong,${reason} `;
  }

  one(property: string): string | undefined {
    const values = this.#parameters.getAll(property);
    if (values.length > 1) this.fault(property, `${property} must be given once`);
    return values[0];
  }

  refuseOthers(known: readonly string[]): void {
    for (const property of new Set(this.#parameters.keys())) {
      if (!known.includes(property)) this.fault(property, `property ${property} should not exist`);
    }
  }
}

interface EventTypeOf {
  readonly eventType: EventType | undefined;
  /** The parameters that may stand beside this way of naming an event type. */
  readonly own: readonly string[];
}

const readEventTypeOf = (read: Parameters): EventTypeOf => {
  const organizationSlug = read.one('organizationSlug');
  const organization = organizationSlug === undefined ? {} : { organizationSlug };
  const id = read.one('eventTypeId');
  if (id !== undefined) {
    const eventTypeId = wholeNumber(id);
    const reason = 'eventTypeId must be a number conforming to the specified constraints';
    return {
      eventType: eventTypeId === undefined ? read.fault('eventTypeId', reason) : { eventTypeId },
      own: ['eventTypeId'],
    };
  }
  const people = read.one('usernames');
  if (people !== undefined) {
    return { eventType: readPeople(read, people, organizationSlug), own: ['usernames', 'organizationSlug'] };
  }
  const own = ['eventTypeSlug', 'username', 'teamSlug', 'organizationSlug'];
  const eventTypeSlug = read.one('eventTypeSlug');
  const username = read.one('username');
  const teamSlug = read.one('teamSlug');
  if (eventTypeSlug && username && teamSlug === undefined) {
    return { eventType: { eventTypeSlug, username, ...organization }, own };
  }
  if (eventTypeSlug && teamSlug && username === undefined) {
    return { eventType: { eventTypeSlug, teamSlug, ...organization }, own };
  }
  const reason =
    'one of eventTypeId, eventTypeSlug with username, eventTypeSlug with teamSlug, or usernames is required';
  return { eventType: read.fault('eventTypeId', reason), own };
};

const readPeople = (read: Parameters, people: string, organizationSlug: string | undefined): EventType | undefined => {
  const usernames = people.split(',').map((username) => username.trim());
  if (usernames.length < 2 || usernames.includes('')) {
    return read.fault('usernames', 'usernames must contain at least 2 usernames');
  }
  if (organizationSlug === undefined) return read.fault('organizationSlug', 'organizationSlug must be a string');
  return { usernames, organizationSlug };
};

const readInstant = (read: Parameters, property: 'start' | 'end'): number => {
  const instant = instantOf(read.one(property) ?? '');
  if (instant === undefined) read.fault(property, `${property} must be a valid ISO 8601 date string`);
  return instant ?? 0;
};

/** ISO 8601; without an offset it is in UTC, a date alone is its midnight. */
const instantOf = (text: string): number | undefined => {
  const [, date, time = '00:00', offset = 'Z'] = INSTANT.exec(text) ?? [];
  if (date === undefined) return undefined;
  try {
    return Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds;
  } catch {
    return undefined;
  }
};

const readDuration = (read: Parameters): number | undefined => {
  const text = read.one('duration');
  if (text === undefined) return undefined;
  const minutes = wholeNumber(text);
  if (minutes !== undefined && minutes >= 1 && minutes <= MOST_MINUTES) return minutes;
  return read.fault('duration', 'duration must be an integer number of minutes');
};

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

const isTimeZone = (name: string): boolean => {
  // Temporal takes bare offsets too; Cal.com does not.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
};

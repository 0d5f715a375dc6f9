/** The query of `GET /v2/slots`, read as Cal.com reads it and refused in its words. */
import type { EventType } from '../../calcom/event_type.ts';
import type { SlotEnds } from '../../contract/slots_document.ts';
import { isTimeZone } from '../../verification/requested_time.ts';
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS } from '../../verification/time.ts';
import type { CalcomError } from './calcom_error.ts';
import { instantOfIso, isIso } from './iso_date_time.ts';
import { eventTypeWay } from './slots_event_type.ts';
import { SlotsParameters } from './slots_parameters.ts';

/** A query that Cal.com would answer. */
export interface SlotsQuery {
  /** As the caller spells it. */
  readonly eventType: EventType;
  /** Where another length than the event type's own is asked for. */
  readonly durationMinutes: number | undefined;
  /** Slots that begin from then on are asked for; a whole minute. */
  readonly from: EpochMs;
  /** Slots that end by a second after it are asked for. May lie before `from`: then there are none. */
  readonly until: EpochMs;
  readonly timeZone: string;
  readonly ends: SlotEnds;
  readonly bookingUidToReschedule: string | undefined;
  /** User ids: only these hosts of a round-robin event type. */
  readonly rrHostSubsetIds: readonly number[] | undefined;
}

/** A query, or the answer to what is none. */
export type SlotsQueryReading =
  | { readonly ok: true; readonly query: SlotsQuery }
  | { readonly ok: false; readonly error: CalcomError };

const COMMON = [
  'start',
  'end',
  'timeZone',
  'duration',
  'format',
  'bookingUidToReschedule',
  'rrHostSubsetIds',
  'type',
] as const;

/** Reads a query. @param text without the question mark */
export const readSlotsQuery = (text: string): SlotsQueryReading => {
  const read = new SlotsParameters(text);
  const way = eventTypeWay(read);
  read.refuseOthers([...COMMON, ...way.own]);
  const type = read.text('type');
  const eventType = way.read(read);
  const start = readDateTime(read, 'start');
  const end = readDateTime(read, 'end');
  const timeZone = readTimeZone(read);
  const duration = read.given('duration') === undefined ? undefined : read.wholeNumber('duration');
  const ends = readFormat(read) === 'time' ? 'absent' : endsFor(eventType, duration);
  const bookingUidToReschedule = read.text('bookingUidToReschedule') || undefined;
  const rrHostSubsetIds = readHosts(read);
  // Each of them without a value has been complained of; the types only cannot know.
  if (eventType === undefined || start === undefined || end === undefined || read.message !== undefined) {
    return malformed(read.message ?? '');
  }

  const from = instantOfIso(start);
  if (from === undefined) return malformed('Invalid start date');
  const last = instantOfIso(end);
  if (last === undefined) return malformed('Invalid end date');
  // Cal.com then looks for a dynamic event, of nobody.
  if (type !== undefined && way.type !== undefined && type !== way.type) {
    return { ok: false, error: { status: 404, code: 'TRPCError', message: 'NOT_FOUND' } };
  }
  // Cal.com's ids begin at 1.
  if ('eventTypeId' in eventType && eventType.eventTypeId < 1) {
    return { ok: false, error: { status: 404, message: 'Event Type not found' } };
  }
  const query: SlotsQuery = {
    eventType,
    durationMinutes: duration === 0 ? undefined : duration,
    from: epochMs(Math.floor(from / MINUTE_MS) * MINUTE_MS),
    until: endOf(last),
    timeZone,
    ends,
    bookingUidToReschedule,
    rrHostSubsetIds,
  };
  return { ok: true, query };
};

const malformed = (message: string): SlotsQueryReading => ({ ok: false, error: { status: 400, message } });

const readHosts = (read: SlotsParameters): readonly number[] | undefined => {
  const given = read.given('rrHostSubsetIds');
  if (given === undefined) return undefined;
  const list = typeof given === 'string' ? given.split(',') : given;
  const isList = Array.isArray(list);
  const ids = isList ? list.map((id) => (typeof id === 'string' ? Number.parseInt(id, 10) : Number.NaN)) : [];
  const faults = [
    ...(isList && ids.every(Number.isFinite)
      ? []
      : ['each value in rrHostSubsetIds must be a number conforming to the specified constraints']),
    ...(isList ? [] : ['rrHostSubsetIds must be an array']),
  ];
  return faults.length === 0 ? ids : read.fault('rrHostSubsetIds', ...faults);
};

const readDateTime = (read: SlotsParameters, property: 'start' | 'end'): string | undefined => {
  const given = read.given(property);
  return typeof given === 'string' && isIso(given)
    ? given
    : read.fault(property, `${property} must be a valid ISO 8601 date string`);
};

const readTimeZone = (read: SlotsParameters): string => {
  const given = read.given('timeZone') ?? 'UTC';
  const zone = typeof given === 'string' ? zoneOf(given) : undefined;
  if (zone === undefined) read.fault('timeZone', 'timeZone must be a valid IANA time-zone');
  return zone ?? 'UTC';
};

/** A zone as Temporal knows it. Cal.com asks Intl, which also takes names of old such as PST. */
const zoneOf = (name: string): string | undefined => {
  if (isTimeZone(name)) return name;
  return /^[A-Za-z]/.test(name) ? intlZoneOf(name) : undefined;
};

const intlZoneOf = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

const FORMAT_FAULT = "slotFormat must be either 'range' or 'time'";

const readFormat = (read: SlotsParameters): 'time' | 'range' => {
  const given = read.given('format') || 'time';
  // What is no text at all is a bare 500 of Cal.com's.
  if (typeof given !== 'string') read.fault('format', FORMAT_FAULT, 'format must be a string');
  else if (given.toLowerCase() === 'range') return 'range';
  else if (given.toLowerCase() !== 'time') read.fault('format', FORMAT_FAULT);
  return 'time';
};

/** Cal.com writes the ends of what has no length of its own, people without a `duration`, as if the length were 0. */
const endsFor = (eventType: EventType | undefined, duration: number | undefined): SlotEnds => {
  const hasLength = duration === undefined ? eventType !== undefined && !('usernames' in eventType) : duration !== 0;
  return hasLength ? 'own' : 'at-start';
};

/** A time of which hours, minutes and seconds are 0, written out or meant by a date alone, stands for the last second of its day. */
const endOf = (instant: EpochMs): EpochMs => {
  const intoDay = ((instant % DAY_MS) + DAY_MS) % DAY_MS;
  return intoDay < 1_000 ? epochMs(instant + DAY_MS - 1_000) : instant;
};

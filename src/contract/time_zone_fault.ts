/** What is wrong with a time zone that somebody asks in. */
import { isTimeZone } from '../verification/requested_time.ts';

/** What is wrong with a zone that is none. */
export const TIME_ZONE_FAULT = 'must be an IANA time zone such as Europe/Berlin';

/**
 * What people and models write in place of a zone. Some of these are in the database, as clocks that are never changed: in summer they would
 * be an hour off the place that is meant, in silence.
 */
const PLACES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EST: 'America/New_York',
    EDT: 'America/New_York',
    CST: 'America/Chicago',
    CDT: 'America/Chicago',
    MST: 'America/Denver',
    MDT: 'America/Denver',
    PST: 'America/Los_Angeles',
    PDT: 'America/Los_Angeles',
    HST: 'Pacific/Honolulu',
    AKST: 'America/Anchorage',
    BST: 'Europe/London',
    IST: 'Asia/Kolkata',
    CEST: 'Europe/Berlin',
    JST: 'Asia/Tokyo',
  }),
);

const LONGEST_ABBREVIATION = 4;

/** Why a zone cannot be asked in, and what to write; undefined for a good one. */
export const timeZoneFault = (name: string): string | undefined => {
  const place = name.length <= LONGEST_ABBREVIATION ? PLACES.get(name.toUpperCase()) : undefined;
  if (place !== undefined)
    return `must name a place, whose clocks are changed in summer: write ${place} for ${name}, or where it is`;
  return isTimeZone(name) ? undefined : TIME_ZONE_FAULT;
};

/**
 * Queries that Cal.com takes for good and then answers with a bare 500, not in time, or (a length under 0) with ends before their starts. Here
 * each is the caller's mistake, told in words in Cal.com's shape, and never gets to Cal.com: what fails there counts against everybody's calls.
 */
import { GREATEST_EVENT_TYPE_ID } from '../../calcom/event_type.ts';
import { DAY_MS, type EpochMs } from '../../verification/time.ts';
import type { SlotsQuery } from './slots_query.ts';

const MOST_MINUTES = 24 * 60;

/** Three years and a little: Cal.com's time grows with the days asked for, and each of them is a cached day here. */
const MOST_DAYS = 1_100;

/** What is wrong with a query that came at `now`, or undefined. */
export const unanswerable = (query: SlotsQuery, now: EpochMs): string | undefined => {
  const { eventType, durationMinutes = 0, from, until, bookingUidToReschedule, rrHostSubsetIds = [] } = query;
  for (const [property, value] of Object.entries({ ...eventType, bookingUidToReschedule })) {
    if (String(value).includes('\0')) return wrong(property, 'must not contain a NUL character');
  }
  if ('eventTypeId' in eventType && eventType.eventTypeId > GREATEST_EVENT_TYPE_ID) {
    return wrong('eventTypeId', `must not be greater than ${GREATEST_EVENT_TYPE_ID}`);
  }
  if (rrHostSubsetIds.some((id) => Math.abs(id) > GREATEST_EVENT_TYPE_ID)) {
    return wrong('rrHostSubsetIds', `must not be greater than ${GREATEST_EVENT_TYPE_ID}`);
  }
  if (durationMinutes < 0 || durationMinutes > MOST_MINUTES) {
    return wrong('duration', `must be from 0 to ${MOST_MINUTES} minutes`);
  }
  return until - Math.max(from, now) > MOST_DAYS * DAY_MS
    ? wrong('end', `must not be more than ${MOST_DAYS} days after start`)
    : undefined;
};

const wrong = (property: string, reason: string): string => `${property} property is wrong,${property} ${reason} `;

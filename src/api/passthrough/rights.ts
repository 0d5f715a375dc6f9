/** What a caller needs the right to for an operation of Cal.com's. Pure. */
import { isReading, type Operation } from '../../calcom/operation.ts';
import type { PassthroughRight } from '../../config/passthrough.ts';

/**
 * What may be read of the account: its people, event types, schedules and times. What is not named here hands out secrets (webhooks, OAuth clients),
 * changes something by a GET (`connect`, `callback`, `save`), or is somebody's own (events of a calendar, verified addresses).
 */
const READABLE: readonly string[] = [
  ...['me', 'event-types', 'schedules', 'default', 'slots', 'available', 'teams', 'organizations', 'memberships'],
  ...['users', 'calendars', 'busy-times', 'conferencing', 'timezones'],
];

/** What was said in a meeting, and how to get into it, is no part of its booking. */
const OF_MEETINGS: readonly string[] = ['recordings', 'transcripts', 'references', 'conferencing-sessions'];

/** What a right is needed to; `nothing` is needed to nothing. */
export type Right = Exclude<PassthroughRight, 'nothing'>;

/** Which right a caller with a key of ours needs for it. */
export const rightFor = (operation: Operation): Right => {
  const { segments } = operation;
  const [first = '', second = '', third = ''] = segments;
  if (first === 'bookings') return OF_MEETINGS.includes(third) ? 'everything' : 'bookings';
  if (first === 'slots' && ['reservations', 'reserve', 'selected-slot'].includes(second)) return 'reservations';
  if (!isReading(operation) || segments.length === 0) return 'everything';
  if (segments.every((segment) => /^\d+$/.test(segment) || READABLE.includes(segment))) return 'reading';
  const others = segments.filter((segment) => segment !== 'bookings');
  return others.every((segment) => /^\d+$/.test(segment) || READABLE.includes(segment)) ? 'bookings' : 'everything';
};

/** Words that stand in Cal.com's paths beside those that are ids or names. */
const WORDS: readonly string[] = [
  ...READABLE,
  ...OF_MEETINGS,
  ...['bookings', 'cancel', 'reschedule', 'confirm', 'decline', 'reassign', 'mark-absent', 'guests', 'attendees'],
  ...['location', 'reservations', 'webhooks', 'private-links', 'selected-calendars', 'destination-calendars', 'ooo'],
  ...['oauth-clients', 'verified-resources', 'recurring', 'by-seat', 'api-keys', 'connect', 'disconnect', 'atoms'],
];

/** What it is called where people look: ids and names in it are somebody's. */
export const operationInWords = ({ method, segments }: Operation): string =>
  `${method} /v2/${segments.map((segment) => (WORDS.includes(segment) ? segment : '…')).join('/')}`;

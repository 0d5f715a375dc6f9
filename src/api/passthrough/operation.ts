/** Which operation of Cal.com's a request is, and what a caller needs the right to for it. Pure. */
import { isNameable } from '../../calcom/event_type.ts';
import type { PassthroughRight } from '../../config/passthrough.ts';

/** A request to Cal.com. */
export interface Operation {
  readonly method: string;
  /** Begins with `/v2` and holds the query. */
  readonly path: string;
  /** Of the path, behind `/v2`, decoded and in lower case, as Cal.com's router takes them. */
  readonly segments: readonly string[];
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A base of any kind, to read a path by. */
const BASE = 'http://calcom';

/**
 * Reads a request's method and URL. Undefined for a path that leads elsewhere than it says, by dots, doubled or encoded slashes: what a caller may do
 * is decided by it.
 */
export const readOperation = (method: string, originalUrl: string): Operation | undefined => {
  const target = originalUrl.replace(/^\/api(?=\/v2)/i, '');
  if (!METHODS.includes(method) || !URL.canParse(target, BASE)) return undefined;
  const { pathname, search, host } = new URL(target, BASE);
  const [raw = ''] = target.split('?');
  if (host !== new URL(BASE).host || pathname !== raw) return undefined;
  const segments = pathname.split('/').slice(1).map(decoded);
  // One slash at the end is as good as none.
  if (segments.at(-1) === '') segments.pop();
  const [version, ...rest] = segments;
  return version === 'v2' && rest.every((segment) => segment !== undefined && isPlain(segment))
    ? { method, path: `${pathname}${search}`, segments: rest.filter((segment) => segment !== undefined) }
    : undefined;
};

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment).toLowerCase();
  } catch {
    return undefined;
  }
};

const isPlain = (segment: string): boolean =>
  segment !== '' && isNameable(segment) && !/^\.{1,2}$|[/\\?#%]/.test(segment);

/** Whether it changes nothing, and may be sent again. */
export const isReading = ({ method }: Pick<Operation, 'method'>): boolean => method === 'GET' || method === 'HEAD';

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

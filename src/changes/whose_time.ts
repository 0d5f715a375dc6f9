/**
 * Whose time a change takes: whether an event type loses it too. The catalogue tells exactly, by hosts. Of an event type that it does not know
 * it is told by names as far as they go, and what cannot be ruled out counts as taken.
 */
import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueEventType, CatalogueHost } from '../catalogue/catalogue_document.ts';
import type { EventTypeFinder } from './event_type_finder.ts';
import type { HostName, ToldChange } from './told_change.ts';

/** What an event type has to do with a change. */
export type Concern =
  /** It is the one that was booked. */
  | 'booked'
  /** A host of it is taken, or nothing rules that out. */
  | 'shared'
  /** Nothing that is known speaks for it. */
  | 'unlikely'
  /** The host who had the booking before may be one of its own. */
  | 'colleague'
  | 'none';

/** What of a change says whose time it is. */
export type ChangeOfTime = Pick<ToldChange, 'eventTypeId' | 'slug' | 'hosts' | 'unlikely' | 'isReassigned' | 'isHold'>;

/** What an event type has to do with a change. Pure. */
export const concernOf = (change: ChangeOfTime, eventType: EventType, finder: EventTypeFinder): Concern => {
  const entry = finder.find(eventType);
  const booked = bookedEntry(change, finder);
  if (isBooked(change, eventType, entry, booked)) return 'booked';
  // A place that is held is nobody's time: Cal.com counts it in its own event type alone.
  if (change.isHold && booked?.seats !== undefined) return 'none';
  const concern = entry === undefined ? byName(change, eventType) : byHosts(change, entry, booked);
  if (concern !== 'none' || !change.isReassigned || entry === undefined || booked === undefined) return concern;
  return entry.hosts.some(({ userId }) => booked.hosts.some((host) => host.userId === userId)) ? 'colleague' : 'none';
};

/** The event type that was booked, where the catalogue knows it. */
export const bookedEntry = (
  { eventTypeId, slug, hosts }: Pick<ToldChange, 'eventTypeId' | 'slug' | 'hosts'>,
  finder: EventTypeFinder,
): CatalogueEventType | undefined => {
  if (eventTypeId !== undefined) return finder.find({ eventTypeId });
  const username = hosts[0]?.username;
  return slug === undefined || username === undefined ? undefined : finder.find({ username, eventTypeSlug: slug });
};

const isBooked = (
  { eventTypeId, slug, hosts }: ChangeOfTime,
  eventType: EventType,
  entry: CatalogueEventType | undefined,
  booked: CatalogueEventType | undefined,
): boolean => {
  if (entry !== undefined && booked !== undefined) return entry.id === booked.id;
  const id = entry?.id ?? ('eventTypeId' in eventType ? eventType.eventTypeId : undefined);
  if (eventTypeId !== undefined && id !== undefined) return id === eventTypeId;
  const named = entry?.slug ?? ('eventTypeSlug' in eventType ? eventType.eventTypeSlug : undefined);
  if (slug === undefined || named?.toLowerCase() !== slug) return false;
  const username = 'username' in eventType ? eventType.username.toLowerCase() : undefined;
  const told = hosts.flatMap((host) => host.username ?? []);
  return username === undefined || told.length === 0 || told.includes(username);
};

const byHosts = (
  change: ChangeOfTime,
  entry: CatalogueEventType,
  booked: CatalogueEventType | undefined,
): 'shared' | 'none' => {
  // All hosts of it are taken together; of a round robin's one is, and of what is held, and he is told.
  const isOnes = (change.isHold === true || booked?.scheduling === 'roundRobin') && change.hosts.length > 0;
  const own = booked === undefined || isOnes ? [] : booked.hosts;
  const taken = [...change.hosts, ...own.map(hostName)];
  if (taken.length === 0) return 'shared';
  const hosts = entry.hosts.map(hostName);
  return taken.every((one) => hosts.every((host) => isSomebodyElse(one, host))) ? 'none' : 'shared';
};

/** A host of the catalogue's, by all that names him. */
export const hostName = ({ userId, email, username }: CatalogueHost): HostName => ({
  userId,
  ...(email === undefined ? {} : { email }),
  ...(username === undefined ? {} : { username: username.toLowerCase() }),
});

/** Whether two names are two people's for certain: what both tell, and it is not the same. */
const isSomebodyElse = (one: HostName, other: HostName): boolean => {
  if (one.userId !== undefined && other.userId !== undefined) return one.userId !== other.userId;
  if (one.email !== undefined && one.email === other.email) return false;
  if (one.username !== undefined && other.username !== undefined) return one.username !== other.username;
  return one.email !== undefined && other.email !== undefined;
};

/** By the names alone, of an event type that the catalogue does not know. */
const byName = ({ hosts, unlikely }: ChangeOfTime, eventType: EventType): 'shared' | 'unlikely' => {
  const usernames = hosts.flatMap(({ username }) => username ?? []);
  // Of somebody without a username nobody knows whom he is.
  if (hosts.length === 0 || usernames.length < hosts.length) return 'shared';
  if ('eventTypeId' in eventType) return unlikely.includes(eventType.eventTypeId) ? 'unlikely' : 'shared';
  // Nobody knows who is in a team.
  if ('teamSlug' in eventType) return 'shared';
  const own = 'usernames' in eventType ? eventType.usernames : [eventType.username];
  return own.some((username) => usernames.includes(username.toLowerCase())) ? 'shared' : 'unlikely';
};

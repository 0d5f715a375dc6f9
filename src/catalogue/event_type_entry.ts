/** An event type of Cal.com's as the catalogue keeps it. Pure. */
import type { AccountEventType } from '../calcom/account_body.ts';
import type { CatalogueEventType } from './catalogue_document.ts';

type Host = CatalogueEventType['hosts'][number];

/** What is known of people beyond what event types tell of their hosts. */
export interface KnownPerson {
  readonly username: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly organizationSlug: string | undefined;
}

/** Writes the entry. @param people by user id */
export const eventTypeEntry = (
  eventType: AccountEventType,
  people: ReadonlyMap<number, KnownPerson>,
): CatalogueEventType => {
  const { id, slug, title, hidden, lengthInMinutes: length, slotInterval, teamId, parentEventTypeId } = eventType;
  const { recurrence } = eventType;
  const seats = eventType.seats?.seatsPerTimeSlot;
  const bookingLimits = limitsOf(eventType.bookingLimitsCount);
  const durationLimits = limitsOf(eventType.bookingLimitsDuration);
  const hosts = hostsOf(eventType);
  const ownerId = eventType.ownerId ?? (teamId === undefined ? hosts[0]?.userId : undefined);
  return {
    id,
    slug,
    title,
    hidden,
    length,
    lengths: [...new Set([length, ...eventType.lengthInMinutesOptions])].sort((one, other) => one - other),
    ...(slotInterval === undefined ? {} : { slotInterval }),
    offsetStart: eventType.offsetStart,
    optimizedSlots: eventType.showOptimizedSlots,
    minimumNotice: eventType.minimumBookingNotice,
    beforeBuffer: eventType.beforeEventBuffer,
    afterBuffer: eventType.afterEventBuffer,
    firstSlotOnly: eventType.onlyShowFirstAvailableSlot,
    window: windowOf(eventType.bookingWindow),
    ...(seats === undefined ? {} : { seats }),
    ...(bookingLimits === undefined ? {} : { bookingLimits }),
    ...(durationLimits === undefined ? {} : { durationLimits }),
    ...(recurrence === undefined ? {} : { recurrence: recurrenceOf(recurrence) }),
    blocksUnconfirmed: eventType.confirmationPolicy?.blockUnconfirmedBookingsInBooker ?? false,
    // A team's event type without a type of its own takes the time of all its hosts.
    scheduling: eventType.schedulingType ?? (teamId === undefined ? 'person' : 'collective'),
    ...(parentEventTypeId === undefined ? {} : { parentId: parentEventTypeId }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(teamId === undefined ? {} : { teamId }),
    hosts: hosts.map((host) => withWhatIsKnown(host, people.get(host.userId))),
  };
};

const hostsOf = ({ hosts, users }: AccountEventType): readonly NamedHost[] =>
  hosts.length > 0 ? hosts : users.map(({ id, username, name }) => ({ userId: id, username, name }));

interface NamedHost {
  readonly userId: number;
  readonly username: string | undefined;
  readonly name: string | undefined;
}

const withWhatIsKnown = ({ userId, username, name }: NamedHost, known: KnownPerson | undefined): Host => {
  const host: Host = { userId };
  const knownUsername = username ?? known?.username;
  const knownName = name ?? known?.name;
  if (knownUsername !== undefined) host.username = knownUsername;
  if (knownName !== undefined) host.name = knownName;
  if (known?.email !== undefined) host.email = known.email.toLowerCase();
  if (known?.organizationSlug !== undefined) host.organizationSlug = known.organizationSlug;
  return host;
};

const windowOf = (window: AccountEventType['bookingWindow']): CatalogueEventType['window'] => {
  if ('disabled' in window) return { kind: 'none' };
  if (window.type === 'range') return { kind: 'range', from: window.value[0], until: window.value[1] };
  return {
    kind: window.rolling ? 'rolling-window' : 'rolling',
    days: window.value,
    countsBusinessDays: window.type === 'businessDays',
  };
};

const recurrenceOf = ({
  interval,
  occurrences,
  frequency,
}: NonNullable<AccountEventType['recurrence']>): NonNullable<CatalogueEventType['recurrence']> => ({
  interval,
  occurrences,
  ...(frequency === undefined ? {} : { frequency }),
});

type Limits = NonNullable<CatalogueEventType['bookingLimits']>;

const limitsOf = (limits: AccountEventType['bookingLimitsCount']): Limits | undefined => {
  const set = Object.entries(limits).filter(([, most]) => most !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
};

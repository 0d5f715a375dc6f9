/** The event type of a query of `GET /v2/slots`: Cal.com has four ways to name one. */
import type { EventType } from '../../calcom/event_type.ts';
import type { SlotsParameters } from './slots_parameters.ts';

/** One of the four ways. */
export interface EventTypeWay {
  /** The parameters that may stand beside the common ones. */
  readonly own: readonly string[];
  /** What `type` may say of it; anything for people. */
  readonly type: string | undefined;
  /** The event type, unless something was wrong. */
  readonly read: (read: SlotsParameters) => EventType | undefined;
}

/** The way of a query. By presence alone, as Cal.com tells them apart: `username` without its slug is taken for people, and refused as such. */
export const eventTypeWay = (read: SlotsParameters): EventTypeWay => {
  if (read.has('eventTypeId')) return BY_ID;
  if (read.has('eventTypeSlug') && read.has('username')) return BY_USER;
  if (read.has('eventTypeSlug') && read.has('teamSlug')) return BY_TEAM;
  return BY_PEOPLE;
};

const BY_ID: EventTypeWay = {
  own: ['eventTypeId'],
  type: 'byEventTypeId',
  read: (read) => {
    const eventTypeId = read.wholeNumber('eventTypeId');
    return eventTypeId === undefined ? undefined : { eventTypeId };
  },
};

const BY_USER: EventTypeWay = {
  own: ['eventTypeSlug', 'username', 'organizationSlug'],
  type: 'byUsernameAndEventTypeSlug',
  read: (read) => {
    const eventTypeSlug = read.requiredText('eventTypeSlug');
    const username = read.requiredText('username');
    const organization = readOrganization(read);
    return eventTypeSlug === undefined || username === undefined
      ? undefined
      : { eventTypeSlug, username, ...organization };
  },
};

const BY_TEAM: EventTypeWay = {
  own: ['eventTypeSlug', 'teamSlug', 'organizationSlug'],
  type: 'byTeamSlugAndEventTypeSlug',
  read: (read) => {
    const eventTypeSlug = read.requiredText('eventTypeSlug');
    const teamSlug = read.requiredText('teamSlug');
    const organization = readOrganization(read);
    return eventTypeSlug === undefined || teamSlug === undefined
      ? undefined
      : { eventTypeSlug, teamSlug, ...organization };
  },
};

const BY_PEOPLE: EventTypeWay = {
  own: ['usernames', 'organizationSlug'],
  type: undefined,
  read: (read) => {
    const usernames = readPeople(read);
    const organizationSlug = read.requiredText('organizationSlug');
    return usernames === undefined || organizationSlug === undefined ? undefined : { usernames, organizationSlug };
  },
};

const readOrganization = (read: SlotsParameters): { organizationSlug?: string } => {
  const organizationSlug = read.text('organizationSlug');
  return organizationSlug === undefined ? {} : { organizationSlug };
};

const readPeople = (read: SlotsParameters): readonly string[] | undefined => {
  const given = read.given('usernames');
  const people = typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given;
  const isList = Array.isArray(people);
  const names = isList ? people.filter((name) => typeof name === 'string') : [];
  const faults = [
    ...(isList && names.length === people.length ? [] : ['each value in usernames must be a string']),
    ...(isList && people.length >= 2 ? [] : ['The array must contain at least 2 elements.']),
    ...(isList ? [] : ['usernames must be an array']),
  ];
  return faults.length === 0 ? names : read.fault('usernames', ...faults);
};

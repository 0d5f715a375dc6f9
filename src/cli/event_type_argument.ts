import { UsageError } from './command.ts';

/** How an event type is written on the command line. */
export const EVENT_TYPE_HELP = `  EVENT_TYPE is an id (101), a person's (anna/intro), a team's (team:support/support-call), or several people (anna+bert).
  Within an organization, put its slug before: acme:anna/intro, acme:team:board/panel, acme:olga+pavel.`;

/** The fields of a request that name the event type. @throws {UsageError} for what names none */
export const eventTypeFields = (text: string): Record<string, unknown> => {
  if (/^\d+$/.test(text)) return { eventTypeId: Number(text) };
  const found = /^(?:(?!team:)([^:/+]+):)?(team:)?([^:/]+?)(?:\/([^:/]+))?$/.exec(text);
  const [, organizationSlug, team, name = '', eventTypeSlug] = found ?? [];
  const organization = organizationSlug === undefined ? {} : { organizationSlug };
  if (name.includes('+') && eventTypeSlug === undefined) return { usernames: name.split('+'), ...organization };
  if (eventTypeSlug === undefined) {
    throw new UsageError(`${text} names no event type: write an id, username/slug, team:slug/slug, or name+name`);
  }
  return { eventTypeSlug, [team === undefined ? 'username' : 'teamSlug']: name, ...organization };
};

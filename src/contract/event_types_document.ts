/** `GET /v1/event-types`: what the account has, for agents and people who do not know ids by heart. */
import { z } from 'zod';
import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueDocument, CatalogueEventType } from '../catalogue/catalogue_document.ts';

/** What may be asked of the list. */
export const eventTypesQuerySchema = z.strictObject({
  q: z.string().trim().min(1).max(200).optional().meta({
    description: 'Words that stand in the title, the slug, or the name or username of a host, in any case.',
  }),
  username: z.string().trim().min(1).max(200).optional().meta({ description: 'Of a host.' }),
  team: z.string().trim().min(1).max(200).optional().meta({ description: "A team's slug." }),
});

/** What may be asked of the list. */
export type EventTypesQuery = z.output<typeof eventTypesQuerySchema>;

const listedSchema = z.object({
  id: z.int(),
  title: z.string(),
  slug: z.string(),
  team: z.string().optional().meta({ description: "The team's slug." }),
  names: z
    .array(z.record(z.string(), z.string()))
    .readonly()
    .meta({ description: 'Other ways to name it, as the fields of a verification.' }),
  length: z.number().meta({ description: 'Minutes, where no duration is asked for.' }),
  lengths: z.array(z.number()).readonly().meta({ description: 'Every duration that it has, in minutes.' }),
  minimumNotice: z.number().meta({ description: 'Nothing starts sooner than so many minutes from now.' }),
  seats: z.int().optional(),
  recurrence: z
    .object({ interval: z.int(), occurrences: z.int(), frequency: z.string().optional() })
    .optional()
    .meta({
      description:
        'A booking of it is a series of so many: every `interval` years, months or weeks, as `frequency` says (`yearly`, `monthly`, `weekly`). ' +
        'Cal.com looks at the first alone before it books them all.',
    }),
  hidden: z.boolean(),
  scheduling: z.enum(['person', 'roundRobin', 'collective']),
  hosts: z.array(z.object({ username: z.string().optional(), name: z.string().optional() })).readonly(),
  timeZone: z.string().optional().meta({ description: 'Of its host, where that is the owner of the key.' }),
  warm: z.boolean().meta({ description: 'Whether days of it are cached.' }),
});

/** The list. */
export const eventTypesDocumentSchema = z
  .object({
    readAt: z.iso.datetime().nullable().meta({ description: 'When Cal.com was asked; null before it ever was.' }),
    eventTypes: z.array(listedSchema).readonly(),
    missing: z.array(z.string()).readonly().meta({ description: 'What the key may not see, in words.' }),
  })
  .meta({ id: 'EventTypes', description: 'The event types of the account, as far as its key may see them.' });

/** The list. */
export type EventTypesDocument = z.output<typeof eventTypesDocumentSchema>;

/** What is known of an event type beside the document. */
export interface ListedFacts {
  isWarm(eventType: CatalogueEventType): boolean;
  namesOf(eventType: CatalogueEventType): readonly EventType[];
}

/**
 * Lists what a query asks for, by title. A managed event type's template cannot be booked and is left out; its copies are there.
 * @param document undefined before anything was read
 */
export const eventTypesDocument = (
  document: CatalogueDocument | undefined,
  query: EventTypesQuery,
  { isWarm, namesOf }: ListedFacts,
): EventTypesDocument => {
  if (document === undefined) return { readAt: null, eventTypes: [], missing: [] };
  const teams = new Map(document.teams.map(({ teamId, slug }) => [teamId, slug]));
  const listed = document.eventTypes.flatMap((eventType) => {
    const { scheduling, teamId } = eventType;
    if (scheduling === 'managed') return [];
    const team = teamId === undefined ? undefined : teams.get(teamId);
    if (!fits(eventType, team, query)) return [];
    const { me } = document;
    const isOwn = eventType.hosts.length > 0 && eventType.hosts.every(({ userId }) => userId === me?.userId);
    return [
      listedOf(eventType, scheduling, {
        team,
        timeZone: isOwn ? me?.timeZone : undefined,
        names: namesOf(eventType).map(namedFields),
        warm: isWarm(eventType),
      }),
    ];
  });
  return {
    readAt: new Date(document.readAt).toISOString(),
    eventTypes: listed.sort((one, other) => one.title.localeCompare(other.title, 'en') || one.id - other.id),
    missing: document.missing,
  };
};

const fits = (
  { title, slug, hosts }: CatalogueEventType,
  team: string | undefined,
  query: EventTypesQuery,
): boolean => {
  const isSame = (text: string | undefined, wanted: string): boolean => text?.toLowerCase() === wanted.toLowerCase();
  const { q, username } = query;
  if (query.team !== undefined && !isSame(team, query.team)) return false;
  if (username !== undefined && !hosts.some((host) => isSame(host.username, username))) return false;
  if (q === undefined) return true;
  const words = [title, slug, ...hosts.flatMap((host) => [host.name ?? '', host.username ?? ''])]
    .join('\n')
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
};

type Listed = EventTypesDocument['eventTypes'][number];

const namedFields = (name: EventType): Record<string, string> =>
  Object.fromEntries(Object.entries(name).map(([field, value]) => [field, String(value)]));

const listedOf = (
  { id, title, slug, length, lengths, minimumNotice, seats, recurrence, hidden, hosts }: CatalogueEventType,
  scheduling: 'person' | 'roundRobin' | 'collective',
  {
    team,
    timeZone,
    names,
    warm,
  }: Pick<Listed, 'names' | 'warm'> & { team: string | undefined; timeZone: string | undefined },
): Listed => ({
  id,
  title,
  slug,
  ...(team === undefined ? {} : { team }),
  names,
  length,
  lengths,
  minimumNotice,
  ...(seats === undefined ? {} : { seats }),
  ...(recurrence === undefined ? {} : { recurrence }),
  hidden,
  scheduling,
  hosts: hosts.map(({ username, name }) => ({
    ...(username === undefined ? {} : { username }),
    ...(name === undefined ? {} : { name }),
  })),
  ...(timeZone === undefined ? {} : { timeZone }),
  warm,
});

/** `list_event_types`, and which event type a call names. */
import { z } from 'zod';
import { ArgumentFault, textOf } from './arguments.ts';
import { failedResult } from './failed.ts';
import type { Tool, ToolCaller } from './tool.ts';

const listedSchema = z.object({
  eventTypes: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      lengths: z.array(z.number()),
      hidden: z.boolean(),
      hosts: z.array(z.object({ name: z.string().optional(), username: z.string().optional() })),
    }),
  ),
});

type Listed = z.output<typeof listedSchema>['eventTypes'];

/** A model reads no more than so many with profit. */
const MOST_LISTED = 50;

/** Asks the api what the account has. */
const list = async ({ ask }: ToolCaller, search: string | undefined) => {
  const query = search === undefined ? '' : `?q=${encodeURIComponent(search)}`;
  const answer = await ask('GET', `/v1/event-types${query}`);
  const read = listedSchema.safeParse(answer.body).data;
  return { answer, eventTypes: read?.eventTypes.filter(({ hidden }) => !hidden) };
};

/** The tool. */
export const listEventTypes: Tool = {
  name: 'list_event_types',
  title: 'List what can be booked',
  description:
    'What can be booked: id, title, lengths in minutes and hosts. Call it first, once, to learn the id that every other tool wants as event_type.',
  input: z.object({
    search: z
      .string()
      .max(200)
      .nullish()
      .meta({ description: 'Words of a title or of a host. Leave it out to get all.' }),
  }),
  isReadOnly: true,
  isIdempotent: true,
  run: async (args, caller) => {
    const { answer, eventTypes } = await list(caller, textOf(args, 'search'));
    if (eventTypes === undefined) return failedResult(answer.body, 'en', caller.now);
    return {
      say: eventTypes.length === 0 ? 'Nothing can be booked under these words.' : inWords(eventTypes),
      output: { outcome: 'event_types', event_types: eventTypes.slice(0, MOST_LISTED).map(shown) },
      isError: false,
    };
  },
};

const shown = ({ id, title, lengths, hosts }: Listed[number]) => ({
  id,
  title,
  minutes: lengths,
  hosts: hosts.flatMap(({ name, username }) => name ?? username ?? []),
});

const inWords = (eventTypes: Listed): string =>
  `There is ${eventTypes
    .slice(0, 3)
    .map(({ title }) => title)
    .join(', ')}${eventTypes.length > 3 ? `, and ${eventTypes.length - 3} more` : ''}.`;

/**
 * The id that a call names: the id itself, or words that only one event type has, since models put titles there.
 * @throws {ArgumentFault} where it names none, or several
 */
export const eventTypeIdOf = async (args: Readonly<Record<string, unknown>>, caller: ToolCaller): Promise<number> => {
  const named = textOf(args, 'event_type');
  if (named === undefined) throw new ArgumentFault('event_type is missing: take an id from list_event_types.');
  if (/^\d{1,10}$/.test(named)) return Number(named);
  const { eventTypes = [] } = await list(caller, named);
  const [only, ...others] = eventTypes;
  if (only !== undefined && others.length === 0) return only.id;
  const found = eventTypes.slice(0, 5).map(({ id, title }) => `${id} (${title})`);
  throw new ArgumentFault(
    found.length === 0
      ? `event_type must be an id from list_event_types, not "${named}".`
      : `event_type "${named}" may be ${found.join(' or ')}: give one of these ids.`,
  );
};

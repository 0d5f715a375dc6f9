/** `slotproof event-types`: what the account has. */
import { eventTypesDocumentSchema, type EventTypesDocument } from '../contract/event_types_document.ts';
import { API_HELP, API_OPTIONS, apiOf } from './api_client.ts';
import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { problemInWords } from './problem_in_words.ts';

/** The command. */
export const eventTypes: Command = {
  summary: 'list what the account has',
  help: `slotproof event-types [options]

  --q WORDS          in the title, the slug or the name of a host
  --username NAME    of a host
  --team SLUG        of a team
${API_HELP}`,
  run: async (args, { env, say, note }) => {
    const { values, positionals } = readArguments(args, {
      ...API_OPTIONS,
      q: { type: 'string' },
      username: { type: 'string' },
      team: { type: 'string' },
    });
    if (positionals.length > 0)
      throw new UsageError(`event-types takes no ${positionals.join(' ')}; did you mean --q?`);
    const query = new URLSearchParams();
    for (const name of ['q', 'username', 'team'] as const)
      if (values[name] !== undefined) query.set(name, values[name]);
    const { status, body } = await apiOf(values, env)('GET', `/v1/event-types?${query}`);
    const list = eventTypesDocumentSchema.safeParse(body).data;
    if (values.json) say(JSON.stringify(body));
    else if (list === undefined) for (const line of problemInWords(status, body)) say(line);
    else {
      for (const line of inWords(list)) say(line);
      for (const missing of list.missing) note(`missing: ${missing}`);
    }
    return list === undefined ? 1 : 0;
  },
};

const inWords = ({ readAt, eventTypes: listed }: EventTypesDocument): readonly string[] => {
  if (readAt === null) return ['The account was not read yet.'];
  if (listed.length === 0) return ['There is none.'];
  return listed.map(({ id, title, lengths, team, hosts, warm, recurrence, hidden }) => {
    const whose = [
      ...(team === undefined ? [] : [`team ${team}`]),
      ...hosts.map(({ username, name }) => username ?? name ?? '?'),
    ];
    const marks = [
      ...(warm ? ['warm'] : []),
      ...(recurrence === undefined ? [] : [`a series of ${recurrence.occurrences}`]),
      ...(hidden ? ['hidden'] : []),
    ];
    return `${String(id).padStart(8)}  ${title}  ${lengths.join('/')} min  ${whose.join(', ')}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`;
  });
};

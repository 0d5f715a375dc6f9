/** `slotproof verify`: is a slot free, and if not, what is? */
import { z } from 'zod';
import { API_HELP, API_OPTIONS, type ApiReply, apiOf, type AskApi } from './api_client.ts';
import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { EVENT_TYPE_HELP, eventTypeFields } from './event_type_argument.ts';
import { problemInWords } from './problem_in_words.ts';

const slot = z.object({ start: z.string() });
const answerSchema = z.object({
  id: z.string().optional(),
  status: z.string(),
  requested: z.object({ start: z.string(), timeZone: z.string() }),
  outcome: z.string().optional(),
  alternatives: z.array(slot.extend({ strategy: z.string() })).optional(),
  freshness: z.string().optional(),
  ageSeconds: z.number().optional(),
  error: z.unknown().optional(),
});

/** An answer that is not there yet is asked for so often: with its own waits, a few minutes. */
const MOST_POLLS = 8;

/** The command. */
export const verify: Command = {
  summary: 'ask whether a slot is free, and what is instead',
  help: `slotproof verify EVENT_TYPE START [options]

  START is a local time (2026-12-01T14:00) or one with an offset (2026-12-01T14:00+01:00).
${EVENT_TYPE_HELP}

  --zone ZONE      the caller's IANA time zone (this machine's, unless given)
  --duration MIN   of an event type with several lengths
${API_HELP}

Ends with 0 where the slot is free, 1 where it is not or there is no answer.`,
  run: async (args, { env, say }) => {
    const { values, positionals } = readArguments(args, {
      ...API_OPTIONS,
      zone: { type: 'string' },
      duration: { type: 'string' },
    });
    const [eventType, start, ...more] = positionals;
    if (eventType === undefined || start === undefined || more.length > 0) {
      throw new UsageError('verify wants an event type and a start, such as: slotproof verify 101 2026-12-01T14:00');
    }
    if (values.duration !== undefined && !/^\d+$/.test(values.duration)) {
      throw new UsageError(`--duration ${values.duration} is no number of minutes`);
    }
    const ask = apiOf(values, env);
    const reply = await ended(
      ask,
      await ask('POST', '/v1/verifications', {
        ...eventTypeFields(eventType),
        start,
        timeZone: values.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(values.duration === undefined ? {} : { duration: Number(values.duration) }),
      }),
    );
    const answer = answerSchema.safeParse(reply.body).data;
    if (values.json) say(JSON.stringify(reply.body));
    else for (const line of inWords(reply, answer)) say(line);
    return answer?.outcome === 'available' ? 0 : 1;
  },
};

type Answer = z.output<typeof answerSchema>;

const ended = async (ask: AskApi, first: ApiReply): Promise<ApiReply> => {
  let reply = first;
  for (let poll = 0; poll < MOST_POLLS && reply.status === 202; poll++) {
    const id = answerSchema.safeParse(reply.body).data?.id;
    if (id === undefined) break;
    const polled = await ask('GET', `/v1/verifications/${id}`, undefined, { prefer: 'wait=30' });
    reply = isUnderWay(polled) ? { ...polled, status: 202 } : polled;
  }
  return reply;
};

const isUnderWay = ({ body }: ApiReply): boolean =>
  ['queued', 'active'].includes(answerSchema.safeParse(body).data?.status ?? '');

const inWords = (reply: ApiReply, answer: Answer | undefined): readonly string[] => {
  if (answer === undefined) return problemInWords(reply.status, reply.body);
  if (answer.error !== undefined) return problemInWords(reply.status, answer.error);
  const { requested, outcome, alternatives = [], freshness, ageSeconds, id } = answer;
  if (outcome === undefined) return [`Not answered yet. Ask again: GET /v1/verifications/${id}`];
  const when = `${requested.start} (${requested.timeZone})`;
  const age = `${freshness}, ${ageSeconds} s old`;
  if (outcome === 'available') return [`${when} is free.`, age];
  if (alternatives.length === 0) return [`${when} is not free, and nothing near it is.`, age];
  return [
    `${when} is not free. Near it:`,
    ...alternatives.map(({ start, strategy }) => `  ${start}  ${strategy.replaceAll('_', ' ')}`),
    age,
  ];
};

/** `check_slot` and `find_slots`: a verification each. */
import { z } from 'zod';
import { clarificationSchema, speechSchema } from '../contract/speech_schema.ts';
import {
  askAgainArgument,
  callerArguments,
  durationArgument,
  eventTypeArgument,
  languageOf,
  numberOf,
  requiredTextOf,
  textOf,
  zoneOf,
} from './arguments.ts';
import { eventTypeIdOf } from './event_types.ts';
import { failedResult } from './failed.ts';
import { MOST_OFFERED, offeredIn } from './options.ts';
import { type ApiAnswer, spokenResult, type Tool, type ToolCaller, type ToolResult } from './tool.ts';

const slot = z.object({ start: z.string() });
const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('completed'),
    slot: slot.optional(),
    alternatives: z.array(slot),
    speech: speechSchema,
  }),
  z.object({ status: z.enum(['queued', 'active']), id: z.string(), speech: speechSchema }),
]);

const WHEN =
  'When, in the words of the caller ("tomorrow at 2 pm", "next Tuesday afternoon", "morgen um halb drei"), or RFC 3339. Do not work out dates yourself.';

const when = (description: string) => z.string().max(200).nullish().meta({ description });

const question = (whenText: string) =>
  z.object({
    event_type: eventTypeArgument,
    when: when(whenText),
    ...callerArguments,
    ...durationArgument,
    ...askAgainArgument,
  });

/** Is one time free? */
export const checkSlot: Tool = {
  name: 'check_slot',
  title: 'Check a time',
  description:
    'Whether one certain time is free, and if not, what near it is. Use it when the caller names a day and a time. Offer only what it answers with.',
  input: question(WHEN),
  isReadOnly: true,
  isIdempotent: true,
  run: (args, caller) => verify(args, caller, requiredWhen),
};

/** What is free? */
export const findSlots: Tool = {
  name: 'find_slots',
  title: 'Find free times',
  description:
    'The first free times on some days or in a part of a day ("next week", "Friday afternoon"), or the very first without `when`. Use it when the caller names no certain time.',
  input: question('Days or a part of a day, in the words of the caller. Leave it out for the first free times.'),
  isReadOnly: true,
  isIdempotent: true,
  run: (args, caller) => verify(args, caller, () => textOf(args, 'when') ?? 'as soon as possible'),
};

const requiredWhen = (args: Readonly<Record<string, unknown>>): string =>
  requiredTextOf(args, 'when', 'say when, in the words of the caller.');

const verify = async (
  args: Readonly<Record<string, unknown>>,
  caller: ToolCaller,
  whenOf: (args: Readonly<Record<string, unknown>>) => string,
): Promise<ToolResult> => {
  const language = languageOf(args);
  const id = textOf(args, 'ask_again_id');
  if (id !== undefined) {
    const path = `/v1/verifications/${encodeURIComponent(id)}?language=${encodeURIComponent(language)}`;
    const answer = await caller.ask('GET', path, undefined, { prefer: 'wait=5' });
    return resultOf(answer, language, caller);
  }
  const timeZone = zoneOf(args, caller);
  const duration = numberOf(args, 'duration_minutes');
  const body = {
    eventTypeId: await eventTypeIdOf(args, caller),
    when: whenOf(args),
    timeZone,
    language,
    maxAlternatives: MOST_OFFERED,
    ...(duration === undefined ? {} : { duration }),
  };
  const answer = await caller.ask('POST', '/v1/verifications', body);
  return resultOf(answer, language, caller);
};

const resultOf = ({ status, body }: ApiAnswer, language: string, { now }: ToolCaller): ToolResult => {
  if (status >= 300) return failedResult(body, language, now);
  const unclear = clarificationSchema.safeParse(body).data;
  if (unclear !== undefined) return spokenResult(unclear.speech, { outcome: 'needs_clarification' });
  const read = answerSchema.safeParse(body).data;
  if (read === undefined) {
    const failed = z.object({ status: z.literal('failed'), error: z.unknown() }).safeParse(body).data;
    return failedResult(failed?.error, language, now);
  }
  const { speech } = read;
  if (read.status !== 'completed') return spokenResult(speech, { outcome: 'pending', ask_again_id: read.id });
  const { slot: free, alternatives } = read;
  if (free !== undefined) return spokenResult(speech, { outcome: 'free', start: free.start });
  if (alternatives.length === 0) return spokenResult(speech, { outcome: 'none' });
  return spokenResult(speech, { outcome: 'options', options: offeredIn(speech) });
};

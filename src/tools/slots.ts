/** `check_slot`, `find_slots` and `hold_slot`: a verification each. */
import { z } from 'zod';
import { clarificationSchema } from '../contract/speech_schema.ts';
import { speechDocument } from '../contract/speech_document.ts';
import type { Message } from '../speech/speak.ts';
import { epochMs } from '../verification/time.ts';
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
import { sayOptions } from './options.ts';
import { type ApiAnswer, spokenResult, type Tool, type ToolCaller, type ToolResult } from './tool.ts';

const slot = z.object({ start: z.string() });
const decidedSchema = z.object({
  status: z.literal('completed'),
  outcome: z.enum(['available', 'alternatives', 'unavailable']),
  requested: z.object({ start: z.string(), timeZone: z.string() }),
  slot: slot.optional(),
  alternatives: z.array(slot),
  hold: z.object({ id: z.string(), slot }).optional(),
});
const pendingSchema = z.object({ id: z.string(), status: z.enum(['queued', 'active']) });

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

/** The most that a caller keeps in mind. */
const MOST_OFFERED = 3;

/** Is one time free? */
export const checkSlot: Tool = {
  name: 'check_slot',
  title: 'Check a time',
  description:
    'Whether one certain time is free, and if not, what near it is. Use it when the caller names a day and a time. Offer only what it answers with.',
  input: question(WHEN),
  isReadOnly: true,
  isIdempotent: true,
  run: (args, caller) => verify(args, caller, requiredWhen, {}),
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
  run: (args, caller) => verify(args, caller, () => textOf(args, 'when') ?? 'as soon as possible', {}),
};

/** Keeps a time. */
export const holdSlot: Tool = {
  name: 'hold_slot',
  title: 'Keep a time for the caller',
  description:
    'Keeps one free time for a few minutes, while the caller gives a name and an address. Hand the hold_id to book_slot. It ends by itself.',
  input: question('The `start` of an earlier answer, exactly as it was.'),
  isReadOnly: false,
  isIdempotent: true,
  run: (args, caller) => verify(args, caller, requiredWhen, { hold: true }),
};

const requiredWhen = (args: Readonly<Record<string, unknown>>): string =>
  requiredTextOf(args, 'when', 'say when, in the words of the caller.');

const verify = async (
  args: Readonly<Record<string, unknown>>,
  caller: ToolCaller,
  whenOf: (args: Readonly<Record<string, unknown>>) => string,
  more: Readonly<Record<string, unknown>>,
): Promise<ToolResult> => {
  const language = languageOf(args);
  const id = textOf(args, 'ask_again_id');
  if (id !== undefined) {
    const answer = await caller.ask('GET', `/v1/verifications/${encodeURIComponent(id)}`, undefined, {
      prefer: 'wait=5',
    });
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
    ...more,
  };
  const key = 'hold' in more ? caller.callKey : undefined;
  const answer = await caller.ask(
    'POST',
    '/v1/verifications',
    body,
    key === undefined ? {} : { 'idempotency-key': key },
  );
  return resultOf(answer, language, caller);
};

const resultOf = (answer: ApiAnswer, language: string, { now, usualZone }: ToolCaller): ToolResult => {
  const { status, body } = answer;
  if (status >= 300) return failedResult(answer, language, now);
  const unclear = clarificationSchema.safeParse(body).data;
  if (unclear !== undefined) return spokenResult(unclear.speech, { outcome: 'needs_clarification' });
  const hearerIn = (timeZone: string) => ({
    language,
    listener: { timeZone, usualZone, now, style: 'clock' } as const,
  });
  const pending = pendingSchema.safeParse(body).data;
  if (pending !== undefined) {
    const speech = speechDocument({ sentence: 'later' }, hearerIn(usualZone ?? 'UTC'));
    return spokenResult(speech, { outcome: 'pending', ask_again_id: pending.id });
  }
  const decided = decidedSchema.safeParse(body).data;
  if (decided === undefined) return failedResult({ status: 500, body }, language, now);
  const hearer = hearerIn(decided.requested.timeZone);
  const { hold, slot: free, alternatives } = decided;
  const spokenBefore = speechOf(body);
  const say = (message: Message): string => spokenBefore ?? speechDocument(message, hearer).text;
  if (hold !== undefined) {
    const { start } = hold.slot;
    return held(say({ sentence: 'held', about: epochMs(Date.parse(start)) }), hold.id, start);
  }
  if (free !== undefined) {
    const text = say({ sentence: 'available', about: epochMs(Date.parse(free.start)) });
    return { say: text, output: { outcome: 'free', start: free.start }, isError: false };
  }
  const options = sayOptions(alternatives.slice(0, MOST_OFFERED), hearer);
  const instants = options.map(({ start }) => epochMs(Date.parse(start)));
  if (options.length === 0) {
    return { say: say({ sentence: 'nothingFree' }), output: { outcome: 'none' }, isError: false };
  }
  return {
    say: say({ sentence: 'offers', options: instants }),
    output: { outcome: 'options', options },
    isError: false,
  };
};

const held = (say: string, holdId: string, start: string): ToolResult => ({
  say,
  output: { outcome: 'held', start, hold_id: holdId },
  isError: false,
});

const speechOf = (body: unknown): string | undefined =>
  z.object({ speech: z.object({ text: z.string() }) }).safeParse(body).data?.speech.text;

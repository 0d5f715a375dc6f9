/** What is said of when, how an answer is said, and what is asked where it is unclear when. */
import { z } from 'zod';
import type { SpokenTo } from '../queues/job_queue/spoken_to.ts';
import { TIME_STYLES } from '../speech/spoken_time.ts';

/** The longest phrase that says when. */
const LONGEST_PHRASE = 200;

/** The fields of a request whose answer is to be said. */
export const spokenShape = {
  language: z
    .string()
    .min(2)
    .max(35)
    .optional()
    .meta({
      description:
        'BCP 47. The answer then has a sentence to speak; en, de, fr, es, it, nl and pt are spoken, any other gets English.',
      examples: ['de'],
    }),
  speechStyle: z.enum(TIME_STYLES).optional().meta({
    description: 'How times are said: `clock` (14 Uhr 30), which holds unless given, or `spoken` (halb drei).',
  }),
};

/** Those fields as they were given. */
export type SpokenFields = z.output<z.ZodObject<typeof spokenShape>>;

/** How somebody wants to be spoken to; undefined where no sentence is asked for. @param usualZone the zone that goes without saying */
export const spokenToOf = (
  { language, speechStyle }: SpokenFields,
  usualZone: string | undefined,
): SpokenTo | undefined =>
  language === undefined ? undefined : { language, style: speechStyle ?? 'clock', usualZone };

/** The fields of a question that is put as people put it. */
export const saidShape = {
  when: z
    .string()
    .min(1)
    .max(LONGEST_PHRASE)
    .optional()
    .meta({
      description:
        'In place of `start`: when, as people say it, in `language`: "tomorrow at 2 pm", "nächsten Dienstag Nachmittag", "as soon as possible". What stays unclear is answered with a question.',
      examples: ['tomorrow at 2 pm'],
    }),
  ...spokenShape,
};

/** A sentence to speak, and its parts. */
export const speechSchema = z
  .strictObject({
    language: z.string().meta({ description: 'That it is in.', examples: ['en'] }),
    text: z.string().meta({ description: 'To be spoken as it is.' }),
    parts: z
      .array(
        z.strictObject({
          role: z.enum(['about', 'option']),
          start: z.string().meta({ format: 'date-time', examples: ['2026-12-01T14:00:00+01:00'] }),
          day: z.string().meta({ examples: ['tomorrow'] }),
          time: z.string().meta({ examples: ['2 in the afternoon'] }),
        }),
      )
      .meta({ description: 'The times in it, in their order, to make another sentence of.' }),
  })
  .meta({ id: 'Speech', description: 'A sentence for the caller.' });

/** Where it is unclear when. */
export const clarificationSchema = z
  .strictObject({
    status: z.literal('unclear'),
    outcome: z.literal('needs_clarification'),
    why: z.enum(['nothing', 'day', 'date', 'past', 'several']).meta({
      description:
        '`nothing`: it names no time. `day`: no day, or one that is not understood. `date`: there is no such date or time. `past`: it has passed. `several`: it may mean more than one.',
    }),
    question: z.string().meta({ description: 'To be asked as it is.' }),
    understood: z
      .strictObject({
        date: z.string().optional(),
        time: z.string().optional(),
        partOfDay: z.enum(['morning', 'afternoon', 'evening']).optional(),
      })
      .meta({ description: 'What was.' }),
    dates: z.array(z.string()).meta({ description: 'Those that it may mean, where it may mean several.' }),
    speech: speechSchema,
  })
  .meta({ id: 'Clarification', description: 'It is unclear when: ask the caller this one question.' });

/** Where it is unclear when. */
export type ClarificationDocument = z.output<typeof clarificationSchema>;

/** A sentence to speak. */
export type SpeechDocument = z.output<typeof speechSchema>;

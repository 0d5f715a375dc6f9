import { z } from 'zod';
import { alternativeSchema } from './slot_schema.ts';
import { speechSchema } from './speech_schema.ts';

/** The published shape of a problem document. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({
      description: 'Stable: what went wrong, for programs.',
      examples: ['urn:slotproof:problem:invalid'],
    }),
    title: z.string().meta({ description: 'The same for every problem of the type.' }),
    status: z.int().min(400).max(599).meta({ description: 'The HTTP status.' }),
    detail: z.string().optional().meta({ description: 'What went wrong this time, for people.' }),
    help: z.string().meta({
      description: 'Where people read what happened and what to do: a path at this service, open to everyone.',
      examples: ['/problems/invalid'],
    }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().meta({ description: 'A JSON pointer (RFC 6901) into the body.' }),
          header: z.string().optional().meta({ description: 'The name of a header.' }),
          parameter: z.string().optional().meta({ description: 'The name of a parameter.' }),
          reason: z.string().meta({ description: 'What is wrong with it, to be read after its name.' }),
        }),
      )
      .optional()
      .meta({ description: 'Everything that is wrong with the request, at once.' }),
    alternatives: z
      .array(alternativeSchema)
      .optional()
      .meta({ description: 'Of a slot that is taken: what is free instead, nearest first.' }),
    speech: speechSchema
      .optional()
      .meta({ description: 'Where `language` was given, and there is something to say to the caller.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457: what went wrong.' });

/** A hold as the outside asks for it and sees it. */
import { z } from 'zod';
import type { HoldRecord } from '../booking/hold_record.ts';
import { instant, slotShape } from './slot_schema.ts';
import { speechSchema } from './speech_schema.ts';
import { zonedText } from './zoned_time.ts';

/** The most minutes that can be asked for. What a key may ask for is Cal.com's to say. */
const MOST_MINUTES = 60;

const minutesFault = `must be a whole number from 1 to ${MOST_MINUTES}`;

/** For how long a slot is held. */
export const holdMinutesSchema = z
  .int({ error: minutesFault })
  .min(1, { error: minutesFault })
  .max(MOST_MINUTES, { error: minutesFault });

/** The published shape of a hold. */
export const holdDocumentSchema = z
  .strictObject({
    id: z.string().meta({
      description: 'To book by, and to give back.',
      examples: ['5c8b4f2a-0d0b-4f52-8f0e-3f5a5f2c9a11'],
    }),
    eventTypeId: z.int(),
    slot: z.strictObject({ start: slotShape.start, end: slotShape.end }),
    until: instant('When it ends by itself.'),
    speech: speechSchema.optional().meta({ description: 'Where `language` was given to `/v1/holds`.' }),
  })
  .meta({ id: 'Hold', description: 'A slot that nobody else is offered for some minutes.' });

/** The JSON of a hold. */
export type HoldDocument = z.output<typeof holdDocumentSchema>;

/** Writes the document of a hold. */
export const holdDocument = ({ id, eventTypeId, start, end, until, timeZone }: HoldRecord): HoldDocument => ({
  id,
  eventTypeId,
  slot: { start: zonedText(start, timeZone), end: zonedText(end, timeZone) },
  until: zonedText(until, timeZone),
});

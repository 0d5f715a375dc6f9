/** Slots as documents show them. */
import { z } from 'zod';

/** An instant, RFC 3339. */
export const instant = (description: string) =>
  z.string().meta({ description, format: 'date-time', examples: ['2026-12-01T14:00:00+01:00'] });

/** The fields of a slot. */
export const slotShape = {
  start: instant('In the zone of the request.'),
  end: instant('In the zone of the request.'),
  seatsRemaining: z.int().min(0).optional().meta({ description: 'Of an event type with seats.' }),
};

/** A slot that is offered instead. */
export const alternativeSchema = z
  .strictObject({
    ...slotShape,
    strategy: z.enum(['same_day', 'next_workday', 'next_week', 'next_available']).meta({
      description: 'What found it.',
    }),
    minutesFromRequested: z.number().meta({ description: 'Negative when it is earlier than the requested time.' }),
  })
  .meta({ id: 'Alternative', description: 'A slot that Cal.com listed, near the requested one.' });

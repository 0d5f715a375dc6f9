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

/** Whose a slot is. */
export const namedEventTypeShape = {
  eventType: z
    .union([
      z.strictObject({ eventTypeId: z.int() }),
      z.strictObject({ eventTypeSlug: z.string(), username: z.string(), organizationSlug: z.string().optional() }),
      z.strictObject({ eventTypeSlug: z.string(), teamSlug: z.string(), organizationSlug: z.string().optional() }),
      z.strictObject({ usernames: z.array(z.string()), organizationSlug: z.string().optional() }),
    ])
    .meta({ description: 'As the question named it.', examples: [{ eventTypeId: 101 }] }),
  hosts: z.array(z.int()).optional().meta({ description: 'Those of its hosts that alone were asked about.' }),
  label: z.string().optional().meta({ description: 'As the question gave it; of a team, the title.' }),
};

const { eventType, hosts, label } = namedEventTypeShape;

/** The fields of a slot that is one of several event types'. */
export const ownedSlotShape = { ...slotShape, eventType: eventType.optional(), hosts, label };

/** A slot that is offered instead. */
export const alternativeSchema = z
  .strictObject({
    ...ownedSlotShape,
    strategy: z.enum(['same_day', 'next_workday', 'next_week', 'next_available', 'first_free']).meta({
      description: 'What found it; `first_free` where no slot in particular was requested.',
    }),
    minutesFromRequested: z.number().meta({
      description:
        'Negative when it is earlier than the requested time. Of the first free, from where the search began.',
    }),
  })
  .meta({ id: 'Alternative', description: 'A slot that Cal.com listed, near the requested one.' });

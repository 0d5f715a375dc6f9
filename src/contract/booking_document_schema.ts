/** The published shape of a booking; `booking_document.ts` writes it. */
import { z } from 'zod';
import { problemSchema } from './problem_schema.ts';
import { alternativeSchema, instant, slotShape } from './slot_schema.ts';
import { speechSchema } from './speech_schema.ts';

const id = z.string().meta({
  description: 'Under which it is read, moved and cancelled here.',
  examples: ['0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11'],
});

const requested = z.strictObject({
  start: slotShape.start,
  end: slotShape.end.optional(),
  timeZone: z.string().meta({ examples: ['Europe/Berlin'] }),
});

const calcomBooking = z
  .strictObject({
    uid: z.string().meta({ description: "Cal.com's name for it." }),
    status: z.string().meta({ description: '`accepted`; `pending` where a host has to confirm it; `cancelled`.' }),
    start: slotShape.start,
    end: slotShape.end,
    eventType: z.strictObject({ id: z.int().optional(), slug: z.string().optional() }),
    hosts: z.array(
      z.strictObject({
        name: z.string().optional(),
        email: z.string().optional(),
        username: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'CalcomBooking', description: 'What Cal.com has of it.' });

const alternatives = z.array(alternativeSchema).meta({ description: 'What is free instead, nearest first.' });

const change = z
  .strictObject({
    kind: z.enum(['cancel', 'reschedule']),
    status: z.enum(['active', 'completed', 'taken', 'failed']),
    start: slotShape.start.optional(),
    alternatives: alternatives.optional(),
    error: problemSchema.optional(),
  })
  .meta({ id: 'BookingChange', description: 'The last change that was asked for.' });

/** A booking, wherever it stands. */
export const bookingDocumentSchema = z
  .strictObject({
    id,
    status: z.enum(['active', 'booked', 'taken', 'failed', 'cancelled']).meta({
      description:
        '`active`: it is being made. `booked`: it is in Cal.com. `taken`: Cal.com did not give the time. `failed`: it was not made. `cancelled`: it was made, and is cancelled.',
    }),
    requested,
    booking: calcomBooking.optional(),
    alternatives: alternatives.optional(),
    error: problemSchema.optional(),
    change: change.optional(),
    speech: speechSchema.optional().meta({ description: 'Where `language` was given.' }),
  })
  .meta({ id: 'Booking', description: 'A booking, wherever it stands. It names nobody who attends.' });

/** The body of a callback. */
export const bookingEventSchema = z
  .strictObject({
    type: z.enum(['booking.completed', 'booking.failed']),
    timestamp: instant('When the booking ended.'),
    data: bookingDocumentSchema,
  })
  .meta({ id: 'BookingEvent', description: 'How a booking ended.' });

/** The published shape of a verification; `verification_document.ts` writes it. */
import { z } from 'zod';
import { WHY_NOT } from '../verification/why_not.ts';
import { holdDocumentSchema } from './hold.ts';
import { problemSchema } from './problem_schema.ts';
import { speechSchema } from './speech_schema.ts';
import { alternativeSchema, instant, namedEventTypeShape, ownedSlotShape, slotShape } from './slot_schema.ts';

const date = (description: string) => z.string().meta({ description, format: 'date', examples: ['2026-12-01'] });

const requested = z.strictObject({
  start: slotShape.start,
  end: slotShape.end.optional(),
  timeZone: z.string().meta({ examples: ['Europe/Berlin'] }),
});

const id = z.string().meta({
  description: 'There when a job was made; what was answered from the cache has none.',
  examples: ['0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11'],
});

const freshness = z.enum(['fresh', 'stale', 'stale-if-error']);

const reason = z.enum(WHY_NOT).meta({
  description:
    'Why the requested slot cannot be booked, as far as that is certain. `busy`: it is listed, and the customer is busy. `full`: it has no seat left. `too-soon`: within the notice. `too-far`: past the booking window. `outside-hours`: outside `businessHours` and not listed. `not-listed`: no more is known.',
});

/** A verification that is decided. */
export const completedVerificationSchema = z
  .strictObject({
    id: id.optional(),
    status: z.literal('completed'),
    outcome: z.enum(['available', 'alternatives', 'unavailable']).meta({
      description:
        '`available`: the requested slot can be booked. `alternatives`: it cannot, others near it can. `unavailable`: neither.',
    }),
    requested,
    slot: z.strictObject(ownedSlotShape).optional().meta({ description: 'The requested slot, when it is available.' }),
    alternatives: z.array(alternativeSchema).meta({ description: 'Nearest first.' }),
    searched: z
      .strictObject({ from: date('The first local day.'), until: date('The last local day.') })
      .meta({ description: 'The days that the decision looked at.' }),
    freshness: freshness.meta({
      description:
        'Of the oldest day that the decision used (RFC 5861); `stale-if-error` also where Redis gave no answer.',
    }),
    verifiedAt: instant('When Cal.com was asked; in UTC.'),
    ageSeconds: z.int().min(0).meta({ description: 'Seconds since then.' }),
    reason: reason.optional(),
    eventTypes: z
      .array(
        z.strictObject({
          ...namedEventTypeShape,
          freshness,
          verifiedAt: instant('When Cal.com was asked for it; in UTC.'),
          ageSeconds: z.int().min(0),
          reason: reason.optional(),
        }),
      )
      .optional()
      .meta({ description: 'Of a question about several: those that were looked at, the preferred ones first.' }),
    partial: z.literal(true).optional().meta({ description: 'Some of several are not answered for.' }),
    unanswered: z
      .array(z.strictObject({ ...namedEventTypeShape, error: problemSchema.optional() }))
      .optional()
      .meta({
        description:
          'Which, and why. One without `error` is still worked on: the whole answer comes under the `id`, or by callback.',
      }),
    speech: speechSchema.optional().meta({ description: 'Where `language` was given.' }),
    hold: holdDocumentSchema
      .optional()
      .meta({ description: 'Where `hold` was asked for, and one of the slots could be held.' }),
  })
  .meta({ id: 'CompletedVerification', description: 'A verification that is decided.' });

/** A verification that is being worked on. */
export const pendingVerificationSchema = z
  .strictObject({ id, status: z.enum(['queued', 'active']), requested, speech: speechSchema.optional() })
  .meta({ id: 'PendingVerification', description: 'A verification that is being worked on.' });

/** A verification that ended without an answer. */
export const failedVerificationSchema = z
  .strictObject({ id, status: z.literal('failed'), requested, error: problemSchema, speech: speechSchema.optional() })
  .meta({ id: 'FailedVerification', description: 'A verification that ended without an answer.' });

/** A verification, wherever it stands. */
export const verificationDocumentSchema = z
  .discriminatedUnion('status', [completedVerificationSchema, pendingVerificationSchema, failedVerificationSchema])
  .meta({ id: 'Verification', description: 'A verification, wherever it stands.' });

/** The body of a callback. */
export const callbackEventSchema = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('verification.completed'),
        timestamp: instant('When the verification ended.'),
        data: completedVerificationSchema,
      })
      .meta({ id: 'VerificationCompleted', description: 'A verification was decided.' }),
    z
      .strictObject({
        type: z.literal('verification.failed'),
        timestamp: instant('When the verification ended.'),
        data: failedVerificationSchema,
      })
      .meta({ id: 'VerificationFailed', description: 'A verification ended without an answer.' }),
  ])
  .meta({ id: 'CallbackEvent', description: 'How a verification ended.' });

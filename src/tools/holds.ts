/** `hold_slot`. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { speechSchema } from '../contract/speech_schema.ts';
import { zonedText } from '../contract/zoned_time.ts';
import { callerArguments, durationArgument, eventTypeArgument, languageOf, numberOf, zoneOf } from './arguments.ts';
import { eventTypeIdOf } from './event_types.ts';
import { failedResult } from './failed.ts';
import { MOST_OFFERED, offeredIn } from './options.ts';
import { timeOf } from './said_time.ts';
import { spokenResult, type Tool } from './tool.ts';

const heldSchema = z.object({ id: z.string(), slot: z.object({ start: z.string() }), speech: speechSchema });
const takenSchema = z.object({ type: z.literal('urn:slotproof:problem:slot-taken'), speech: speechSchema });

/** Keeps a time. */
export const holdSlot: Tool = {
  name: 'hold_slot',
  title: 'Keep a time for the caller',
  description:
    'Keeps one free time for a few minutes, while the caller gives a name and an address. Hand the hold_id to book_slot. It ends by itself. Calling it again for the same time while that is kept answers with the same hold_id and keeps nothing more.',
  input: z.object({
    event_type: eventTypeArgument,
    when: z.string().max(200).nullish().meta({ description: 'The `start` of an earlier answer, exactly as it was.' }),
    ...callerArguments,
    ...durationArgument,
  }),
  isReadOnly: false,
  isIdempotent: true,
  run: async (args, caller) => {
    const [language, timeZone] = [languageOf(args), zoneOf(args, caller)];
    const start = await timeOf(args, 'when', timeZone, caller);
    if (typeof start !== 'number') return start;
    const [eventTypeId, duration] = [await eventTypeIdOf(args, caller), numberOf(args, 'duration_minutes')];
    const body = {
      ...{ eventTypeId, start: zonedText(start, timeZone), timeZone, language },
      maxAlternatives: MOST_OFFERED,
      ...(duration === undefined ? {} : { duration }),
    };
    // Of a platform that tells no conversations apart they are one: who asks again must not be told that the time is gone, which is kept for them.
    const same = JSON.stringify(['hold', caller.conversation ?? null, eventTypeId, start, duration ?? null]);
    const headers = { 'idempotency-key': caller.callKey ?? hash('sha256', same) };
    const answer = await caller.ask('POST', '/v1/holds', body, headers);
    const held = heldSchema.safeParse(answer.body).data;
    if (held !== undefined) {
      return spokenResult(held.speech, { outcome: 'held', start: held.slot.start, hold_id: held.id });
    }
    const taken = takenSchema.safeParse(answer.body).data;
    if (taken === undefined) return failedResult(answer.body, language, caller.now);
    const options = offeredIn(taken.speech);
    return spokenResult(taken.speech, options.length === 0 ? { outcome: 'none' } : { outcome: 'options', options });
  },
};

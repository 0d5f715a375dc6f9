/** `book_slot`, `reschedule_booking` and `cancel_booking`. */
import { z } from 'zod';
import { type SpeechDocument, speechSchema } from '../contract/speech_schema.ts';
import { zonedText } from '../contract/zoned_time.ts';
import {
  ArgumentFault,
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
import { offeredIn } from './options.ts';
import { timeOf } from './said_time.ts';
import { type ApiAnswer, spokenResult, type Tool, type ToolCaller, type ToolResult } from './tool.ts';

type ToolArguments = Readonly<Record<string, unknown>>;

const text = (description: string) => z.string().max(300).nullish().meta({ description });

const START = 'The `start` of an option or of a time that was free, exactly as it was answered.';
const BOOKING_ID = 'The booking_id that book_slot answered with.';

/** What a tool does, unless it is asked again for what it was waiting for. */
function orPolled(
  run: (args: ToolArguments, caller: ToolCaller, language: string) => Promise<ToolResult>,
): Tool['run'] {
  return async (args, caller) => {
    const language = languageOf(args);
    const asked = textOf(args, 'ask_again_id');
    return asked === undefined ? await run(args, caller, language) : await pollBooking(asked, language, caller);
  };
}

/** A tag is no longer; models write names of languages too, of which Cal.com knows none. */
const LONGEST_LANGUAGE = 10;

/** Books. */
export const bookSlot: Tool = {
  name: 'book_slot',
  title: 'Book a time',
  description:
    'Books a time that check_slot or find_slots answered with. Call it only after the caller said yes to that time and gave a name and an e-mail address or a phone number. Calling it again with the same arguments does not book twice.',
  input: z.object({
    event_type: eventTypeArgument,
    start: text(START),
    name: text('Name of the caller.'),
    email: text('E-mail address of the caller; this or phone_number.'),
    phone_number: text('International, such as +4930123456; this or email.'),
    hold_id: text('Of hold_slot, where the time is kept.'),
    ...callerArguments,
    ...durationArgument,
    ...askAgainArgument,
  }),
  isReadOnly: false,
  isIdempotent: true,
  run: orPolled(async (args, caller, language) => {
    const timeZone = zoneOf(args, caller);
    const start = await timeOf(args, 'start', timeZone, caller);
    if (typeof start !== 'number') return start;
    const [email, phoneNumber] = [textOf(args, 'email'), textOf(args, 'phone_number')];
    if (email === undefined && phoneNumber === undefined) {
      throw new ArgumentFault('email or phone_number is missing: ask the caller for one of them.');
    }
    const [duration, holdId] = [numberOf(args, 'duration_minutes'), textOf(args, 'hold_id')];
    const body = {
      eventTypeId: await eventTypeIdOf(args, caller),
      start: zonedText(start, timeZone),
      timeZone,
      language,
      attendee: {
        name: requiredTextOf(args, 'name', 'ask the caller for it.'),
        ...(email === undefined ? {} : { email }),
        ...(phoneNumber === undefined ? {} : { phoneNumber: phoneNumber.replaceAll(/[\s()/.-]/g, '') }),
        ...(textOf(args, 'language') === undefined ? {} : { language: language.slice(0, LONGEST_LANGUAGE) }),
      },
      ...(duration === undefined ? {} : { duration }),
      ...(holdId === undefined ? {} : { holdId }),
    };
    const answer = await caller.ask('POST', '/v1/bookings', body, keyHeader(caller));
    return bookingResult(answer, language, caller);
  }),
};

/** Moves a booking. */
export const rescheduleBooking: Tool = {
  name: 'reschedule_booking',
  title: 'Move a booking',
  description:
    'Moves a booking to another time. Check that time by check_slot first, and call this only after the caller said yes to it.',
  input: z.object({
    booking_id: text(BOOKING_ID),
    start: text(START),
    ...callerArguments,
    ...askAgainArgument,
  }),
  isReadOnly: false,
  isIdempotent: true,
  run: orPolled(async (args, caller, language) => {
    const timeZone = zoneOf(args, caller);
    const start = await timeOf(args, 'start', timeZone, caller);
    if (typeof start !== 'number') return start;
    const id = encodeURIComponent(requiredTextOf(args, 'booking_id', 'book_slot answered with it.'));
    const body = { start: zonedText(start, timeZone), language };
    const answer = await caller.ask('POST', `/v1/bookings/${id}/reschedule`, body);
    return bookingResult(answer, language, caller);
  }),
};

/** Cancels a booking. */
export const cancelBooking: Tool = {
  name: 'cancel_booking',
  title: 'Cancel a booking',
  description: 'Cancels a booking for good. Call it only after the caller said yes to that.',
  input: z.object({ booking_id: text(BOOKING_ID), ...callerArguments, ...askAgainArgument }),
  isReadOnly: false,
  isIdempotent: true,
  run: orPolled(async (args, caller, language) => {
    const id = encodeURIComponent(requiredTextOf(args, 'booking_id', 'book_slot answered with it.'));
    const answer = await caller.ask('POST', `/v1/bookings/${id}/cancel`, { language });
    return bookingResult(answer, language, caller);
  }),
};

const keyHeader = ({ callKey }: ToolCaller): Readonly<Record<string, string>> =>
  callKey === undefined ? {} : { 'idempotency-key': callKey };

const bookingSchema = z.object({
  id: z.string(),
  status: z.enum(['active', 'booked', 'taken', 'failed', 'cancelled']),
  booking: z.object({ start: z.string() }).optional(),
  error: z.unknown().optional(),
  change: z
    .object({ status: z.enum(['active', 'completed', 'taken', 'failed']), error: z.unknown().optional() })
    .optional(),
  speech: speechSchema,
});
const takenSchema = z.object({ type: z.literal('urn:slotproof:problem:slot-taken'), speech: speechSchema });

const pollBooking = async (id: string, language: string, caller: ToolCaller): Promise<ToolResult> => {
  const path = `/v1/bookings/${encodeURIComponent(id)}?language=${encodeURIComponent(language)}`;
  return bookingResult(await caller.ask('GET', path, undefined, { prefer: 'wait=5' }), language, caller);
};

const bookingResult = (answer: ApiAnswer, language: string, { now }: ToolCaller): ToolResult => {
  const taken = takenSchema.safeParse(answer.body).data;
  if (taken !== undefined) return takenResult(taken.speech);
  const read = bookingSchema.safeParse(answer.body).data;
  if (answer.status >= 300 || read === undefined) return failedResult(answer.body, language, now);
  const { id, status, booking, error, change, speech } = read;
  if (status === 'failed') return failedResult(error, language, now);
  if (status === 'taken') return takenResult(speech);
  if (status === 'cancelled') return spokenResult(speech, { outcome: 'cancelled', booking_id: id, ...booking });
  switch (status === 'active' ? status : change?.status) {
    case 'active':
      return spokenResult(speech, { outcome: 'pending', ask_again_id: id });
    case 'taken':
      return takenResult(speech);
    case 'failed':
      return failedResult(change?.error, language, now);
    default:
      return spokenResult(speech, {
        outcome: change === undefined ? 'booked' : 'moved',
        booking_id: id,
        ...booking,
      });
  }
};

const takenResult = (speech: SpeechDocument): ToolResult =>
  spokenResult(speech, { outcome: 'taken', options: offeredIn(speech) });

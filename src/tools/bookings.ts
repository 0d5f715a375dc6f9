/** `book_slot`, `reschedule_booking` and `cancel_booking`. */
import { z } from 'zod';
import { type Hearer, speechDocument } from '../contract/speech_document.ts';
import { zonedText } from '../contract/zoned_time.ts';
import type { SentenceName } from '../speech/tongue.ts';
import { type EpochMs, epochMs } from '../verification/time.ts';
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
import { sayOptions } from './options.ts';
import { type ApiAnswer, spokenResult, type Tool, type ToolCaller, type ToolResult } from './tool.ts';

type ToolArguments = Readonly<Record<string, unknown>>;

const text = (description: string) => z.string().max(300).nullish().meta({ description });

const START = 'The `start` of an option or of a time that was free, exactly as it was answered.';
const BOOKING_ID = 'The booking_id that book_slot answered with.';

/** What a tool does, unless it is asked again for what it was waiting for. */
function orPolled(
  done: Done,
  run: (args: ToolArguments, caller: ToolCaller, language: string) => Promise<ToolResult>,
): Tool['run'] {
  return async (args, caller) => {
    const language = languageOf(args);
    const asked = textOf(args, 'ask_again_id');
    return asked === undefined ? await run(args, caller, language) : await pollBooking(asked, language, caller, done);
  };
}

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
  run: orPolled('booked', async (args, caller, language) => {
    const { hearer, start } = await startOf(args, caller);
    if (typeof start !== 'number') return start;
    const { timeZone } = hearer.listener;
    const [email, phoneNumber] = [textOf(args, 'email'), textOf(args, 'phone_number')];
    if (email === undefined && phoneNumber === undefined) {
      throw new ArgumentFault('email or phone_number is missing: ask the caller for one of them.');
    }
    const [duration, holdId] = [numberOf(args, 'duration_minutes'), textOf(args, 'hold_id')];
    const body = {
      eventTypeId: await eventTypeIdOf(args, caller),
      start: zonedText(start, timeZone),
      timeZone,
      attendee: {
        name: requiredTextOf(args, 'name', 'ask the caller for it.'),
        ...(email === undefined ? {} : { email }),
        ...(phoneNumber === undefined ? {} : { phoneNumber: phoneNumber.replaceAll(/[\s()/.-]/g, '') }),
        ...(textOf(args, 'language') === undefined ? {} : { language: language.slice(0, 2) }),
      },
      ...(duration === undefined ? {} : { duration }),
      ...(holdId === undefined ? {} : { holdId }),
    };
    const answer = await caller.ask('POST', '/v1/bookings', body, keyHeader(caller));
    return bookingResult(answer, start, hearer, caller, 'booked');
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
  run: orPolled('moved', async (args, caller) => {
    const { hearer, start } = await startOf(args, caller);
    if (typeof start !== 'number') return start;
    const { timeZone } = hearer.listener;
    const id = encodeURIComponent(requiredTextOf(args, 'booking_id', 'book_slot answered with it.'));
    const answer = await caller.ask('POST', `/v1/bookings/${id}/reschedule`, { start: zonedText(start, timeZone) });
    return bookingResult(answer, start, hearer, caller, 'moved');
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
  run: orPolled('cancelled', async (args, caller, language) => {
    const id = encodeURIComponent(requiredTextOf(args, 'booking_id', 'book_slot answered with it.'));
    const answer = await caller.ask('POST', `/v1/bookings/${id}/cancel`);
    const hearer = hearerOf(language, textOf(args, 'time_zone') ?? caller.usualZone ?? 'UTC', caller);
    return bookingResult(answer, undefined, hearer, caller, 'cancelled');
  }),
};

const hearerOf = (language: string, timeZone: string, { now, usualZone }: ToolCaller): Hearer => ({
  language,
  listener: { timeZone, usualZone, now, style: 'clock' },
});

const keyHeader = ({ callKey }: ToolCaller): Readonly<Record<string, string>> =>
  callKey === undefined ? {} : { 'idempotency-key': callKey };

/** The time that is meant, or what to ask back: a model may hand on the words of the caller after all. */
const startOf = async (
  args: ToolArguments,
  caller: ToolCaller,
): Promise<{ readonly hearer: Hearer; readonly start: EpochMs | ToolResult }> => {
  const said = requiredTextOf(args, 'start', 'take it from check_slot or find_slots.');
  const hearer = hearerOf(languageOf(args), zoneOf(args, caller), caller);
  const { language, listener } = hearer;
  // Loaded by the first call: what lists the tools need not wait for chrono.
  const [{ readWhen }, { clarification }] = await Promise.all([
    import('../when/read_when.ts'),
    import('../contract/said_question.ts'),
  ]);
  const reading = readWhen(said, { language, timeZone: listener.timeZone, now: listener.now });
  if (reading.kind === 'time') return { hearer, start: reading.instant };
  if (reading.kind === 'days') throw new ArgumentFault('start must be one time: find one by find_slots first.');
  const { speech } = clarification(reading, hearer);
  return { hearer, start: spokenResult(speech, { outcome: 'needs_clarification' }) };
};

const bookingSchema = z.object({
  id: z.string(),
  status: z.enum(['active', 'booked', 'taken', 'failed', 'cancelled']),
  requested: z.object({ start: z.string(), timeZone: z.string() }),
  booking: z.object({ start: z.string() }).optional(),
  alternatives: z.array(z.object({ start: z.string() })).optional(),
  error: z.unknown().optional(),
  change: z.object({ status: z.enum(['active', 'completed', 'taken', 'failed']) }).optional(),
});
const takenSchema = z.object({
  type: z.literal('urn:slotproof:problem:slot-taken'),
  alternatives: z.array(z.object({ start: z.string() })).optional(),
});

type Done = 'booked' | 'moved' | 'cancelled';

const pollBooking = async (id: string, language: string, caller: ToolCaller, done: Done): Promise<ToolResult> => {
  const answer = await caller.ask('GET', `/v1/bookings/${encodeURIComponent(id)}`, undefined, { prefer: 'wait=5' });
  const read = bookingSchema.safeParse(answer.body).data;
  const hearer = hearerOf(language, read?.requested.timeZone ?? caller.usualZone ?? 'UTC', caller);
  const start = read === undefined ? undefined : epochMs(Date.parse(read.requested.start));
  return bookingResult(answer, start, hearer, caller, done);
};

const bookingResult = (
  answer: ApiAnswer,
  about: EpochMs | undefined,
  hearer: Hearer,
  { now }: ToolCaller,
  done: Done,
): ToolResult => {
  const taken = takenSchema.safeParse(answer.body).data;
  if (taken !== undefined) return takenResult(taken.alternatives ?? [], about, hearer);
  const read = bookingSchema.safeParse(answer.body).data;
  if (answer.status >= 300 || read === undefined) return failedResult(answer, hearer.language, now);
  const { id, status, booking, alternatives, error, change } = read;
  if (status === 'active' || change?.status === 'active') {
    return spokenResult(speechDocument({ sentence: 'later' }, hearer), { outcome: 'pending', ask_again_id: id });
  }
  if (status === 'taken') return takenResult(alternatives ?? [], about, hearer);
  if (status === 'failed') return failedResult({ status: 422, body: error }, hearer.language, now);
  const sentence: SentenceName = status === 'cancelled' ? 'cancelled' : done;
  const start = booking?.start;
  return spokenResult(
    speechDocument({ sentence, about: start === undefined ? about : epochMs(Date.parse(start)) }, hearer),
    { outcome: status === 'cancelled' ? 'cancelled' : done, booking_id: id, ...(start === undefined ? {} : { start }) },
  );
};

const takenResult = (
  alternatives: readonly { readonly start: string }[],
  about: EpochMs | undefined,
  hearer: Hearer,
): ToolResult => {
  const options = sayOptions(alternatives.slice(0, 3), hearer);
  const instants = options.map(({ start }) => epochMs(Date.parse(start)));
  const sentence: SentenceName = options.length === 0 ? 'takenAndNothingFree' : 'taken';
  return spokenResult(speechDocument({ sentence, about, options: instants }, hearer), { outcome: 'taken', options });
};

/** The booking as the outside sees it: in answers, when polled, and in callbacks. Who attends is not in it: whoever asks knows. */
import type { BookingChange, BookingRecord, CalcomBooking } from '../booking/booking_record.ts';
import type { VerificationAnswer } from '../queues/verifications/job.ts';
import { type EpochMs, epochMs, MINUTE_MS } from '../verification/time.ts';
import { type Problem, problemOfReason } from './problem.ts';
import { type VerificationDocument, verificationDocument } from './verification_document.ts';
import { zonedText } from './zoned_time.ts';

type Alternatives = Extract<VerificationDocument, { status: 'completed' }>['alternatives'];

/** How a change of a booking stands. */
interface ChangeDocument {
  readonly kind: 'cancel' | 'reschedule';
  readonly status: 'active' | 'completed' | 'taken' | 'failed';
  readonly start?: string;
  readonly alternatives?: Alternatives;
  readonly error?: Problem;
}

/** The JSON of one booking. */
export interface BookingDocument {
  readonly id: string;
  readonly status: 'active' | 'booked' | 'taken' | 'failed' | 'cancelled';
  readonly requested: { readonly start: string; readonly end?: string; readonly timeZone: string };
  readonly booking?: {
    readonly uid: string;
    readonly status: string;
    readonly start: string;
    readonly end: string;
    readonly eventType: { readonly id?: number; readonly slug?: string };
    readonly hosts: CalcomBooking['hosts'];
  };
  readonly alternatives?: Alternatives;
  readonly error?: Problem;
  readonly change?: ChangeDocument;
}

/** Writes the document of a booking as of `now`. */
export const bookingDocument = (record: BookingRecord, now: EpochMs): BookingDocument => {
  const { id, state, start, timeZone, durationMinutes, booking, reason, change } = record;
  const end = durationMinutes === undefined ? undefined : epochMs(start + durationMinutes * MINUTE_MS);
  return {
    id,
    status: state === 'queued' || state === 'refused' ? 'active' : state,
    requested: {
      start: zonedText(start, timeZone),
      ...(end === undefined ? {} : { end: zonedText(end, timeZone) }),
      timeZone,
    },
    ...(booking === undefined ? {} : { booking: ofCalcom(booking, timeZone) }),
    ...(state === 'taken' ? { alternatives: alternativesOf(record, start, record.alternatives, now) } : {}),
    ...(state === 'failed' ? { error: problemOfReason(reason ?? '') } : {}),
    ...(change === undefined ? {} : { change: changeDocument(record, change, now) }),
  };
};

/** What is free instead of a time that was not given, by the rules; nothing where that is not known. */
export const alternativesOf = (
  { timeZone, durationMinutes }: Pick<BookingRecord, 'timeZone' | 'durationMinutes'>,
  requested: EpochMs,
  answer: VerificationAnswer | undefined,
  now: EpochMs,
): Alternatives => {
  if (answer === undefined) return [];
  const asked = { requested, timeZone, durationMinutes };
  const document = verificationDocument(undefined, asked, { status: 'completed', answer }, now);
  return document.status === 'completed' ? document.alternatives : [];
};

const ofCalcom = (
  { uid, status, start, end, eventTypeId, slug, hosts }: CalcomBooking,
  timeZone: string,
): NonNullable<BookingDocument['booking']> => ({
  uid,
  status,
  start: zonedText(start, timeZone),
  end: zonedText(end, timeZone),
  eventType: { ...(eventTypeId === undefined ? {} : { id: eventTypeId }), ...(slug === undefined ? {} : { slug }) },
  hosts,
});

const changeDocument = (record: BookingRecord, change: BookingChange, now: EpochMs): ChangeDocument => {
  const { kind, state, start, alternatives, reason } = change;
  return {
    kind: kind === 'cancel' ? 'cancel' : 'reschedule',
    status: state === 'queued' || state === 'refused' ? 'active' : state === 'done' ? 'completed' : state,
    ...(start === undefined ? {} : { start: zonedText(start, record.timeZone) }),
    ...(state === 'taken' ? { alternatives: alternativesOf(record, start ?? record.start, alternatives, now) } : {}),
    ...(state === 'failed' ? { error: problemOfReason(reason ?? '') } : {}),
  };
};

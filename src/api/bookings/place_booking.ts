/** One booking for all requests that mean the same: what is kept of it, before it is queued. */
import { hash, randomUUID } from 'node:crypto';
import type { BookingRecord } from '../../booking/booking_record.ts';
import { type ListedSubject, listedFor } from '../../availability/listed_subject.ts';
import { subjectOf } from '../../availability/segment_key.ts';
import { eventTypeKey } from '../../calcom/event_type.ts';
import type { BookingOrder } from '../../contract/booking_request.ts';
import type { SpokenTo } from '../../queues/job_queue/spoken_to.ts';
import { HOUR_MS, MINUTE_MS } from '../../verification/time.ts';
import { offeredEventType } from '../verifications/offered_event_type.ts';
import type { BookingsContext } from './context.ts';

/** Without a key the same attendee, event type and start are the same booking for so long. */
const SAME_MS = 10 * MINUTE_MS;

/** With one, the same key is. */
const SAME_KEY_MS = 24 * HOUR_MS;

/** Who asks for a booking, and what makes it the same as another. */
export interface Asking {
  readonly owner: string;
  readonly requestId: string;
  /** The `Idempotency-Key`. */
  readonly key: string | undefined;
  /** The body, for what has to be the same under one key. */
  readonly body: unknown;
  readonly spokenTo: SpokenTo | undefined;
}

/** The booking that is meant, or that the key was sent with another body before. */
export type Placed =
  | { readonly kind: 'placed'; readonly record: BookingRecord; readonly isNew: boolean }
  | { readonly kind: 'key-reused' };

/** Whether a booking that is asked for is one that was placed before. @throws when Redis cannot be reached */
export const isPlaced = async (context: BookingsContext, order: BookingOrder, asking: Asking): Promise<boolean> => {
  const claim = await context.bookingClaims.find(sameKeyOf(context, order, asking));
  const earlier = claim === undefined ? undefined : (await context.bookings.read(claim.id))?.record;
  return earlier !== undefined && isSame(earlier, order, asking);
};

/** Keeps a booking that is asked for, or finds the one that was. @throws when Redis cannot be reached */
export const placeBooking = async (context: BookingsContext, order: BookingOrder, asking: Asking): Promise<Placed> => {
  const { bookings, bookingClaims } = context;
  const fingerprint = hash('sha256', JSON.stringify(asking.body));
  const sameKey = sameKeyOf(context, order, asking);
  const sameMs = asking.key === undefined ? SAME_MS : SAME_KEY_MS;
  const own = { id: randomUUID(), fingerprint };
  let claim = await bookingClaims.claim(sameKey, own, sameMs);
  if (asking.key !== undefined && claim.fingerprint !== fingerprint) return { kind: 'key-reused' };
  const earlier = claim.id === own.id ? undefined : (await bookings.read(claim.id))?.record;
  if (earlier !== undefined && isSame(earlier, order, asking)) {
    return { kind: 'placed', record: earlier, isNew: false };
  }
  if (earlier !== undefined) claim = await bookingClaims.replace(sameKey, earlier.id, own, sameMs);
  const { policy, durationMinutes, timeZone } = order.question;
  const { eventType, attendee, guests, bookingFieldsResponses } = order;
  const listed = listedFor(context.catalogue, { eventType, durationMinutes, timeZone }, context.clock());
  // First, so that whoever finds the booking finds who attends.
  await context.personalData.keep(claim.id, {
    eventType: bookedEventType(eventType, listed),
    attendee: withoutUndefined(attendee),
    metadata: order.metadata,
    ...(guests === undefined ? {} : { guests }),
    ...(bookingFieldsResponses === undefined ? {} : { bookingFieldsResponses }),
    policy,
  });
  const offered = offeredEventType(context.catalogue, eventType);
  // What only a figure needs stops no booking.
  const offeredAt = await context.offers.lastOffered(offered, order.question.requested).catch(() => undefined);
  const same = { id: claim.id, sameKey, sameMs, ...(offeredAt === undefined ? {} : { offeredAt }) };
  const record = await bookings.create(recordOf(context, order, asking, listed, same));
  return { kind: 'placed', record, isNew: true };
};

const isSame = (earlier: BookingRecord, order: BookingOrder, { key }: Asking): boolean =>
  key !== undefined || holds(earlier, order);

/** Whether asking for it again means the same booking: it is being made, or stands at that time. */
const holds = ({ state, booking }: BookingRecord, { question }: BookingOrder): boolean =>
  state === 'queued' || state === 'refused' || (state === 'booked' && booking?.start === question.requested);

const sameKeyOf = ({ account }: BookingsContext, order: BookingOrder, { owner, key }: Asking): string => {
  const { email, phoneNumber } = order.attendee;
  const same =
    key === undefined
      ? [owner, 'same', email?.toLowerCase() ?? phoneNumber, eventTypeKey(order.eventType), order.question.requested]
      : [owner, 'key', key];
  return hash('sha256', JSON.stringify([account.name, ...same]));
};

/**
 * By its id, where the catalogue knows it, else as its slots are asked for. Cal.com compares names to the letter, and books no event type of an
 * organization's team by name: what is offered could not be booked by the caller's own words.
 */
const bookedEventType = (
  named: BookingOrder['eventType'],
  { name, entry }: Pick<ListedSubject, 'name' | 'entry'>,
): BookingOrder['eventType'] => {
  if (entry !== undefined) return { eventTypeId: entry.id };
  const { eventType } = subjectOf(name);
  return 'usernames' in eventType ? named : eventType;
};

const recordOf = (
  { clock }: BookingsContext,
  { eventType, question, callbackUrl, holdId }: BookingOrder,
  { owner, requestId, spokenTo }: Asking,
  { name, entry }: Pick<ListedSubject, 'name' | 'entry'>,
  same: Pick<BookingRecord, 'id' | 'sameKey' | 'sameMs' | 'offeredAt'>,
): Omit<BookingRecord, 'server'> => {
  const { requested, timeZone } = question;
  const now = clock();
  // Cal.com refuses to be told the length of what has only one.
  const durationMinutes = entry?.lengths.length === 1 ? undefined : question.durationMinutes;
  const eventTypeId = entry?.id ?? ('eventTypeId' in eventType ? eventType.eventTypeId : undefined);
  return {
    ...same,
    ...{ owner, requestId, segments: name, start: requested, timeZone, createdAt: now, state: 'queued' },
    ...(eventTypeId === undefined ? {} : { eventTypeId }),
    ...(durationMinutes === undefined ? {} : { durationMinutes }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    ...(spokenTo === undefined ? {} : { spokenTo }),
    ...(holdId === undefined ? {} : { holdId }),
  };
};

const withoutUndefined = ({ name, timeZone, email, phoneNumber, language }: BookingOrder['attendee']) => ({
  ...{ name, timeZone },
  ...(email === undefined ? {} : { email }),
  ...(phoneNumber === undefined ? {} : { phoneNumber }),
  ...(language === undefined ? {} : { language }),
});

/** A change of a booking that is asked for: one at a time, and the same one once. */
import { type BookingChange, type BookingRecord, isChanging } from '../../booking/booking_record.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { BookingsContext } from './context.ts';

/** What is asked for. */
export type WantedChange = { readonly kind: 'cancel' } | { readonly kind: 'move'; readonly start: EpochMs };

/** The change that was queued, or is under way; that nothing is left to do; or that it cannot be done now. */
export type Queued =
  | { readonly kind: 'queued'; readonly record: BookingRecord; readonly number: number }
  | { readonly kind: 'done'; readonly record: BookingRecord }
  | { readonly kind: 'unchangeable'; readonly record: BookingRecord; readonly why: string };

/**
 * Writes down what is to become of a booking.
 * @param known as it was just read
 * @param reason why, in the caller's words
 * @throws when Redis cannot be reached
 */
export const changeBooking = async (
  { bookings, personalData, clock }: BookingsContext,
  known: BookingRecord,
  wanted: WantedChange,
  reason: string | undefined,
): Promise<Queued> => {
  const askedAt = clock();
  // Before the change: a worker may have it at once.
  if (reason !== undefined) await personalData.keepReason(known.id, nextNumber(known), reason);
  const changed = await bookings.change(known.id, (record) => {
    if (record.state !== 'booked' || isChanging(record) || isDone(record, wanted)) return undefined;
    const change: BookingChange = { number: nextNumber(record), askedAt, state: 'queued', ...wanted };
    return { ...record, change };
  });
  if (changed === undefined) return { kind: 'unchangeable', record: known, why: 'It is gone.' };
  const { record } = changed;
  if (isDone(record, wanted)) return { kind: 'done', record };
  const { change } = record;
  if (change !== undefined && isChanging(record) && isWanted(change, wanted)) {
    return { kind: 'queued', record, number: change.number };
  }
  return { kind: 'unchangeable', record, why: WHY[record.state] };
};

const nextNumber = ({ change }: BookingRecord): number => (change?.number ?? 0) + 1;

const isDone = ({ state, booking }: BookingRecord, wanted: WantedChange): boolean =>
  wanted.kind === 'cancel' ? state === 'cancelled' : state === 'booked' && booking?.start === wanted.start;

const isWanted = (change: BookingChange, wanted: WantedChange): boolean =>
  change.kind === wanted.kind && (wanted.kind === 'cancel' || change.start === wanted.start);

const WHY: Readonly<Record<BookingRecord['state'], string>> = {
  queued: 'It is still being made.',
  refused: 'It is still being made.',
  booked: 'Another change of it is under way.',
  taken: 'It was not made: its time was taken.',
  failed: 'It was not made.',
  cancelled: 'It is cancelled.',
};

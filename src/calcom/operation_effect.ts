/**
 * What an operation of Cal.com's that somebody else has asked for does to availability, by its path and its answer. Pure.
 */
import { z } from 'zod';
import type { EpochMs } from '../verification/time.ts';
import { answeredBookings } from './answered_booking.ts';
import { type HeldSlot, heldSlot, releasedUid } from './answered_reservation.ts';
import { changeOfBooking } from './booking_change.ts';
import { jsonOf } from './json_body.ts';
import type { Operation } from './operation.ts';
import type { AvailabilityChange } from './webhook/availability_change.ts';

/** What it does. */
export type OperationEffect =
  | { readonly kind: 'none' }
  /** Times were taken or freed. */
  | { readonly kind: 'booked'; readonly changes: readonly AvailabilityChange[] }
  | { readonly kind: 'held'; readonly slot: HeldSlot }
  | { readonly kind: 'released'; readonly uid: string }
  /** Somebody has other hours; `undefined` is whoever asked. */
  | { readonly kind: 'hours'; readonly userId: number | undefined }
  /** An event type is laid out otherwise; `undefined` is one that nobody has asked about yet. */
  | { readonly kind: 'event-type'; readonly id: number | undefined }
  /** Something has changed, and nobody knows what. */
  | { readonly kind: 'unknown' };

const NONE: OperationEffect = { kind: 'none' };
const UNKNOWN: OperationEffect = { kind: 'unknown' };

type Resource = 'bookings' | 'reservations' | 'hours' | 'event-type' | 'anything' | 'nothing';

/** The last of these words in a path says what it is about. Paths without any change nothing that we know of. */
const RESOURCES: ReadonlyMap<string, Resource> = new Map([
  ['bookings', 'bookings'],
  ['reservations', 'reservations'],
  ['reserve', 'reservations'],
  ['selected-slot', 'reservations'],
  ['schedules', 'hours'],
  ['me', 'hours'],
  ['ooo', 'hours'],
  ['users', 'hours'],
  ['calendars', 'hours'],
  ['selected-calendars', 'hours'],
  ['event-types', 'event-type'],
  ['memberships', 'anything'],
  ['delegation-credentials', 'anything'],
  ['webhooks', 'nothing'],
  ['private-links', 'nothing'],
]);

const resourceOf = ({ segments }: Operation): Resource =>
  segments.map((segment) => RESOURCES.get(segment)).findLast((resource) => resource !== undefined) ?? 'nothing';

/** What an operation may have done whose answer nobody has seen. */
export const possibleEffect = (operation: Operation): OperationEffect => {
  switch (resourceOf(operation)) {
    case 'hours':
      return { kind: 'hours', userId: numberAfter(operation, 'users') };
    case 'event-type':
      return { kind: 'event-type', id: numberAfter(operation, 'event-types') };
    case 'nothing':
      return NONE;
    default:
      return UNKNOWN;
  }
};

/** What an operation has done that was answered with a 2xx. @param asked its body */
export const effectOfOperation = (
  operation: Operation,
  asked: Buffer,
  answer: Buffer,
  now: EpochMs,
): OperationEffect => {
  const data = fieldOf(answer, 'data');
  switch (resourceOf(operation)) {
    case 'bookings':
      return bookedEffect(operation, data, now);
    case 'reservations':
      return reservationEffect(operation, jsonOf(asked), data, now);
    case 'hours':
      return { kind: 'hours', userId: ownerOf(data) ?? numberAfter(operation, 'users') };
    case 'event-type':
      return { kind: 'event-type', id: numberAfter(operation, 'event-types') ?? idOf(data) };
    default:
      return possibleEffect(operation);
  }
};

const bookedEffect = ({ segments }: Operation, data: unknown, now: EpochMs): OperationEffect => {
  const bookings = answeredBookings(data, now);
  if (bookings === undefined) return UNKNOWN;
  const verb = segments.at(-1);
  const isSettled = verb === 'confirm' || verb === 'decline';
  return {
    kind: 'booked',
    changes: bookings.flatMap((booking) => {
      const change = changeOfBooking(booking);
      // Of a seated booking one seat was given back, and the others keep it.
      if (verb === 'cancel') return { ...change, taken: [], doubted: [...change.taken, ...change.doubted] };
      // Its old time is not told.
      if (verb === 'reschedule') return { ...change, timesMissing: true };
      // All that wait of a series are confirmed or declined with one of them, which alone is answered.
      return isSettled && booking.recurringBookingUid !== undefined ? [change, unnamedTimes(change)] : change;
    }),
  };
};

const unnamedTimes = (change: AvailabilityChange): AvailabilityChange => ({
  ...change,
  uid: undefined,
  taken: [],
  doubted: [],
  timesMissing: true,
});

const reservationEffect = (operation: Operation, asked: unknown, data: unknown, now: EpochMs): OperationEffect => {
  if (operation.method === 'DELETE') {
    const uid = releasedUid(operation);
    return uid === undefined ? UNKNOWN : { kind: 'released', uid };
  }
  const slot = heldSlot(asked, data, now);
  return slot === undefined ? UNKNOWN : { kind: 'held', slot };
};

/** Whose it is: a schedule's owner, who is away, or a person. */
const ownerOf = (data: unknown): number | undefined => {
  const read = z
    .object({
      ownerId: z.int().optional(),
      userId: z.int().optional(),
      id: z.int().optional(),
      email: z.string().optional(),
    })
    .safeParse(data);
  if (!read.success) return undefined;
  const { ownerId, userId, id, email } = read.data;
  return ownerId ?? userId ?? (email === undefined ? undefined : id);
};

const idOf = (data: unknown): number | undefined => z.object({ id: z.int() }).safeParse(data).data?.id;

const numberAfter = ({ segments }: Operation, word: string): number | undefined => {
  const text = segments[segments.lastIndexOf(word) + 1] ?? '';
  return segments.includes(word) && /^\d+$/.test(text) ? Number(text) : undefined;
};

const fieldOf = (body: Buffer, name: string): unknown => {
  const read = z.record(z.string(), z.unknown()).safeParse(jsonOf(body));
  return read.data?.[name];
};

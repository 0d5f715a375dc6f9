/** What it means that Cal.com refuses a booking: by its status and its words, since one code stands for all of it. Pure. */
import { causeOf, isForeign, type RefusalWords } from './refusal.ts';

/**
 * `taken`: the time cannot be had. `event-type`: there is no such event type. `unavailable`: it is not the booking that is refused, but our key, or
 * somebody else answered. `data`: what the booking holds, such as an address that is none.
 */
export type BookingRefusal = 'taken' | 'event-type' | 'unavailable' | 'data';

/** As Cal.com says it of a time: somebody has it, it is over, too soon, too late, or a limit or the last seat is reached. */
const OF_THE_TIME = [
  /already has booking/i,
  /is not available/i,
  /can't be booked at the "start" time/i,
  /meeting in the past/i,
  /no (?:more|available) (?:seats|users)/i,
  /seats? .*(?:full|left)/i,
  /(?:booking|duration)[ _]limit/i,
];

/** What a refusal of a booking is about. */
export const bookingRefusalOf = (refusal: RefusalWords): BookingRefusal => {
  if (isForeign(refusal) || causeOf(refusal) === 'key') return 'unavailable';
  if (refusal.status === 404) return 'event-type';
  if (ALREADY_IN.test(refusal.message)) return 'data';
  if (refusal.status === 409) return 'taken';
  return OF_THE_TIME.some((words) => words.test(refusal.message)) ? 'taken' : 'data';
};

/** The time can be had, but whoever attends has a place of it already. */
const ALREADY_IN = /already_signed_up/i;

/** As Cal.com says that a booking, or the place of a seated one, is not where it was: it was cancelled, moved, or declined. */
const OVER: readonly (readonly [status: number, words: RegExp])[] = [
  [400, /has (?:already )?been cancelled/i],
  [400, /invalid seatUid/i],
  [400, /not a part of this booking/i],
  [404, /seat with uid=/i],
  [404, /seatUid=\S* not found/i],
  [404, /original booking/i],
];

/** Whether a booking that is to be moved or cancelled was moved or cancelled before. */
export const isOverAlready = ({ status, message }: RefusalWords): boolean =>
  OVER.some(([of, words]) => of === status && words.test(message));

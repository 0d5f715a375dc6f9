/** What Cal.com's triggers say of availability, by their names. */

/** What becomes of the time that a webhook names. */
export type TriggerMeaning =
  /** It is booked. */
  | 'taken'
  /** It is booked once somebody confirms or pays. */
  | 'pending'
  /** It is free again. */
  | 'freed'
  /** Cal.com is about to free it. */
  | 'announced-free'
  /** It may be anything. */
  | 'doubted';

const MEANINGS: ReadonlyMap<string, TriggerMeaning | 'by-status'> = new Map([
  ['BOOKING_CREATED', 'taken'],
  ['BOOKING_RESCHEDULED', 'taken'],
  ['BOOKING_REASSIGNED', 'taken'],
  ['INSTANT_MEETING_ACCEPTED', 'taken'],
  ['OOO_CREATED', 'taken'],
  ['BOOKING_REQUESTED', 'pending'],
  ['BOOKING_PAYMENT_INITIATED', 'pending'],
  // What was paid is accepted by it, or waits to be confirmed now.
  ['BOOKING_PAID', 'by-status'],
  ['BOOKING_REJECTED', 'freed'],
  ['BOOKING_CANCELLED', 'announced-free'],
]);

/** They begin like triggers that change availability, and do not. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set(['BOOKING_NO_SHOW_UPDATED', 'BOOKING_LOCATION_UPDATED']);

/** The triggers that a webhook needs so that all of these are told. */
export const TRIGGERS: readonly string[] = [...MEANINGS.keys()];

/** Those of them that every Cal.com has. */
export const USUAL_TRIGGERS: readonly string[] = [
  ...['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED', 'BOOKING_REJECTED', 'BOOKING_REQUESTED'],
  ...['BOOKING_PAYMENT_INITIATED', 'BOOKING_PAID', 'OOO_CREATED'],
];

/** The status of a booking tells more than the name of a trigger that nobody knows. */
const STATUS_MEANINGS: ReadonlyMap<string, TriggerMeaning> = new Map([
  ['ACCEPTED', 'taken'],
  ['PENDING', 'pending'],
  ['CANCELLED', 'freed'],
  ['REJECTED', 'freed'],
]);

/** Whether a text may be the name of one of Cal.com's triggers: a template can give it any field's name, or none. */
export const looksLikeTrigger = (text: string): boolean => TRIGGER_NAME.test(text);

const TRIGGER_NAME =
  /^(?:PING|(?:BOOKING|OOO|SCHEDULE|MEETING|INSTANT_MEETING|RECORDING|FORM|AFTER|WRONG|DELEGATION)_[A-Z0-9_]+)$/;

/**
 * What a trigger says. A new one of bookings takes the time it names, until Cal.com was asked: to hide a time for seconds costs less than to
 * offer one that is gone.
 * @param trigger undefined where the webhook does not say
 * @returns undefined for one that changes nothing
 */
export const meaningOf = (trigger: string | undefined, status: string | undefined): TriggerMeaning | undefined => {
  const known = trigger === undefined ? undefined : MEANINGS.get(trigger);
  if (known !== undefined && known !== 'by-status') return known;
  if (trigger !== undefined && (WITHOUT_MEANING.has(trigger) || !/^(?:BOOKING|OOO|SCHEDULE)_/.test(trigger))) {
    return undefined;
  }
  if (trigger?.startsWith('SCHEDULE_')) return 'doubted';
  return STATUS_MEANINGS.get(status?.toUpperCase() ?? '') ?? 'taken';
};

/** Whether a trigger is one of those that have always to do with a time, be it told or not. */
export const isKnownTrigger = (trigger: string | undefined): boolean => trigger === undefined || MEANINGS.has(trigger);

/**
 * In which zone Cal.com is asked for a caller, and so whose answers a caller can share.
 *
 * What Cal.com lists depends on how the asker's clock reads, and for most event types only on how far it is from a multiple of the
 * event type's interval: for half hours all zones at :00 and :30 have one list, for hours those at :30 have another. One zone
 * asks for all of a class. Where more of the zone counts (the days of the first slot only, a rolling window), or nobody knows the event
 * type, the caller's own zone is asked for: one call for each zone in use, and no slot that was guessed.
 */
import type { EpochMs } from '../verification/time.ts';
import type { SlotRules } from './slot_rules.ts';
import { zoneOffsets } from './zone_offsets.ts';

/** Cal.com is asked in UTC: no zone is sent. */
export const UTC_ASKED = '';

/** Zones whose clocks never change, which can ask for a class. */
const REPRESENTATIVES = [
  { zone: UTC_ASKED, offset: 0 },
  { zone: 'Asia/Kolkata', offset: 330 },
  { zone: 'Asia/Kathmandu', offset: 345 },
];

/** The names under which Cal.com takes a zone for UTC, and writes `Z`. */
export const UTC_NAMES = /^(utc|gmt)$/i;

/**
 * The zone in which Cal.com is asked for a caller in `timeZone`; `UTC_ASKED` for none.
 * @param rules undefined for an event type of which nothing is known
 * @throws RangeError when the zone is unknown
 */
export const askedZone = (rules: SlotRules | undefined, timeZone: string, now: EpochMs): string => {
  const own = UTC_NAMES.test(timeZone) ? UTC_ASKED : timeZone;
  if (rules === undefined || rules.firstSlotOnly || rules.rollingWindow !== 'none') return own;
  const { interval } = rules;
  const [first = 0, ...others] = zoneOffsets(timeZone, now).map((offset) => modulo(offset, interval));
  // Lord Howe's clocks change by half an hour, and with them the class.
  if (others.some((other) => other !== first)) return own;
  return REPRESENTATIVES.find(({ offset }) => modulo(offset, interval) === first)?.zone ?? own;
};

/** How far ahead of UTC that zone's clock is, in minutes. */
export const offsetOfAsked = (asked: string, now: EpochMs): number =>
  asked === UTC_ASKED ? 0 : (zoneOffsets(asked, now)[0] ?? 0);

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

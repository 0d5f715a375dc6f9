/** Slots as Cal.com writes them in its answer to `GET /v2/slots`, to the byte. */
import { UTC_NAMES } from '../availability/asked_zone.ts';
import type { ListedSlot } from '../calcom/listed_slot.ts';
import type { EpochMs } from '../verification/time.ts';

/** One slot; the order of the fields is Cal.com's. */
interface SlotDocument {
  readonly start: string;
  readonly end?: string;
  readonly seatsBooked?: number;
  readonly seatsRemaining?: number;
  readonly seatsTotal?: number;
  readonly bookingUid?: string;
}

/** Cal.com's answer, in its order. A local day without slots is not in `data`. */
export interface SlotsDocument {
  readonly data: Readonly<Record<string, readonly SlotDocument[]>>;
  readonly status: 'success';
}

/** Which end is written of a slot: none, its own, or its start once more, as Cal.com does for a length of 0. */
export type SlotEnds = 'absent' | 'own' | 'at-start';

/** Writes slots, which have to ascend by start, under the days of a zone. */
export const slotsDocument = (slots: readonly ListedSlot[], timeZone: string, ends: SlotEnds): SlotsDocument => {
  const write = instantWriter(timeZone);
  const data: Record<string, SlotDocument[]> = {};
  for (const { start, end, seatsBooked, seatsRemaining, seatsTotal, bookingUid } of slots) {
    const written = write(start);
    const date = written.slice(0, 10);
    data[date] ??= [];
    data[date].push({
      start: written,
      ...(ends === 'absent' ? {} : { end: ends === 'own' ? write(end) : written }),
      ...(seatsBooked === undefined ? {} : { seatsBooked }),
      ...(seatsRemaining === undefined ? {} : { seatsRemaining }),
      ...(seatsTotal === undefined ? {} : { seatsTotal }),
      ...(bookingUid === undefined ? {} : { bookingUid }),
    });
  }
  return { data, status: 'success' };
};

/** `…T07:00:00.000Z` in `UTC` and `GMT`, `…T09:00:00.000+02:00` elsewhere, `+00:00` in every other zone at zero. */
const instantWriter = (timeZone: string): ((instant: EpochMs) => string) => {
  if (UTC_NAMES.test(timeZone)) return (instant) => new Date(instant).toISOString();
  // Temporal is asked once for each stretch between two changes of the clocks: asked for each slot it would cost more than all the rest.
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  let offset = 0;
  let suffix = '';
  return (instant) => {
    if (instant < from || instant >= until) {
      const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
      from = instant;
      until = local.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
      offset = local.offsetNanoseconds / 1_000_000;
      suffix = offsetText(offset);
    }
    return `${new Date(instant + offset).toISOString().slice(0, -1)}${suffix}`;
  };
};

const offsetText = (offset: number): string => {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
};

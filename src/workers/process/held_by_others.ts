/** Whether somebody else holds the time of a booking. Cal.com does not ask: it books what is held. Pure. */
import type { BookingRecord } from '../../booking/booking_record.ts';
import type { HoldRecord } from '../../booking/hold_record.ts';
import type { EventTypeFinder } from '../../changes/event_type_finder.ts';
import { DAY_MS, epochMs, MINUTE_MS } from '../../verification/time.ts';

/** What of a booking is looked at. */
export type WantedTime = Pick<BookingRecord, 'eventTypeId' | 'start' | 'durationMinutes' | 'holdId'>;

/** Whether one of these holds keeps a booking out of its time. Of a round robin, and of a seated event type, Cal.com hides only a part. */
export const isHeldByOthers = (
  { eventTypeId, start, durationMinutes, holdId }: WantedTime,
  holds: readonly HoldRecord[],
  finder: EventTypeFinder,
): boolean => {
  const wanted = eventTypeId === undefined ? undefined : finder.find({ eventTypeId });
  const minutes = durationMinutes ?? wanted?.length;
  const end = epochMs(minutes === undefined ? start + 1 : Math.min(start + minutes * MINUTE_MS, start + DAY_MS));
  return holds.some((hold) => {
    if (hold.id === holdId || hold.start >= end || hold.end <= start) return false;
    if (wanted === undefined) return hold.eventTypeId === eventTypeId;
    const held = finder.find({ eventTypeId: hold.eventTypeId });
    if (held?.seats !== undefined || wanted.scheduling === 'roundRobin') return false;
    // Of a team Cal.com holds the first one's time.
    const host = held?.hosts[0]?.userId;
    return host === undefined ? hold.eventTypeId === wanted.id : wanted.hosts.some(({ userId }) => userId === host);
  });
};

/**
 * What a request to book may have done that Cal.com has refused. It books a series one after another and looks at the first time alone, so that the
 * first may stand where a later one is refused, and the refusal does not say so. Pure.
 */
import { z } from 'zod';
import { type EventType, readEventType } from '../../calcom/event_type.ts';
import { jsonOf } from '../../calcom/json_body.ts';
import type { Operation } from '../../calcom/operation.ts';
import type { EventTypeFinder } from '../../changes/event_type_finder.ts';

/** With these Cal.com refuses before it books anything: it knows no such event type, or takes no more requests. */
const BEFORE_IT: readonly number[] = [404, 429];

/**
 * Whether some of it may be booked all the same. Of an event type that the catalogue does not know nobody can tell.
 * @param asked the body that was sent
 * @param status below 500
 */
export const mayBeBooked = (
  { method, segments: [resource, kind, ...more] }: Operation,
  asked: Buffer,
  status: number,
  finder: EventTypeFinder,
): boolean => {
  // The first version has a path of its own for a series.
  const isSeries = kind === 'recurring';
  const isBooking = method === 'POST' && resource === 'bookings' && (kind === undefined || isSeries);
  if (!isBooking || more.length > 0 || BEFORE_IT.includes(status)) return false;
  const eventType = askedEventType(asked);
  if (eventType === undefined) return false;
  const entry = finder.find(eventType);
  return entry === undefined || entry.recurrence !== undefined || isSeries;
};

const name = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const namedSchema = z.object({
  eventTypeId: z.int().nullish(),
  eventTypeSlug: name,
  username: name,
  teamSlug: name,
  organizationSlug: name,
});

/** By what Cal.com looks at first, where there is more; undefined for what it books nothing by. */
const askedEventType = (asked: Buffer): EventType | undefined => {
  // A series of the first version is a list.
  const named = namedSchema.safeParse([jsonOf(asked)].flat()[0]).data;
  if (named === undefined) return undefined;
  const { eventTypeId, teamSlug, ...rest } = named;
  if (eventTypeId) return { eventTypeId };
  const reading = readEventType(rest.username === undefined ? { teamSlug, ...rest } : rest);
  return reading.ok ? reading.eventType : undefined;
};

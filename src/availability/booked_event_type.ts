/** Which cached event types may be the one that was booked. */
import type { EventType } from '../calcom/event_type.ts';
import type { BookedEventType } from '../calcom/webhook.ts';

/**
 * Whether the event type that was booked may be this one. A webhook names it by its id, and the cache may hold it under the
 * slug that callers used; so everything that the webhook says has to fit, and what it does not say may fit.
 *
 * Everything of the people whose time was taken counts as the same for a dynamic event: it is free only when all of them are.
 */
export const mayBeBooked = (eventType: EventType, booked: BookedEventType): boolean => {
  if ('eventTypeId' in eventType) return eventType.eventTypeId === booked.eventTypeId;
  if ('usernames' in eventType) {
    return eventType.usernames.some((username) => username.toLowerCase() === booked.username);
  }
  const slugFits = booked.slug === undefined || eventType.eventTypeSlug.toLowerCase() === booked.slug;
  if ('teamSlug' in eventType) return booked.slug !== undefined && slugFits;
  return booked.username === undefined
    ? booked.slug !== undefined && slugFits
    : eventType.username.toLowerCase() === booked.username && slugFits;
};

/**
 * Which event types are worth a call to Cal.com at once when somebody is booked: those that may share the host's time.
 *
 * Every other one stays doubted, and the next question about such a day is answered stale and queues the refresh. To refresh all that
 * is in use instead costs as many calls a booking as there are event types: a day of 6,000 questions about 40 of them with 250
 * bookings made 9,446 calls that way, against 1,409 without any webhook, and left warming nothing of its budget.
 *
 * What it costs to know hosts from bookings alone: an id whose hosts are several (round-robin, or all of them together) is known by
 * those who were named as organizer so far. When another of its hosts is booked elsewhere, it is answered stale once. An id that
 * nobody has booked yet is refreshed with every booking, as nothing rules it out: such a day makes 4,503 calls where it is the very
 * first, and 1,679 once the hosts of all 40 are known.
 */
import type { EventType } from '../calcom/event_type.ts';
import type { BookedEventType } from '../calcom/webhook.ts';
import { mayBeBooked } from './booked_event_type.ts';
import type { Organizers } from './organizers.ts';
import { type SegmentsName, subjectOf } from './segment_key.ts';

/**
 * Whether a booking may take time from this event type.
 * @param hosts everybody known to have hosted it, in lower case; undefined where nobody is
 */
export const mayShareTime = (
  eventType: EventType,
  booked: BookedEventType,
  hosts: ReadonlySet<string> | undefined,
): boolean => {
  const organizer = booked.username;
  if (organizer === undefined || mayBeBooked(eventType, booked)) return true;
  if ('eventTypeId' in eventType) return hosts === undefined || hosts.has(organizer);
  if ('usernames' in eventType) return eventType.usernames.some((username) => username.toLowerCase() === organizer);
  // Nobody knows who is in a team.
  return 'teamSlug' in eventType || eventType.username.toLowerCase() === organizer;
};

/** Those of the names that a booking may take time from. At most one round trip. @throws when Redis cannot be reached */
export const sharingTime = async (
  organizers: Organizers,
  names: readonly SegmentsName[],
  booked: BookedEventType,
): Promise<readonly SegmentsName[]> => {
  const subjects = names.map((name) => ({ name, eventType: subjectOf(name).eventType }));
  const ids = new Set(subjects.flatMap(({ eventType }) => ('eventTypeId' in eventType ? eventType.eventTypeId : [])));
  const hosts = await organizers.of([...ids]);
  const hostsOf = (eventType: EventType) => ('eventTypeId' in eventType ? hosts.get(eventType.eventTypeId) : undefined);
  return subjects
    .filter(({ eventType }) => mayShareTime(eventType, booked, hostsOf(eventType)))
    .map(({ name }) => name);
};

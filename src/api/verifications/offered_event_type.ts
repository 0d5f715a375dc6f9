import type { EventType } from '../../calcom/event_type.ts';
import type { EventTypeFinder } from '../../changes/event_type_finder.ts';

/** An event type under the one name by which it is noted that its times were offered: its id, where the catalogue knows it. */
export const offeredEventType = (catalogue: EventTypeFinder, eventType: EventType): EventType => {
  const entry = catalogue.find(eventType);
  return entry === undefined ? eventType : { eventTypeId: entry.id };
};

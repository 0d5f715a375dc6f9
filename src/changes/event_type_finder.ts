import type { EventType } from '../calcom/event_type.ts';
import type { CatalogueEventType } from '../catalogue/catalogue_document.ts';

/** Whatever knows the account's event types. */
export interface EventTypeFinder {
  find(eventType: EventType): CatalogueEventType | undefined;
}

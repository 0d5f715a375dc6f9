/** Which event types are one person's copy of a managed one. Pure. */
import type { CatalogueEventType } from './catalogue_document.ts';

/**
 * Gives the copies their `parentId`. Cal.com lists a person's copy like any event type of theirs, but a managed one with those who have a copy
 * as its hosts; the copy has its slug, and nobody has two event types of one slug. A copy that was given another slug stays without.
 */
export const withParents = (eventTypes: readonly CatalogueEventType[]): readonly CatalogueEventType[] => {
  const parents = new Map<string, number>();
  for (const { id, slug, scheduling, hosts } of eventTypes) {
    if (scheduling === 'managed') for (const { userId } of hosts) parents.set(`${userId}/${slug}`, id);
  }
  return eventTypes.map((eventType) => {
    const parentId =
      eventType.scheduling === 'person' ? parents.get(`${eventType.ownerId}/${eventType.slug}`) : undefined;
    return parentId === undefined || eventType.parentId !== undefined ? eventType : { ...eventType, parentId };
  });
};

/** What changed between two documents, as far as it changes slots. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { CatalogueDocument, CatalogueEventType } from './catalogue_document.ts';

/** Event types by what became of them. */
export interface CatalogueChanges {
  /** With other settings that decide which slots are listed. */
  readonly changed: readonly CatalogueEventType[];
  readonly appeared: readonly CatalogueEventType[];
  /** As they were. */
  readonly disappeared: readonly CatalogueEventType[];
}

/** Compares two documents. @param before undefined where nothing was known: everything has appeared then */
export const catalogueChanges = (
  before: Pick<CatalogueDocument, 'eventTypes'> | undefined,
  after: Pick<CatalogueDocument, 'eventTypes'>,
): CatalogueChanges => {
  const known = new Map(before?.eventTypes.map((eventType) => [eventType.id, eventType]));
  const remaining = new Set(after.eventTypes.map(({ id }) => id));
  const changed: CatalogueEventType[] = [];
  const appeared: CatalogueEventType[] = [];
  for (const eventType of after.eventTypes) {
    const earlier = known.get(eventType.id);
    if (earlier === undefined) appeared.push(eventType);
    else if (!isDeepStrictEqual(whatDecidesSlots(earlier), whatDecidesSlots(eventType))) changed.push(eventType);
  }
  return { changed, appeared, disappeared: [...known.values()].filter(({ id }) => !remaining.has(id)) };
};

/**
 * All but what only names it, and how often it is booked at once. Its slug is a name too, though a question by the old one now means nothing: who finds by name finds by the
 * newest document. A setting that is added to the catalogue decides slots until somebody says here that it does not.
 */
const whatDecidesSlots = (eventType: CatalogueEventType): unknown => {
  const {
    slug: _slug,
    title: _title,
    hidden: _hidden,
    ownerId: _ownerId,
    recurrence: _recurrence,
    hosts,
    ...deciding
  } = eventType;
  return {
    ...deciding,
    lengths: [...eventType.lengths].sort((one, other) => one - other),
    hosts: hosts.map(({ userId }) => userId).sort((one, other) => one - other),
  };
};

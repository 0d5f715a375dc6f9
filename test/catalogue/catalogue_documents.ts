/** Documents for tests, of as little as each needs. */
import type { CatalogueDocument, CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';
import { epochMs } from '../../src/verification/time.ts';
import { entryOf } from '../availability/catalogue_entry.ts';

/** An event type with names of its own, which is not booked at the last moment. */
export const eventTypeOf = (given: Partial<CatalogueEventType> & { id: number }): CatalogueEventType =>
  entryOf({ slug: `slug-${given.id}`, title: `Title ${given.id}`, minimumNotice: 120, lengths: [30], ...given });

export const documentOf = (given: Partial<CatalogueDocument> = {}): CatalogueDocument => ({
  readAt: epochMs(0),
  teams: [],
  eventTypes: [],
  missing: [],
  ...given,
});

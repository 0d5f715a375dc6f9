/** Documents for tests, of as little as each needs. */
import type { CatalogueDocument, CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';
import { epochMs } from '../../src/verification/time.ts';

export const eventTypeOf = (given: Partial<CatalogueEventType> & { id: number }): CatalogueEventType => ({
  slug: `slug-${given.id}`,
  title: `Title ${given.id}`,
  length: 30,
  lengths: [30],
  offsetStart: 0,
  optimizedSlots: false,
  minimumNotice: 120,
  beforeBuffer: 0,
  afterBuffer: 0,
  firstSlotOnly: false,
  window: { kind: 'none' },
  blocksUnconfirmed: false,
  hidden: false,
  scheduling: 'person',
  hosts: [],
  ...given,
});

export const documentOf = (given: Partial<CatalogueDocument> = {}): CatalogueDocument => ({
  readAt: epochMs(0),
  teams: [],
  eventTypes: [],
  missing: [],
  ...given,
});

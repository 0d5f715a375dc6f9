import type { CatalogueEventType } from '../../src/catalogue/catalogue_document.ts';

/** An event type as the catalogue has it: half an hour of one person's, with nothing particular, unless told. */
export const entryOf = (particulars: Partial<CatalogueEventType> = {}): CatalogueEventType => ({
  id: 101,
  slug: 'intro',
  title: 'Introduction',
  length: 30,
  lengths: [particulars.length ?? 30],
  offsetStart: 0,
  optimizedSlots: false,
  minimumNotice: 0,
  beforeBuffer: 0,
  afterBuffer: 0,
  firstSlotOnly: false,
  window: { kind: 'none' },
  blocksUnconfirmed: false,
  hidden: false,
  scheduling: 'person',
  hosts: [],
  ...particulars,
});

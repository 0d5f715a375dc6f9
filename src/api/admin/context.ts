import type { SegmentStore } from '../../availability/segment_store.ts';
import type { Usage } from '../../availability/usage.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { FleetContext } from '../operation/context.ts';
import type { VerificationsContext } from '../verifications/context.ts';

/** What the page for people shows, and answers. */
export interface AdminContext extends VerificationsContext, FleetContext {
  readonly catalogue: Pick<Catalogue, 'find' | 'document'>;
  readonly store: SegmentStore;
  readonly usage: Usage;
}

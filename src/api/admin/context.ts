import type { Account } from '../../account/account.ts';
import type { SegmentStore } from '../../availability/segment_store.ts';
import type { Usage } from '../../availability/usage.ts';
import type { Offers } from '../../booking/offers.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { BookingsContext } from '../bookings/context.ts';
import type { FleetContext, OperationContext } from '../operation/context.ts';
import type { VerificationsContext } from '../verifications/context.ts';

/** What the page for people shows, and answers. */
export interface AdminContext extends VerificationsContext, BookingsContext, FleetContext {
  readonly account: VerificationsContext['account'] & Pick<Account, 'apiUrl'>;
  readonly config: VerificationsContext['config'];
  readonly offers: Offers;
  readonly catalogue: Pick<Catalogue, 'find' | 'document'>;
  readonly store: SegmentStore;
  readonly usage: Usage;
  readonly redisFault: OperationContext['redisFault'];
}

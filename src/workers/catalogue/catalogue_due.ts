import type { CatalogueDocument } from '../../catalogue/catalogue_document.ts';
import { type EpochMs, HOUR_MS } from '../../verification/time.ts';

/** As often as the usual schedule reads it. */
const CURRENT_MS = HOUR_MS;

/** Whether a worker that starts should have the account read: there is no catalogue, an old one, or one from when there was no key. Pure. */
export const isCatalogueDue = (document: CatalogueDocument | undefined, now: EpochMs, hasKey: boolean): boolean => {
  if (document === undefined || document.readAt <= now - CURRENT_MS) return true;
  return hasKey !== (document.me !== undefined || document.eventTypes.length > 0);
};

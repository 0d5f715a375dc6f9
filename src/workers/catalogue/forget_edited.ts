/** An event type that was edited in Cal.com lists other slots than are cached: its days are forgotten at once. */
import { inBatches } from '../../availability/in_batches.ts';
import { type SegmentsName, subjectOf } from '../../availability/segment_key.ts';
import type { CatalogueDocument, CatalogueEventType } from '../../catalogue/catalogue_document.ts';
import { CatalogueIndex } from '../../catalogue/catalogue_index.ts';
import type { WorkerContext } from '../process/context.ts';

/** Event types whose commands are on their way to Redis at once. */
const AT_ONCE = 100;

/**
 * Forgets all that is cached of the edited and deleted event types, under each of their names.
 * @param before by which names they were known; undefined where nothing was known, so that nothing is cached by wrong rules
 */
export const forgetEdited = async (
  { usage, store }: Pick<WorkerContext, 'usage' | 'store'>,
  before: CatalogueDocument | undefined,
  edited: readonly CatalogueEventType[],
): Promise<void> => {
  if (before === undefined || edited.length === 0) return;
  const ids = new Set(edited.map(({ id }) => id));
  const index = new CatalogueIndex(before);
  const isEdited = (name: SegmentsName): boolean => {
    const entry = index.find(subjectOf(name).eventType);
    return entry !== undefined && ids.has(entry.id);
  };
  await inBatches((await usage.cached()).filter(isEdited), AT_ONCE, (name) => store.forget(name));
};

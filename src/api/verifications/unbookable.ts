/**
 * Questions about what is not to be booked, by what the catalogue says of it. Cal.com lists no slot of a managed event type, and slots of a length
 * that cannot be booked. A hidden one it lists and books like any other: that one is refused because it is hidden, not because it would fail.
 */
import type { CatalogueDocument, CatalogueEventType } from '../../catalogue/catalogue_document.ts';
import type { BodyFault } from '../../contract/body_fault.ts';

/** How many names a reason lists. */
const MOST_NAMED = 5;

/**
 * Why an event type is not booked so, and what would be right.
 * @param entry what the catalogue says of it; undefined where it says nothing, and then Cal.com is asked
 * @param named the field that names it
 */
export const unbookable = (
  entry: CatalogueEventType | undefined,
  document: CatalogueDocument | undefined,
  durationMinutes: number | undefined,
  named: 'eventTypeId' | 'eventTypeSlug',
): BodyFault | undefined => {
  if (entry === undefined) return undefined;
  const { title, lengths, scheduling, hidden } = entry;
  if (scheduling === 'managed') {
    const copies = (document?.eventTypes ?? []).filter(({ parentId }) => parentId === entry.id).map(({ id }) => id);
    const instead = copies.length === 0 ? '' : `: ask for one of its members' copies, ${listOf(copies)}`;
    return { pointer: `/${named}`, reason: `is a managed event type (${title}), which nobody books${instead}` };
  }
  if (hidden) {
    return { pointer: `/${named}`, reason: `is hidden in Cal.com (${title}): show it there, or ask for another one` };
  }
  if (durationMinutes === undefined || lengths.includes(durationMinutes)) return undefined;
  const right = lengths.length === 1 ? `must be ${lengths[0]}` : `must be one of ${lengths.join(', ')}`;
  return { pointer: '/duration', reason: `${right}, in minutes, as ${title} has it` };
};

const listOf = (ids: readonly number[]): string =>
  ids.length <= MOST_NAMED
    ? ids.join(', ')
    : `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more`;

/** What a team offers, by the catalogue. */
import { type CatalogueDocument, type CatalogueEventType, isOffered } from '../../catalogue/catalogue_document.ts';
import { type AskedEventType, MOST_EVENT_TYPES, NO_PREFERENCE } from '../../contract/asked_event_types.ts';
import type { BodyFault } from '../../contract/body_fault.ts';

const POINTER = '/eventTypes/team';

/** The event types, or why there are none to ask about. @param team its slug, its name or its id */
export const teamEventTypes = (
  document: CatalogueDocument | undefined,
  team: string,
  durationMinutes: number | undefined,
): readonly AskedEventType[] | BodyFault => {
  const wanted = team.trim().toLowerCase();
  const found = document?.teams.find(({ teamId, slug, name }) =>
    [String(teamId), slug?.toLowerCase(), name.toLowerCase()].includes(wanted),
  );
  if (document === undefined || found === undefined) {
    return { pointer: POINTER, reason: 'is no team of this account, as far as is known' };
  }
  const ofTeam = document.eventTypes.filter(({ teamId }) => teamId === found.teamId);
  const managed = new Set(ofTeam.filter(({ scheduling }) => scheduling === 'managed').map(({ id }) => id));
  const copies = document.eventTypes.filter(({ parentId }) => parentId !== undefined && managed.has(parentId));
  const bookable = [...ofTeam, ...copies].filter(
    (entry) => isOffered(entry) && (durationMinutes === undefined || entry.lengths.includes(durationMinutes)),
  );
  if (bookable.length === 0) {
    return { pointer: POINTER, reason: `has nothing that can be booked${durationMinutes === undefined ? '' : ' so'}` };
  }
  if (bookable.length > MOST_EVENT_TYPES) {
    return { pointer: POINTER, reason: `has ${bookable.length} event types: name at most ${MOST_EVENT_TYPES} of them` };
  }
  return bookable.map((entry) => ({
    eventType: { eventTypeId: entry.id },
    label: labelOf(entry),
    preference: NO_PREFERENCE,
    pointer: POINTER,
  }));
};

/** A member's copy of a managed event type has the title of all the others. */
const labelOf = ({ title, parentId, hosts }: CatalogueEventType): string => {
  const name = parentId === undefined ? undefined : hosts[0]?.name;
  return name === undefined ? title : `${title} (${name})`;
};

/** A document's event types by all of their names. Pure. */
import { type EventType, eventTypeKey } from '../calcom/event_type.ts';
import type { CatalogueDocument, CatalogueEventType, CatalogueHost } from './catalogue_document.ts';

/** Finds event types of one document. */
export class CatalogueIndex {
  readonly #byId: ReadonlyMap<number, CatalogueEventType>;
  /** Undefined for a name that two event types have: an organization's member can have the username of somebody outside. */
  readonly #byName = new Map<string, CatalogueEventType | undefined>();

  readonly #namesById = new Map<number, EventType[]>();
  readonly #hostByEmail: ReadonlyMap<string, CatalogueHost>;

  constructor({ eventTypes, teams }: CatalogueDocument) {
    this.#byId = new Map(eventTypes.map((eventType) => [eventType.id, eventType]));
    this.#hostByEmail = new Map(
      eventTypes
        .flatMap(({ hosts }) => hosts)
        .flatMap((host) => (host.email === undefined ? [] : [[host.email, host] as const])),
    );
    const teamById = new Map(teams.map((team) => [team.teamId, team]));
    for (const eventType of eventTypes) {
      if (eventType.scheduling === 'person') {
        for (const name of personNames(eventType)) this.#add(name, eventType);
        continue;
      }
      const team = eventType.teamId === undefined ? undefined : teamById.get(eventType.teamId);
      if (team?.slug === undefined) continue;
      const name = { teamSlug: team.slug, eventTypeSlug: eventType.slug };
      if (team.parentId === undefined) this.#add(name, eventType);
      const organizationSlug = team.parentId === undefined ? undefined : teamById.get(team.parentId)?.slug;
      if (organizationSlug !== undefined) this.#add({ ...name, organizationSlug }, eventType);
    }
  }

  find(eventType: EventType): CatalogueEventType | undefined {
    if ('eventTypeId' in eventType) return this.#byId.get(eventType.eventTypeId);
    return 'usernames' in eventType ? undefined : this.#byName.get(eventTypeKey(eventType));
  }

  /** The names that mean this event type and no other one, beside its id. */
  namesOf({ id }: Pick<CatalogueEventType, 'id'>): readonly EventType[] {
    return (this.#namesById.get(id) ?? []).filter((name) => this.find(name)?.id === id);
  }

  /** @param email in lower case */
  hostOf(email: string): CatalogueHost | undefined {
    return this.#hostByEmail.get(email);
  }

  #add(name: EventType, eventType: CatalogueEventType): void {
    const key = eventTypeKey(name);
    this.#namesById.set(eventType.id, [...(this.#namesById.get(eventType.id) ?? []), name]);
    const known = this.#byName.get(key);
    this.#byName.set(key, this.#byName.has(key) && known?.id !== eventType.id ? undefined : eventType);
  }
}

/** Cal.com finds a member of an organization without its slug too, by the username alone. */
const personNames = ({ slug, ownerId, hosts }: CatalogueEventType): readonly EventType[] =>
  hosts
    .filter(({ userId }) => ownerId === undefined || userId === ownerId)
    .flatMap(({ username, organizationSlug }): EventType[] => {
      if (username === undefined) return [];
      const name = { username, eventTypeSlug: slug };
      return organizationSlug === undefined ? [name] : [name, { ...name, organizationSlug }];
    });

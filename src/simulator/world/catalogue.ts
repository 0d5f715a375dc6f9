// Finds what an account holds.

import type { EventType } from './event_type.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** Finds event types and hosts by every name that they have. */
export class Catalogue {
  readonly #world: World;
  readonly #byId = new Map<number, EventType>();
  readonly #hosts: ReadonlyMap<string, Host>;

  constructor(world: World) {
    this.#world = world;
    this.#hosts = new Map(world.hosts.map((host) => [host.username, host]));
    this.startOver();
  }

  /** Back to the event types that the world begins with. */
  startOver(): void {
    this.#byId.clear();
    for (const eventType of this.#world.eventTypes) this.#byId.set(eventType.id, eventType);
  }

  /** Adds a person's event type under an id of its own. */
  add(eventType: Omit<EventType, 'id'>): EventType {
    const taken = [...this.#byId.keys(), this.generatedIds?.last ?? 0];
    const added = { ...eventType, id: Math.max(...taken) + 1 };
    this.#byId.set(added.id, added);
    return added;
  }

  remove(id: number): void {
    this.#byId.delete(id);
  }

  /** The event types, without the generated ones. */
  get named(): readonly EventType[] {
    return [...this.#byId.values()];
  }

  /** The hosts, without the generated ones. */
  get hosts(): readonly Host[] {
    return this.#world.hosts;
  }

  /** The first and the last id of generated event types, where there are any. */
  get generatedIds(): { readonly first: number; readonly last: number } | undefined {
    return this.#world.generated?.ids;
  }

  byId(id: number): EventType | undefined {
    const { generated } = this.#world;
    if (generated && id >= generated.ids.first && id <= generated.ids.last) return generated.eventType(id);
    return this.#byId.get(id);
  }

  byHost(host: Host, slug: string): EventType | undefined {
    const generatedId = this.#world.generated?.idOfHost(host.username);
    const candidates = generatedId === undefined ? this.named : [this.byId(generatedId)];
    return candidates.find(
      (eventType) => !eventType?.teamSlug && eventType?.slug === slug && eventType.hosts[0]?.id === host.id,
    );
  }

  byTeam(teamSlug: string, slug: string, organizationSlug?: string): EventType | undefined {
    return this.named.find((eventType) => eventType.slug === slug && this.#isOf(eventType, teamSlug, organizationSlug));
  }

  hasTeam(teamSlug: string, organizationSlug?: string): boolean {
    return this.named.some((eventType) => this.#isOf(eventType, teamSlug, organizationSlug));
  }

  /** The host of that name, who must belong to just that organization (or to none). */
  hostNamed(username: string, organizationSlug?: string): Host | undefined {
    const found = this.anyHostNamed(username);
    if (this.#world.ignoresOrganizations) return found;
    return found?.organizationSlug === organizationSlug ? found : undefined;
  }

  /** The host of that name in whatever organization. */
  anyHostNamed(username: string): Host | undefined {
    const generatedId = this.#world.generated?.idOfHost(username);
    return generatedId === undefined ? this.#hosts.get(username) : this.byId(generatedId)?.hosts[0];
  }

  /** Which hosts of a round robin are looked at, of those that are asked for: undefined is all of them. */
  hostSubset(asked: readonly number[] | undefined): readonly number[] | undefined {
    return this.#world.ignoresHostSubsets ? undefined : asked;
  }

  #isOf(eventType: EventType, teamSlug: string, organizationSlug: string | undefined): boolean {
    if (eventType.teamSlug !== teamSlug) return false;
    return this.#world.ignoresOrganizations === true || eventType.organizationSlug === organizationSlug;
  }
}

// The account as whoever has its key sees it: whose it is, in which teams, and which event types are listed. One key sees all of it.

import { ApiError } from '../api_error.ts';
import type { Credential } from '../credential.ts';
import type { Booking } from '../world/booking.ts';
import type { Catalogue } from '../world/catalogue.ts';
import { type EventType, isTeams } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';

/** What a key may be refused. */
export const WITHHOLDABLE = ['me', 'teams', 'memberships', 'organization'] as const;

/** How an account is set up. */
export type AccountOptions = {
  /** So many of the generated event types are listed among the organization's; none unless told. */
  readonly generatedListed?: number | undefined;
  /** What the key is refused with a 403. */
  readonly withheld?: readonly (typeof WITHHOLDABLE)[number][] | undefined;
  /** Properties that Cal.com would answer otherwise than by the event type itself, by its id: what somebody edited. */
  readonly edited?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** Ids that are listed no more. */
  readonly deleted?: readonly number[] | undefined;
  /** The owner is shown no bookings but those that he organizes or attends, as in Cal.com's community edition. */
  readonly seesOwnOnly?: boolean | undefined;
};

/** A team or an organization. */
export type Team = {
  readonly id: number;
  readonly slug: string;
  readonly parentId: number | null;
  readonly isOrganization: boolean;
  readonly members: readonly Host[];
};

const OWNER = 'anna';
const FIRST_TEAM_ID = 501;
/** Whoever has the key sees all of a world that names no organization: its hosts then are one of this name. */
const UNNAMED_ORGANIZATION = 'everybody';

const NO_CREDENTIAL =
  "No authentication method provided. Either pass an API key as 'Bearer' header or OAuth client credentials as " +
  "'x-cal-secret-key' and 'x-cal-client-id' headers";
const NOT_A_TOKEN = 'access token - Invalid Access Token.';

/** What a team is called. */
export function teamName({ slug }: Team): string {
  return slug.charAt(0).toUpperCase() + slug.slice(1);
}

/** Finds what is listed. */
export class SimulatedAccount {
  readonly #catalogue: Catalogue;
  readonly #initial: AccountOptions;
  /** The paths that were asked for, in order. */
  readonly calls: string[] = [];
  readonly teams: readonly Team[];
  options: AccountOptions;

  constructor(catalogue: Catalogue, options: AccountOptions) {
    this.#catalogue = catalogue;
    this.#initial = options;
    this.options = options;
    this.teams = this.#findTeams();
  }

  /** Back to how it was set up. */
  reset(): void {
    this.options = this.#initial;
    this.calls.length = 0;
  }

  get owner(): Host {
    const { hosts } = this.#catalogue;
    const owner = hosts.find(({ username }) => username === OWNER) ?? hosts[0];
    if (!owner) throw new Error('The account has no host');
    return owner;
  }

  /**
   * Whose credential it is: a key such as `cal_test_nick_…` or `cal_nick` is that person's, every other key the owner's. Undefined without
   * a key; tokens are nobody's here.
   */
  userOf({ kind, bearer = '' }: Credential): Host | undefined {
    if (kind !== 'apiKey') return undefined;
    const [named] = bearer.split('_').flatMap((part) => this.#catalogue.anyHostNamed(part) ?? []);
    return named ?? this.owner;
  }

  /** The same, for what only somebody may do. Throws an ApiError (401) when it is nobody's. */
  requiredUser(credential: Credential): Host {
    const user = this.userOf(credential);
    if (user) return user;
    throw new ApiError(401, `ApiAuthStrategy - ${credential.bearer === undefined ? NO_CREDENTIAL : NOT_A_TOKEN}`);
  }

  /** The organization of a person. */
  organizationOf(host: Host): Team | undefined {
    return this.teams.find(({ isOrganization, members }) => isOrganization && members.includes(host));
  }

  /** Whether somebody is shown a booking: his own, and the owner, who administers the whole account unless told, everybody's. */
  isShown(user: Host, { hosts, attendees }: Booking): boolean {
    return (
      (user === this.owner && !this.options.seesOwnOnly) ||
      [...hosts, ...attendees].some(({ email }) => email === user.email)
    );
  }

  get organization(): Team | undefined {
    return this.teams.find(({ isOrganization }) => isOrganization);
  }

  teamOf(eventType: EventType): Team | undefined {
    const { teamSlug, organizationSlug } = eventType;
    if (teamSlug === undefined) return isTeams(eventType) ? this.organization : undefined;
    const parentId = organizationSlug === undefined ? null : (this.organization?.id ?? null);
    return this.teams.find((team) => team.slug === teamSlug && team.parentId === parentId);
  }

  ofPerson(username: string): readonly EventType[] {
    return this.#listed().filter((eventType) => !isTeams(eventType) && eventType.hosts[0]?.username === username);
  }

  ofTeam(team: Team): readonly EventType[] {
    return this.#listed().filter((eventType) => this.teamOf(eventType)?.id === team.id);
  }

  /** Its teams', and those of all people but the owner: whoever administers an organization sees the whole account. */
  ofOrganization(): readonly EventType[] {
    return this.#listed().filter((eventType) => {
      const team = this.teamOf(eventType);
      return team === undefined ? eventType.hosts[0] !== this.owner : team.isOrganization || team.parentId !== null;
    });
  }

  /** Whose time it is; of a managed one, those who have one of it. */
  hostsOf({ id, hosts, scheduling }: EventType): readonly Host[] {
    if (scheduling !== 'managed') return hosts;
    return this.#listed().flatMap((eventType) => (eventType.parentId === id ? eventType.hosts : []));
  }

  /** Those of the ids that there are, and for managed ones also those of the members. */
  withMembers(ids: readonly number[]): readonly number[] {
    const members = this.#catalogue.named.filter(({ parentId }) => parentId !== undefined && ids.includes(parentId));
    return [...ids, ...members.map(({ id }) => id)].filter((id) => this.byId(id) !== undefined);
  }

  byId(id: number): EventType | undefined {
    return this.options.deleted?.includes(id) ? undefined : this.#catalogue.byId(id);
  }

  #listed(): readonly EventType[] {
    const first = this.#catalogue.generatedIds?.first ?? 0;
    const generated = Array.from({ length: this.options.generatedListed ?? 0 }, (_, index) =>
      this.#catalogue.byId(first + index),
    );
    return [...this.#catalogue.named, ...generated].filter(
      (eventType): eventType is EventType => eventType !== undefined && this.byId(eventType.id) !== undefined,
    );
  }

  #findTeams(): readonly Team[] {
    const { named, hosts } = this.#catalogue;
    const slugs = [...new Set(named.flatMap(({ organizationSlug }) => organizationSlug ?? []))];
    const organizations = slugs.length > 0 ? slugs : [UNNAMED_ORGANIZATION];
    let id = FIRST_TEAM_ID;
    const found: Team[] = organizations.map((slug) => ({
      id: id++,
      slug,
      parentId: null,
      isOrganization: true,
      members: slugs.length > 0 ? hosts.filter(({ organizationSlug }) => organizationSlug === slug) : hosts,
    }));
    for (const { teamSlug: slug, organizationSlug, hosts: members } of named) {
      const parentId = found.find((team) => team.slug === organizationSlug)?.id ?? null;
      if (slug === undefined || found.some((team) => team.slug === slug && team.parentId === parentId)) continue;
      found.push({ id: id++, slug, parentId, isOrganization: false, members });
    }
    return found;
  }
}

// What the simulated account holds: a handful of named event types, each there for one peculiarity, and nine thousand plain ones for load.

import type { EventType } from './event_type.ts';
import type { Host } from './host.ts';
import { integerBetween, seededRandom } from './random.ts';

/** The template of a managed event type: it has no slots of its own, so its id answers 404 like an unknown one. Its child is 113. */
export const MANAGED_PARENT_ID = 199;

/** Every id from the first to the last is a valid event type with a host and a calendar of its own. */
export const GENERATED_IDS = { first: 1000, last: 9999 } as const;

const HOUR = 60;

function host(username: string, timeZone: string, particulars: Partial<Host> = {}): Host {
  return {
    username,
    name: username.charAt(0).toUpperCase() + username.slice(1),
    email: `${username}@example.com`,
    timeZone,
    opensAtMinute: 9 * HOUR,
    closesAtMinute: 17 * HOUR,
    fullyBooked: false,
    ...particulars,
  };
}

const anna = host('anna', 'Europe/Berlin');
const bert = host('bert', 'Europe/Berlin', { opensAtMinute: 8 * HOUR + 25, closesAtMinute: 16 * HOUR + 45 });
const clara = host('clara', 'Europe/Vienna');
const dora = host('dora', 'Europe/Berlin', { fullyBooked: true });
const nick = host('nick', 'America/New_York');
const emil = host('emil', 'Europe/Paris', { closesAtMinute: 18 * HOUR });
const kiran = host('kiran', 'Asia/Kathmandu', { closesAtMinute: 18 * HOUR });
const lou = host('lou', 'Australia/Lord_Howe');
const olga = host('olga', 'Europe/Berlin', { organizationSlug: 'acme' });
const pavel = host('pavel', 'Europe/Warsaw', { organizationSlug: 'acme', opensAtMinute: 8 * HOUR });

const NAMED_HOSTS: readonly Host[] = [anna, bert, clara, dora, nick, emil, kiran, lou, olga, pavel];

const NAMED_EVENT_TYPES: readonly EventType[] = [
  { id: 101, slug: 'intro', title: 'Introduction', hosts: [anna], scheduling: 'all', lengths: [30] },
  // The same host as 101: a booking of either takes the time from both.
  { id: 102, slug: 'deep-dive', title: 'Deep dive', hosts: [anna], scheduling: 'all', lengths: [60] },
  // Starts off the hour (08:25, 09:15, 10:05, …), so no rounding of a requested time ever hits by luck.
  { id: 103, slug: 'fifty', title: 'Fifty minutes', hosts: [bert], scheduling: 'all', lengths: [50] },
  { id: 104, slug: 'workshop', title: 'Workshop', hosts: [clara], scheduling: 'all', lengths: [60], seats: 6 },
  { id: 105, slug: 'sold-out', title: 'Sold out', hosts: [dora], scheduling: 'all', lengths: [30] },
  { id: 106, slug: 'consultation', title: 'Consultation', hosts: [nick], scheduling: 'all', lengths: [30] },
  { id: 107, slug: 'flexible', title: 'Flexible', hosts: [emil], scheduling: 'all', lengths: [15, 30, 60] },
  {
    id: 108,
    slug: 'support-call',
    title: 'Support call',
    hosts: [anna, nick],
    scheduling: 'any',
    lengths: [30],
    teamSlug: 'support',
  },
  // A zone 5:45 from UTC, and one whose clocks change by half an hour.
  { id: 109, slug: 'mentoring', title: 'Mentoring', hosts: [kiran], scheduling: 'all', lengths: [45] },
  { id: 110, slug: 'island', title: 'Island call', hosts: [lou], scheduling: 'all', lengths: [30] },
  {
    id: 111,
    slug: 'planning',
    title: 'Planning',
    hosts: [olga],
    scheduling: 'all',
    lengths: [30],
    organizationSlug: 'acme',
  },
  {
    id: 112,
    slug: 'panel',
    title: 'Panel',
    hosts: [olga, pavel],
    scheduling: 'all',
    lengths: [60],
    teamSlug: 'board',
    organizationSlug: 'acme',
  },
  {
    id: 113,
    slug: 'onboarding',
    title: 'Onboarding',
    hosts: [pavel],
    scheduling: 'all',
    lengths: [30],
    organizationSlug: 'acme',
  },
];

const GENERATED_ZONES = ['Europe/Berlin', 'Europe/Lisbon', 'America/Chicago', 'Asia/Tokyo', 'Asia/Kolkata', 'UTC'];
const GENERATED_LENGTHS = [30, 30, 30, 20, 45, 60];

/** Finds event types and hosts. Ids 1000 to 9999 are made on first use; their host is `host-<id>`, their slug `meeting`. */
export class Catalogue {
  readonly #seed: string;
  readonly #generated = new Map<number, EventType>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The named event types, without the generated ones. */
  get named(): readonly EventType[] {
    return NAMED_EVENT_TYPES;
  }

  byId(id: number): EventType | undefined {
    if (id >= GENERATED_IDS.first && id <= GENERATED_IDS.last) return this.#generate(id);
    return NAMED_EVENT_TYPES.find((eventType) => eventType.id === id);
  }

  byHost(host: Host, slug: string): EventType | undefined {
    const generatedId = /^host-(\d{4})$/.exec(host.username)?.[1];
    if (generatedId) return slug === 'meeting' ? this.byId(Number(generatedId)) : undefined;
    return NAMED_EVENT_TYPES.find(
      (eventType) => !eventType.teamSlug && eventType.slug === slug && eventType.hosts[0] === host,
    );
  }

  byTeam(teamSlug: string, slug: string, organizationSlug?: string): EventType | undefined {
    return NAMED_EVENT_TYPES.find(
      (eventType) =>
        eventType.teamSlug === teamSlug && eventType.slug === slug && eventType.organizationSlug === organizationSlug,
    );
  }

  hasTeam(teamSlug: string, organizationSlug?: string): boolean {
    return NAMED_EVENT_TYPES.some(
      (eventType) => eventType.teamSlug === teamSlug && eventType.organizationSlug === organizationSlug,
    );
  }

  hasOrganization(slug: string): boolean {
    return NAMED_HOSTS.some((known) => known.organizationSlug === slug);
  }

  /** The host of that name, who must belong to just that organization (or to none). */
  hostNamed(username: string, organizationSlug?: string): Host | undefined {
    const found = this.anyHostNamed(username);
    return found?.organizationSlug === organizationSlug ? found : undefined;
  }

  /** The host of that name in whatever organization. */
  anyHostNamed(username: string): Host | undefined {
    const generatedId = /^host-(\d{4})$/.exec(username)?.[1];
    if (generatedId) return this.byId(Number(generatedId))?.hosts[0];
    return NAMED_HOSTS.find((known) => known.username === username);
  }

  #generate(id: number): EventType {
    const known = this.#generated.get(id);
    if (known) return known;
    const random = seededRandom(`${this.#seed}/event-type/${id}`);
    const zone = GENERATED_ZONES[integerBetween(random, 0, GENERATED_ZONES.length - 1)] ?? 'UTC';
    const length = GENERATED_LENGTHS[integerBetween(random, 0, GENERATED_LENGTHS.length - 1)] ?? 30;
    const opensAtMinute = integerBetween(random, 7, 10) * HOUR;
    const owner = host(`host-${id}`, zone, { opensAtMinute, closesAtMinute: opensAtMinute + 8 * HOUR });
    const eventType: EventType = {
      id,
      slug: 'meeting',
      title: `Meeting ${id}`,
      hosts: [owner],
      scheduling: 'all',
      lengths: [length],
    };
    this.#generated.set(id, eventType);
    return eventType;
  }
}

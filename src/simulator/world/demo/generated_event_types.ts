// Nine thousand plain event types for load, each with a host and a calendar of its own.

import { integerBetween, seededRandom } from '../../random.ts';
import type { EventType } from '../event_type.ts';
import type { GeneratedEventTypes } from '../world.ts';
import { demoHost } from './demo_host.ts';

const IDS = { first: 1000, last: 9999 };
const FIRST_HOST_ID = 100_000;
const ZONES = ['Europe/Berlin', 'Europe/Lisbon', 'America/Chicago', 'Asia/Tokyo', 'Asia/Kolkata', 'UTC'];
const LENGTHS = [30, 30, 30, 20, 45, 60];

/** Ids 1000 to 9999, made on first use; their host is `host-<id>`, their slug `meeting`. */
export function generatedEventTypes(seed: string): GeneratedEventTypes {
  const made = new Map<number, EventType>();
  return {
    ids: IDS,
    eventType: (id) => {
      const eventType = made.get(id) ?? generate(seed, id);
      made.set(id, eventType);
      return eventType;
    },
    idOfHost: (username) => {
      const id = Number(/^host-(\d{4})$/.exec(username)?.[1] ?? Number.NaN);
      return id >= IDS.first && id <= IDS.last ? id : undefined;
    },
  };
}

function generate(seed: string, id: number): EventType {
  const random = seededRandom(`${seed}/event-type/${id}`);
  const timeZone = ZONES[integerBetween(random, 0, ZONES.length - 1)] ?? 'UTC';
  const length = LENGTHS[integerBetween(random, 0, LENGTHS.length - 1)] ?? 30;
  const opensAtMinute = integerBetween(random, 7, 10) * 60;
  const host = demoHost(
    seed,
    { id: FIRST_HOST_ID + id, username: `host-${id}`, timeZone },
    { opensAtMinute, closesAtMinute: opensAtMinute + 8 * 60 },
  );
  return { id, slug: 'meeting', title: `Meeting ${id}`, hosts: [host], length };
}

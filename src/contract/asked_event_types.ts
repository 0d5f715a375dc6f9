/** Which event types a question about several is about: a list of them, or a team's. */
import { z } from 'zod';
import {
  type EventType,
  eventTypeKey,
  eventTypeShape,
  GREATEST_EVENT_TYPE_ID,
  readEventType,
} from '../calcom/event_type.ts';
import type { BodyFault } from './body_fault.ts';

/** The most event types of one question. */
export const MOST_EVENT_TYPES = 50;

/** The most characters of a label and of a team's name. */
const LONGEST_NAME = 200;
const MOST_PREFERENCES = 1_000;

/** The most hosts that a question names. */
const MOST_HOSTS = 50;

/** Hosts of a round-robin event type. */
export const hostsSchema = z
  .array(z.int().min(1).max(GREATEST_EVENT_TYPE_ID))
  .min(1)
  .max(MOST_HOSTS)
  .optional()
  .meta({ description: "Of a round-robin event type only these hosts' slots: Cal.com's ids of them." });

const listed = z.strictObject({
  ...eventTypeShape,
  hosts: hostsSchema,
  label: z
    .string()
    .min(1)
    .max(LONGEST_NAME)
    .optional()
    .meta({ description: 'What the answer calls it, such as a name.' }),
  preference: z.int().min(1).max(MOST_PREFERENCES).optional().meta({
    description: 'The smaller one is preferred. Those without one come after those with one, and are alike.',
  }),
});

/** The field of a question. */
export const eventTypesSchema = z
  .union([
    z.array(listed).min(1).max(MOST_EVENT_TYPES),
    z.strictObject({
      team: z.string().min(1).max(LONGEST_NAME).meta({ description: 'Its slug, its name or its id.' }),
    }),
  ])
  .meta({
    description: `In place of one event type: up to ${MOST_EVENT_TYPES}, of which any will do, or all that a team has and anybody can book.`,
  });

/** An event type of a question about several, as the caller named it. */
export interface AskedEventType {
  readonly eventType: EventType;
  /** Those hosts of it whose slots alone are asked for, ascending. */
  readonly hosts?: readonly number[] | undefined;
  readonly label?: string | undefined;
  /** The smaller one is preferred. */
  readonly preference: number;
  /** Where it stands in the body: a JSON pointer. */
  readonly pointer: string;
}

/** What a question is about. */
export type AskedAbout =
  | { readonly kind: 'one'; readonly eventType: EventType; readonly hosts?: readonly number[] | undefined }
  /** The preferred ones first. */
  | { readonly kind: 'several'; readonly eventTypes: readonly AskedEventType[] }
  | { readonly kind: 'team'; readonly team: string };

/** The preference of an event type that was given none. */
export const NO_PREFERENCE = MOST_PREFERENCES + 1;

/** Each once, in the order in which they stand in names. */
export const hostsOf = (given: readonly number[] | undefined): readonly number[] | undefined =>
  given === undefined ? undefined : [...new Set(given)].sort((a, b) => a - b);

/** What the list names, or what is wrong with it beyond its schema. */
export const readEventTypes = (
  list: z.output<typeof eventTypesSchema>,
):
  | { readonly ok: true; readonly about: AskedAbout }
  | { readonly ok: false; readonly faults: readonly BodyFault[] } => {
  if (!Array.isArray(list)) return { ok: true, about: { kind: 'team', team: list.team } };
  const faults: BodyFault[] = [];
  const eventTypes: AskedEventType[] = [];
  const places = new Map<string, string>();
  for (const [index, { label, hosts: given, preference = NO_PREFERENCE, ...fields }] of list.entries()) {
    const pointer = `/eventTypes/${index}`;
    const named = readEventType(fields);
    if (!named.ok) {
      faults.push({ pointer: `${pointer}${named.pointer}`, reason: named.reason });
      continue;
    }
    const { eventType } = named;
    const hosts = hostsOf(given);
    const key = `${eventTypeKey(eventType)}~${hosts?.join(',')}`;
    const same = places.get(key);
    if (same === undefined) places.set(key, pointer);
    else faults.push({ pointer, reason: `names the same event type as ${same}` });
    eventTypes.push({ eventType, preference, pointer, hosts, label });
  }
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    about: { kind: 'several', eventTypes: eventTypes.sort((a, b) => a.preference - b.preference) },
  };
};

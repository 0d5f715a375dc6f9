/** Which event types a question about several is about: a list of them, or a team's. */
import { z } from 'zod';
import { type EventType, eventTypeKey, eventTypeShape, readEventType } from '../calcom/event_type.ts';
import type { BodyFault } from './body_fault.ts';

/** The most event types of one question. */
export const MOST_EVENT_TYPES = 50;

/** The most characters of a label and of a team's name. */
const LONGEST_NAME = 200;
const MOST_PREFERENCES = 1_000;

const listed = z.strictObject({
  ...eventTypeShape,
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
  readonly label?: string | undefined;
  /** The smaller one is preferred. */
  readonly preference: number;
  /** Where it stands in the body: a JSON pointer. */
  readonly pointer: string;
}

/** What a question is about. */
export type AskedAbout =
  | { readonly kind: 'one'; readonly eventType: EventType }
  /** The preferred ones first. */
  | { readonly kind: 'several'; readonly eventTypes: readonly AskedEventType[] }
  | { readonly kind: 'team'; readonly team: string };

/** The preference of an event type that was given none. */
export const NO_PREFERENCE = MOST_PREFERENCES + 1;

/** What the list names, or what is wrong with it beyond its schema. */
export const readEventTypes = (
  given: z.output<typeof eventTypesSchema>,
):
  | { readonly ok: true; readonly about: AskedAbout }
  | { readonly ok: false; readonly faults: readonly BodyFault[] } => {
  if (!Array.isArray(given)) return { ok: true, about: { kind: 'team', team: given.team } };
  const faults: BodyFault[] = [];
  const eventTypes: AskedEventType[] = [];
  const places = new Map<string, string>();
  for (const [index, { label, preference = NO_PREFERENCE, ...fields }] of given.entries()) {
    const pointer = `/eventTypes/${index}`;
    const named = readEventType(fields);
    if (!named.ok) {
      faults.push({ pointer: `${pointer}${named.pointer}`, reason: named.reason });
      continue;
    }
    const { eventType } = named;
    const key = eventTypeKey(eventType);
    const same = places.get(key);
    if (same === undefined) places.set(key, pointer);
    else faults.push({ pointer, reason: `names the same event type as ${same}` });
    eventTypes.push({ eventType, preference, pointer, ...(label === undefined ? {} : { label }) });
  }
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    about: { kind: 'several', eventTypes: eventTypes.sort((a, b) => a.preference - b.preference) },
  };
};

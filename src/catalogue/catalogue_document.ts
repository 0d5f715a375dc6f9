/** What a Cal.com account has, as it is kept in Redis: one document for each account. */
import { z } from 'zod';
import { epochMs } from '../verification/time.ts';

const instant = z.int().transform(epochMs);

/** Somebody whose time is booked. What the key may not see is absent. */
const hostSchema = z.object({
  userId: z.int(),
  username: z.string().optional(),
  name: z.string().optional(),
  /** In lower case. */
  email: z.string().optional(),
  /** Of a member of an organization, by which Cal.com tells two people of one username apart. */
  organizationSlug: z.string().optional(),
});

/**
 * Until when an event type can be booked. `rolling` ends so many days after now by the requester's offset; `rolling-window` counts days
 * on which something is free; `range` ends on fixed dates.
 */
const windowSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('range'), from: z.string(), until: z.string() }),
  z.object({ kind: z.enum(['rolling', 'rolling-window']), days: z.int(), countsBusinessDays: z.boolean() }),
]);

const limitsSchema = z.partialRecord(z.enum(['day', 'week', 'month', 'year']), z.number());

/** An event type. Lengths, buffers and notice are in minutes. */
export const catalogueEventTypeSchema = z.object({
  id: z.int(),
  slug: z.string(),
  title: z.string(),
  /** The default length; `lengths` are all of them, this one included. */
  length: z.number(),
  lengths: z.array(z.number()).readonly(),
  /** The step between slots, where it is not the length. */
  slotInterval: z.number().optional(),
  offsetStart: z.number(),
  /** Slots are moved so that more of them fit: their grid follows the free stretches. */
  optimizedSlots: z.boolean(),
  minimumNotice: z.number(),
  beforeBuffer: z.number(),
  afterBuffer: z.number(),
  /** One slot a day of the requester's zone is listed, the first. */
  firstSlotOnly: z.boolean(),
  window: windowSchema,
  seats: z.int().optional(),
  /** Most bookings in a day, week, month and year. */
  bookingLimits: limitsSchema.optional(),
  /** Most booked minutes in them. */
  durationLimits: limitsSchema.optional(),
  /** A booking of it is a series, of so many at most: every so many weeks, for instance. */
  recurrence: z.object({ interval: z.int(), occurrences: z.int(), frequency: z.string().optional() }).optional(),
  /** Whether an unconfirmed booking hides the slot of this event type. */
  blocksUnconfirmed: z.boolean(),
  hidden: z.boolean(),
  scheduling: z.enum(['person', 'roundRobin', 'collective', 'managed']),
  /** Of a managed event type's child. */
  parentId: z.int().optional(),
  ownerId: z.int().optional(),
  teamId: z.int().optional(),
  hosts: z.array(hostSchema).readonly(),
});

/** Somebody whose time is booked. */
export type CatalogueHost = z.output<typeof hostSchema>;

/** An event type. */
export type CatalogueEventType = z.output<typeof catalogueEventTypeSchema>;

/**
 * Whether it is offered as it is. A managed one is booked by its copies alone. A hidden one Cal.com books for whoever has its link or id; its owner has
 * taken it out of what is shown, so it is offered to nobody here either.
 */
export const isOffered = ({ hidden, scheduling }: Pick<CatalogueEventType, 'hidden' | 'scheduling'>): boolean =>
  !hidden && scheduling !== 'managed';

/** All that an account has, as far as its key may see it. */
export const catalogueDocumentSchema = z.object({
  /** When Cal.com was asked. */
  readAt: instant,
  me: z
    .object({
      userId: z.int(),
      username: z.string().optional(),
      email: z.string().optional(),
      timeZone: z.string().optional(),
      organizationId: z.int().optional(),
    })
    .optional(),
  /** An organization is one too, and stands among them: its teams have its id as `parentId`. */
  teams: z
    .array(z.object({ teamId: z.int(), slug: z.string().optional(), name: z.string(), parentId: z.int().optional() }))
    .readonly(),
  eventTypes: z.array(catalogueEventTypeSchema).readonly(),
  /** What the key was refused, in words for its operator. */
  missing: z.array(z.string()).readonly(),
});

/** All that an account has, as far as its key may see it. */
export type CatalogueDocument = z.output<typeof catalogueDocumentSchema>;

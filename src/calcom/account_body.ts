/**
 * What an account has, as Cal.com tells it: checked as far as it is used. One event type that cannot be read must not hide the others, so a
 * list is read item by item; a single object is read whole or not at all.
 */
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

const id = z.int().min(1);
const optionalId = id.nullish().transform((value) => value ?? undefined);
const minutes = z
  .number()
  .min(0)
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** Whose key it is. */
export const meSchema = z.object({
  id,
  username: text,
  email: text,
  name: text,
  timeZone: text,
  organizationId: optionalId,
});

/** A team, or an organization, which is one to Cal.com. */
export const teamSchema = z.object({ id, name: z.string(), slug: text, parentId: optionalId, isOrganization: flag });

/** Somebody in a team. */
export const memberSchema = z.object({
  userId: id,
  user: z.object({ username: text, name: text, email: text }),
});

const disabled = z.object({ disabled: z.literal(true) });

/** `rolling: true` counts only the days on which something is free. */
const bookingWindow = z.union([
  disabled,
  z.object({ type: z.literal('range'), value: z.tuple([z.string(), z.string()]) }),
  z.object({ type: z.enum(['calendarDays', 'businessDays']), value: z.int().min(0), rolling: flag }),
]);

const limit = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const limits = z
  .object({ day: limit, week: limit, month: limit, year: limit })
  .nullish()
  .transform((value) => value ?? {});

/** An event type, a person's or a team's. */
export const eventTypeSchema = z.object({
  id,
  slug: z.string().min(1),
  title: z.string(),
  lengthInMinutes: z.number().positive(),
  lengthInMinutesOptions: z
    .array(z.number().positive())
    .nullish()
    .transform((value) => value ?? []),
  slotInterval: z
    .number()
    .min(0)
    .nullish()
    .transform((value) => value || undefined),
  // Not guessed where it is absent: what lies within an unknown notice would be offered and could not be booked.
  minimumBookingNotice: z.number().min(0),
  beforeEventBuffer: minutes,
  afterEventBuffer: minutes,
  offsetStart: minutes,
  showOptimizedSlots: flag,
  onlyShowFirstAvailableSlot: flag,
  bookingWindow: bookingWindow.nullish().transform((value) => value ?? { disabled: true as const }),
  seats: z.object({ seatsPerTimeSlot: limit }).nullish(),
  bookingLimitsCount: limits,
  bookingLimitsDuration: limits,
  confirmationPolicy: z.object({ blockUnconfirmedBookingsInBooker: flag }).nullish(),
  // What is booked is a series, unless it is switched off. One that repeats daily has no frequency: Cal.com's API has no word for it.
  recurrence: z
    .union([disabled, z.object({ interval: z.int(), occurrences: z.int(), frequency: text })])
    .nullish()
    .transform((value) => (value && 'interval' in value ? value : undefined)),
  hidden: flag,
  ownerId: optionalId,
  users: z
    .array(z.object({ id, username: text, name: text }))
    .nullish()
    .transform((value) => value ?? []),
  teamId: optionalId,
  parentEventTypeId: optionalId,
  schedulingType: z
    .enum(['roundRobin', 'collective', 'managed'])
    .nullish()
    .transform((value) => value ?? undefined),
  hosts: z
    .array(z.object({ userId: id, username: text, name: text }))
    .nullish()
    .transform((value) => value ?? []),
});

/** Whose key it is. */
export type AccountOwner = z.output<typeof meSchema>;
/** A team or an organization. */
export type AccountTeam = z.output<typeof teamSchema>;
/** Somebody in a team. */
export type AccountMember = z.output<typeof memberSchema>;
/** An event type, a person's or a team's. Times are in minutes. */
export type AccountEventType = z.output<typeof eventTypeSchema>;

const bodySchema = z.object({ status: z.literal('success'), data: z.unknown() });

/** What could be read, and how many items of a list could not; undefined for a body of another shape. */
export interface BodyReading<T> {
  readonly value: T;
  readonly unreadable: number;
}

/** Reads the body of one object. */
export const readOne = <T>(schema: z.ZodType<T>, body: string): BodyReading<T> | undefined => {
  const parsed = schema.safeParse(dataOf(body));
  return parsed.success ? { value: parsed.data, unreadable: 0 } : undefined;
};

/** Reads the body of a list. */
export const readList = <T>(schema: z.ZodType<T>, body: string): BodyReading<readonly T[]> | undefined => {
  const data = dataOf(body);
  if (!Array.isArray(data)) return undefined;
  const read = data.map((item) => schema.safeParse(item)).filter((result) => result.success);
  return { value: read.map((result) => result.data), unreadable: data.length - read.length };
};

const dataOf = (body: string): unknown => {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data?.data;
  } catch {
    return undefined;
  }
};

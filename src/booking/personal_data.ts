/**
 * Who attends, and all else that a booking says of people. It stands in no job and in no log, and is gone a while after the booking has ended.
 */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { accountKey } from '../account/account_key.ts';
import { policySchema } from '../queues/verifications/job.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What is sent to Cal.com of people, and what the alternatives are looked for by. */
const bookedPeopleSchema = z.object({
  eventType: z.union([
    z.object({ eventTypeId: z.int() }),
    z.object({ eventTypeSlug: z.string(), username: z.string(), organizationSlug: z.string().exactOptional() }),
    z.object({ eventTypeSlug: z.string(), teamSlug: z.string(), organizationSlug: z.string().exactOptional() }),
  ]),
  attendee: z.object({
    name: z.string(),
    timeZone: z.string(),
    email: z.string().exactOptional(),
    phoneNumber: z.string().exactOptional(),
    language: z.string().exactOptional(),
  }),
  guests: z.array(z.string()).readonly().exactOptional(),
  metadata: z.record(z.string(), scalar),
  bookingFieldsResponses: z.record(z.string(), z.unknown()).exactOptional(),
  /** When the customer has no time is told of as well. */
  policy: policySchema,
});

/** What is sent to Cal.com of people, and what the alternatives are looked for by. */
export type BookedPeople = z.output<typeof bookedPeopleSchema>;

/** Longer than Cal.com is ever away; what has not ended by then is not booked any more. */
const OPEN_SECONDS = 7 * 86_400;

/** A reason is kept for as long as a change is tried for, and some. */
const REASON_SECONDS = 5 * 60;

/** The personal data of bookings. Every method rejects when Redis does. */
export class PersonalData {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #keptSeconds: number;

  /** @param account its name @param keptSeconds how long it is kept after the booking has ended */
  constructor(redis: Redis | Cluster, account: string, keptSeconds: number) {
    this.#redis = redis;
    this.#account = account;
    this.#keptSeconds = keptSeconds;
  }

  /** Keeps that of a booking, unless there is some. */
  async keep(bookingId: string, people: BookedPeople): Promise<void> {
    await this.#redis.set(this.#keyOf(bookingId), JSON.stringify(people), 'EX', OPEN_SECONDS, 'NX');
  }

  /** Undefined where it is gone. */
  async read(bookingId: string): Promise<BookedPeople | undefined> {
    const text = await this.#redis.get(this.#keyOf(bookingId));
    return text === null ? undefined : bookedPeopleSchema.parse(JSON.parse(text));
  }

  /** The booking has ended. */
  async letGo(bookingId: string): Promise<void> {
    await this.#redis.expire(this.#keyOf(bookingId), this.#keptSeconds, 'LT');
  }

  /** Keeps why a booking is moved or cancelled, in the caller's words. @param change its number */
  async keepReason(bookingId: string, change: number, reason: string): Promise<void> {
    await this.#redis.set(this.#reasonKeyOf(bookingId, change), reason, 'EX', REASON_SECONDS, 'NX');
  }

  /** Undefined where none was given, or it is gone. */
  async readReason(bookingId: string, change: number): Promise<string | undefined> {
    return (await this.#redis.get(this.#reasonKeyOf(bookingId, change))) ?? undefined;
  }

  #keyOf(bookingId: string): string {
    return accountKey(this.#account, bookingId, 'personal');
  }

  #reasonKeyOf(bookingId: string, change: number): string {
    return accountKey(this.#account, bookingId, `reason:${change}`);
  }
}

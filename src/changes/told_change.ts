/** A change of availability that we were told of, as it is kept: what it takes, whose time it is, and since when an answer of Cal.com's knows of it. */
import { z } from 'zod';
import { epochMs } from '../verification/time.ts';

const instant = z.int().transform(epochMs);

/** From the first instant up to the second, exclusive. */
const span = z.tuple([instant, instant]);

/** Somebody whose time it is; text in lower case. */
const person = z.object({
  userId: z.int().exactOptional(),
  email: z.string().exactOptional(),
  username: z.string().exactOptional(),
});

/** A change as it is kept. It names hosts, and nobody who has booked. */
export const toldChangeSchema = z.object({
  /** When we were told. */
  at: instant,
  /** A call that begins from then on is answered as of after the change. */
  knownFrom: instant,
  /** Of the booking. */
  uid: z.string().exactOptional(),
  eventTypeId: z.int().exactOptional(),
  slug: z.string().exactOptional(),
  hosts: z.array(person).readonly(),
  /** Ids of event types that nobody of `hosts` was ever seen to host, of those that the catalogue does not know. */
  unlikely: z.array(z.int()).readonly(),
  taken: z.array(span).readonly(),
  /** `taken` is so only in an event type that holds times for unconfirmed bookings. */
  isPending: z.boolean(),
  /** Times in which anything may have become free, or taken. */
  doubted: z.array(span).readonly(),
  /** Other times changed as well, and it is not known which. */
  timesMissing: z.boolean(),
  /** Somebody is away: no event type's buffers count. */
  isAbsence: z.boolean(),
  /** Another host had the booking before. */
  isReassigned: z.boolean(),
  /** It is held for `hosts` alone, and is no booking: no event type's buffers or limits count. */
  isHold: z.boolean().exactOptional(),
});

/** A change as it is kept. */
export type ToldChange = z.output<typeof toldChangeSchema>;

/** Somebody whose time it is. */
export type HostName = z.output<typeof person>;

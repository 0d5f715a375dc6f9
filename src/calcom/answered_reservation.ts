/** Slots that are held and given back, by the operations that do so, in the versions of Cal.com's API that there are. Pure. */
import { z } from 'zod';
import { type EpochMs, epochMs, MINUTE_MS } from '../verification/time.ts';
import type { Operation } from './operation.ts';

/** A slot that is held. */
export interface HeldSlot {
  readonly uid: string;
  readonly eventTypeId: number;
  readonly from: EpochMs;
  /** Exclusive. */
  readonly until: EpochMs;
  /** Until when it is held. */
  readonly heldUntil: EpochMs;
}

/** As long as Cal.com holds one unless it is told otherwise. The first version does not say. */
const USUAL_MS = 5 * MINUTE_MS;

const instant = z.iso.datetime({ offset: true }).transform((text) => epochMs(Date.parse(text)));

const heldSchema = z.object({
  reservationUid: z.string(),
  eventTypeId: z.int(),
  slotStart: instant,
  slotEnd: instant,
  reservationUntil: instant,
});

const firstVersion = z.object({ eventTypeId: z.int(), slotUtcStartDate: instant, slotUtcEndDate: instant });

/** What a `POST` or `PATCH` holds. @param asked its body, where the first version alone says what */
export const heldSlot = (asked: unknown, data: unknown, now: EpochMs): HeldSlot | undefined => {
  const held = heldSchema.safeParse(data);
  if (held.success) {
    const { reservationUid: uid, eventTypeId, slotStart: from, slotEnd: until, reservationUntil } = held.data;
    return { uid, eventTypeId, from, until, heldUntil: reservationUntil };
  }
  const older = firstVersion.safeParse(asked);
  if (!older.success || typeof data !== 'string') return undefined;
  const { eventTypeId, slotUtcStartDate: from, slotUtcEndDate: until } = older.data;
  return { uid: data, eventTypeId, from, until, heldUntil: epochMs(now + USUAL_MS) };
};

/** Which one a `DELETE` gives back. */
export const releasedUid = ({ path, segments }: Operation): string | undefined => {
  const { pathname, searchParams } = new URL(path, 'http://calcom');
  if (segments[1] === 'selected-slot') return searchParams.get('uid') ?? undefined;
  const uid = pathname.split('/')[4];
  return uid === undefined ? undefined : decodeURIComponent(uid);
};

/** Slots that callers hold at Cal.com, by the uids of their reservations: when one is given back, Cal.com is told its uid alone. */
import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { accountKey } from '../account/account_key.ts';
import type { HeldSlot } from '../calcom/answered_reservation.ts';
import { epochMs } from '../verification/time.ts';

const instant = z.int().transform(epochMs);

const heldSchema = z.object({
  uid: z.string(),
  eventTypeId: z.int(),
  from: instant,
  until: instant,
  heldUntil: instant,
}) satisfies z.ZodType<HeldSlot>;

/** Keeps them as long as they are held. Its methods reject when Redis does. */
export class HeldSlots {
  readonly #redis: Redis | Cluster;
  readonly #account: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#account = account;
  }

  async put(slot: HeldSlot, heldMs: number): Promise<void> {
    await this.#redis.set(this.#key(slot.uid), JSON.stringify(slot), 'PX', Math.max(1, Math.round(heldMs)));
  }

  /** Undefined where it is not held by what is known. */
  async find(uid: string): Promise<HeldSlot | undefined> {
    return heldOf(await this.#redis.get(this.#key(uid)));
  }

  /** It is held no more. Undefined where it was not by what is known. */
  async take(uid: string): Promise<HeldSlot | undefined> {
    return heldOf(await this.#redis.getdel(this.#key(uid)));
  }

  #key(uid: string): string {
    return accountKey(this.#account, uid, 'held');
  }
}

const heldOf = (text: string | null): HeldSlot | undefined =>
  text === null ? undefined : heldSchema.safeParse(JSON.parse(text)).data;

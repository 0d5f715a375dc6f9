/** Whether Cal.com is asked now what was booked. Pure. */
import type { LooksSoFar } from '../../changes/looks.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../verification/time.ts';

/** However well webhooks come, one can be lost. */
const RECONCILED_EVERY_MS = 10 * MINUTE_MS;

/** A schedule keeps no second. */
const SLACK_MS = 5_000;

/** What the decision rests on. */
export interface LookTerms {
  readonly looks: LooksSoFar;
  /** Whether any event type was asked for of late. */
  readonly isInUse: boolean;
  /** Whether changes may have been missed. */
  readonly isDoubted: boolean;
  readonly now: EpochMs;
}

/**
 * Every time, as long as no webhook has shown that it tells everything and somebody asks; every ten minutes otherwise.
 */
export const isLookDue = ({ looks, isInUse, isDoubted, now }: LookTerms): boolean => {
  const { lookedAt } = looks;
  if (lookedAt === undefined || isDoubted || now - lookedAt >= RECONCILED_EVERY_MS - SLACK_MS) return true;
  return isInUse && !areAlive(looks, now);
};

/** Webhooks are alive that have come within a day, and since a look last brought what none had told. */
const areAlive = ({ deliveredAt, missedAt }: LooksSoFar, now: EpochMs): boolean =>
  deliveredAt !== undefined && now - deliveredAt < DAY_MS && (missedAt === undefined || deliveredAt > missedAt);

/** Has a slot held by a worker, and waits for it. */
import { hash, randomUUID } from 'node:crypto';
import type { HoldRecord } from '../../booking/hold_record.ts';
import type { EventType } from '../../calcom/event_type.ts';
import { type Problem, problem, problemOfReason } from '../../contract/problem.ts';
import { type HoldJob, holdOutcomeSchema } from '../../queues/holds/job.ts';
import { holdJobId, queueHold } from '../../queues/holds/producer.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import type { HoldingContext } from './context.ts';

/** What is to be held, and for whom. */
export interface WantedHold {
  /** Whoever asks with the same one gets the hold that stands for it. */
  readonly sameKey?: string | undefined;
  readonly eventType: EventType;
  readonly durationMinutes: number | undefined;
  readonly timeZone: string;
  /** When slots begin: the first one that can be had. */
  readonly starts: readonly EpochMs[];
  /** For how long; Cal.com's five unless told. */
  readonly minutes: number | undefined;
  readonly owner: string;
  readonly requestId: string;
}

/** The hold; that somebody has each of the slots; or why it is not known or cannot be. */
export type HoldReply =
  | { readonly kind: 'held'; readonly hold: HoldRecord }
  | { readonly kind: 'taken' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The part of the deadline within which a worker may hold: the rest is for its answer, so that none is held of which the caller never hears. */
const WAITED_FOR = 0.9;

/** The part of it within which a worker may begin to. */
const BEGUN_WITHIN = 0.6;

/** What an `Idempotency-Key` of a caller's means for holds: as long as a hold stands for it, it is that one. */
export const holdKeyOf = (owner: string, key: string): string => hash('sha256', JSON.stringify([owner, key]));

/** The hold that stands for a key, or is just being made for it. @throws when Redis cannot be reached */
export const holdFor = async (context: HoldingContext, sameKey: string): Promise<HoldRecord | undefined> => {
  const jobId = await context.holdsQueue.getDeduplicationJobId(sameKey);
  // Its slot is told as taken before the hold is there: who came for the same one must not hear the first without the second.
  if (jobId !== null) {
    await context.finishedHolds.wait(jobId, AbortSignal.timeout(context.config.requestDeadlineMs), true);
  }
  return await context.holds.withKey(sameKey);
};

/** Holds a slot. @throws when Redis cannot be reached */
export const placeHold = async (context: HoldingContext, wanted: WantedHold): Promise<HoldReply> => {
  const { account, catalogue, holds } = context;
  const { sameKey, eventType, durationMinutes, timeZone, starts, minutes, owner, requestId } = wanted;
  if (account.apiKey === undefined) {
    const detail = 'Set CALCOM_API_KEY: without it nothing can be held.';
    return { kind: 'problem', problem: problem('bookings-not-configured', { detail }) };
  }
  const entry = catalogue.find(eventType);
  const eventTypeId = entry?.id ?? ('eventTypeId' in eventType ? eventType.eventTypeId : undefined);
  if (eventTypeId === undefined) {
    const errors = [
      { pointer: '/eventTypeId', reason: 'is required to hold a slot, as nothing is known of this name' },
    ];
    return { kind: 'problem', problem: problem('invalid', { errors }) };
  }
  const standing = sameKey === undefined ? undefined : await holdFor(context, sameKey);
  if (standing !== undefined) return { kind: 'held', hold: standing };
  if (starts.length === 0) return { kind: 'taken' };
  // Of an event type of one length Cal.com does not take it.
  const duration = entry !== undefined && entry.lengths.length < 2 ? undefined : durationMinutes;
  const holdId = randomUUID();
  const common = { account: account.name, holdId, requestId };
  const now = Date.now();
  const end = await finish(context, {
    does: 'hold',
    ...common,
    ...{ owner, eventTypeId, timeZone, duration, minutes, starts: [...starts] },
    ...(sameKey === undefined ? {} : { sameKey }),
    beginBy: epochMs(now + context.config.requestDeadlineMs * BEGUN_WITHIN),
    wantedUntil: epochMs(now + context.config.requestDeadlineMs * WAITED_FOR),
  });
  if (end === undefined) {
    const detail = 'It takes longer than a caller waits. Nothing is held.';
    return { kind: 'problem', problem: problem('calcom-unavailable', { detail }) };
  }
  if (end.state === 'failed') return { kind: 'problem', problem: problemOfReason(end.reason) };
  if (holdOutcomeSchema.parse(end.value).kind !== 'held') return { kind: 'taken' };
  const hold = sameKey === undefined ? await holds.read(holdId) : await holds.withKey(sameKey);
  return hold === undefined ? { kind: 'taken' } : { kind: 'held', hold };
};

/** Gives a hold back. @returns whether that is done, rather than under way. @throws when Redis cannot be reached */
export const giveBackHold = async (context: HoldingContext, hold: HoldRecord, requestId: string): Promise<boolean> => {
  const end = await finish(context, { does: 'release', account: context.account.name, holdId: hold.id, requestId });
  return end?.state === 'completed';
};

const finish = async ({ config, holdsQueue, finishedHolds }: HoldingContext, job: HoldJob) => {
  const patience = AbortSignal.timeout(config.requestDeadlineMs);
  const joined = new AbortController();
  const ownId = holdJobId(job);
  // Listening begins before the job exists, so that its end cannot be missed.
  const finishing = finishedHolds.wait(ownId, AbortSignal.any([patience, joined.signal]));
  const queuedId = await queueHold(holdsQueue, job);
  if (queuedId === ownId) return await finishing;
  joined.abort();
  return await finishedHolds.wait(queuedId, patience, true);
};

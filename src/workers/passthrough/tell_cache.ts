/** What a caller's own operation changed is told to the cache before the caller is answered: whoever asks then is answered by it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KeptChange, keepChange } from '../../availability/keep_change.ts';
import { inBatches } from '../../availability/in_batches.ts';
import { subjectOf } from '../../availability/segment_key.ts';
import type { HeldSlot } from '../../calcom/answered_reservation.ts';
import { isReading, type Operation } from '../../calcom/operation.ts';
import { effectOfOperation, type OperationEffect, possibleEffect } from '../../calcom/operation_effect.ts';
import type { AvailabilityChange } from '../../calcom/webhook/availability_change.ts';
import { queueCatalogueAfterEdit } from '../../queues/catalogue/producer.ts';
import { queueLookAfter } from '../../queues/changes/producer.ts';
import type { PassthroughJob } from '../../queues/passthrough/job.ts';
import { refetchConcerned } from '../../queues/ranges/refetch.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';
import { epochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';
import { NOTHING_CHANGED, tellHeld, tellReleased } from '../process/held_time.ts';
import { mayBeBooked } from './refused_booking.ts';

/** Event types whose commands are on their way to Redis at once. */
const AT_ONCE = 100;

/** What came of an operation, as far as it says what has changed; `undefined` where nobody knows what came of it. */
export interface OperationEnd {
  /** Undefined where not even that is known. */
  readonly operation: Operation | undefined;
  /** The body that was sent. */
  readonly asked: Buffer;
  readonly answer: { readonly status: number; readonly body: Buffer } | undefined;
}

/** How soon a cache is told again that takes no writes, in milliseconds. */
const AGAIN_MS = 1_000;

/**
 * Tells it, and does not give up where its Redis takes no writes: the change is made, and until it is told the cache offers what it takes.
 * @throws what Redis throws once the process is asked to stop
 */
export const tellCache = async (context: WorkerContext, job: PassthroughJob, end: OperationEnd): Promise<void> => {
  if (job.isReading) return;
  for (;;) {
    try {
      return await tell(context, job, end);
    } catch (error) {
      if (!isRedisFault(error) || context.stopping.aborted) throw error;
      await sleep(AGAIN_MS);
    }
  }
};

const tell = async (context: WorkerContext, job: PassthroughJob, end: OperationEnd): Promise<void> => {
  const isAccounts = job.as === 'account';
  const effect = effectOf(context, end);
  switch (effect.kind) {
    case 'none':
      return;
    case 'booked':
      await tellChanges(
        context,
        job,
        effect.changes.filter((change) => isAccounts || isKnown(context, change)),
      );
      return isAccounts && effect.changes.some(isUntimed) ? await doubtAll(context) : undefined;
    case 'held':
      return isAccounts || isKnownEventType(context, effect.slot.eventTypeId)
        ? await hold(context, job, effect.slot)
        : undefined;
    case 'released':
      return await release(context, job, effect.uid);
    case 'hours':
      return await tellHours(
        context,
        job,
        effect.userId ?? (isAccounts ? context.catalogue.document()?.me?.userId : undefined),
      );
    case 'event-type':
      return isAccounts || isKnownEventType(context, effect.id)
        ? await tellEventType(context, job, effect.id)
        : undefined;
    case 'unknown':
      // Of somebody whom nobody knows it may have nothing to do with the account, and whoever has a key of Cal.com's could doubt all of it all day.
      return isAccounts ? await doubtAll(context) : undefined;
  }
};

const effectOf = ({ catalogue, clock }: WorkerContext, { operation, asked, answer }: OperationEnd): OperationEffect => {
  if (operation === undefined) return { kind: 'unknown' };
  if (isReading(operation)) return { kind: 'none' };
  if (answer === undefined || answer.status >= 500) return possibleEffect(operation);
  if (answer.status < 300) return effectOfOperation(operation, asked, answer.body, clock());
  return mayBeBooked(operation, asked, answer.status, catalogue) ? { kind: 'unknown' } : { kind: 'none' };
};

/** It is of times that nobody has told. */
const isUntimed = ({ taken, doubted, timesMissing }: AvailabilityChange): boolean =>
  timesMissing && taken.length + doubted.length === 0;

const tellChanges = async (
  context: WorkerContext,
  { requestId }: PassthroughJob,
  changes: readonly AvailabilityChange[],
): Promise<void> => {
  const now = context.clock();
  const kept: KeptChange[] = [];
  for (const change of changes) kept.push(await keepChange(context, change, { now, firstReceived: now }));
  await refetchConcerned(context, kept, requestId);
};

/** What it held before, where it was moved, is free again. */
const hold = async (context: WorkerContext, { requestId }: PassthroughJob, slot: HeldSlot): Promise<void> => {
  const former = await context.heldSlots.find(slot.uid);
  const isMoved = former?.from !== slot.from || former.until !== slot.until || former.eventTypeId !== slot.eventTypeId;
  if (former !== undefined && isMoved) await tellReleased(context, requestId, former);
  await tellHeld(context, requestId, slot);
};

const release = async (context: WorkerContext, { requestId }: PassthroughJob, uid: string): Promise<void> => {
  const slot = await context.heldSlots.take(uid);
  if (slot !== undefined) await tellReleased(context, requestId, slot);
};

/** All of a host's days may be others: none of them is answered from any more. */
const tellHours = async (context: WorkerContext, job: PassthroughJob, userId: number | undefined): Promise<void> => {
  if (userId === undefined) return job.as === 'account' ? await doubtAll(context) : undefined;
  const isHost = context.catalogue
    .document()
    ?.eventTypes.some(({ hosts }) => hosts.some((host) => host.userId === userId));
  if (isHost !== true && job.as === 'caller') return;
  const now = context.clock();
  const change = { ...NOTHING_CHANGED, hosts: [{ userId }], timesMissing: true };
  const kept = await keepChange(context, change, { now, firstReceived: now });
  await inBatches(kept.concerned, AT_ONCE, ({ name }) => context.store.forget(name));
  await refetchConcerned(context, [kept], job.requestId);
};

/** Its days are forgotten, and how it is laid out is asked for. */
const tellEventType = async (
  context: WorkerContext,
  { account }: PassthroughJob,
  id: number | undefined,
): Promise<void> => {
  const { catalogue, store, usage } = context;
  const names = await usage.cached();
  const edited = names.filter((name) => {
    const { eventType } = subjectOf(name);
    const entry = catalogue.find(eventType);
    if (entry !== undefined) return entry.id === id || entry.parentId === id;
    return id === undefined || !('eventTypeId' in eventType) || eventType.eventTypeId === id;
  });
  await inBatches(edited, AT_ONCE, (name) => store.forget(name));
  await queueCatalogueAfterEdit(context.catalogueQueue, account);
};

/** Until somebody has looked what was booked, nothing that is cached is taken for certain. */
const doubtAll = async ({ account, changesQueue, clock, told }: WorkerContext): Promise<void> => {
  // It may be done in this very moment.
  await told.tellOutage(epochMs(clock() + account.lagMs));
  await queueLookAfter(changesQueue, account.name, account.lagMs);
};

const isKnownEventType = ({ catalogue }: WorkerContext, id: number | undefined): boolean =>
  id !== undefined && catalogue.find({ eventTypeId: id }) !== undefined;

/** Whether it is somebody's of this account whose time it takes. */
const isKnown = (context: WorkerContext, { booked, hosts, attendees }: AvailabilityChange): boolean => {
  const { catalogue } = context;
  const emails = [...attendees, ...hosts.flatMap(({ email }) => email ?? [])];
  return isKnownEventType(context, booked.eventTypeId) || emails.some((email) => catalogue.hostOf(email) !== undefined);
};

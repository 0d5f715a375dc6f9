/**
 * The `changes` worker: one job asks Cal.com what was booked, moved and cancelled since the last, and applies it as a webhook would. It is what
 * there is where Cal.com cannot reach us, and what mends a webhook that was lost.
 */
import { type Job, Worker } from 'bullmq';
import { type KeptChange, keepChange } from '../../availability/keep_change.ts';
import type { MakeCall } from '../../calcom/account_call.ts';
import { ACCOUNT_PAGE, type AccountClient } from '../../calcom/account_client.ts';
import { changeOfBooking } from '../../calcom/booking_change.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { CalcomRefused, CircuitOpen } from '../../calcom/errors.ts';
import { type ChangesJob, type ChangesOutcome, changesJobSchema } from '../../queues/changes/job.ts';
import { CHANGES } from '../../queues/changes/queue.ts';
import { refetchConcerned } from '../../queues/ranges/refetch.ts';
import { type EpochMs, epochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';
import { forAccount } from '../process/for_account.ts';
import { type BackgroundTurn, backgroundCalls } from '../process/background_calls.ts';
import { workerOptions } from '../process/worker_options.ts';
import { backgroundCallsLeft } from '../warming/background_budget.ts';
import { isLookDue } from './look_due.ts';

/** Behind callers and the refetches after webhooks, before what only keeps the cache warm. The next look is about as far away as the longest wait. */
const TURN: BackgroundTurn = { priority: 3, patienceMs: 90_000 };

/** How far before the newest booking that is known a look begins: bookings that are made at once may be listed in turn. */
const OVERLAP_MS = 10_000;

/** A webhook of what was changed so lately may be on its way. */
const ON_ITS_WAY_MS = 30_000;

/** Pages that one look reads at most. What they do not reach, the next one does. */
const MOST_PAGES = 4;

/** Starts the worker. */
export const startChangesWorker = (context: WorkerContext): Worker<ChangesJob, ChangesOutcome, string> =>
  new Worker<ChangesJob, ChangesOutcome, string>(
    CHANGES.name,
    async (job: Job<ChangesJob>) => {
      const { account } = changesJobSchema.parse(job.data);
      try {
        return await look(forAccount(context, account), `changes-${job.id ?? ''}`);
      } catch (error) {
        if (error instanceof CircuitOpen) return { kind: 'left', why: 'circuit-open' };
        if (!(error instanceof CalcomRefused)) throw error;
        context.logger.warn({ code: error.code, err: error }, 'Cal.com does not tell what was booked');
        return { kind: 'left', why: 'refused' };
      }
    },
    workerOptions(context, 1),
  );

const look = async (context: WorkerContext, requestId: string): Promise<ChangesOutcome> => {
  const { account, accountClient, clock, ledger, limits, logger, looks, told, usage } = context;
  if (account.changesCron === undefined) return { kind: 'left', why: 'switched-off' };
  if (accountClient === undefined) return { kind: 'left', why: 'no-key' };
  const now = clock();
  const [before, recent] = await Promise.all([
    looks.read(),
    usage.recent(epochMs(now - limits.staleSeconds * 1000)),
    told.catchUp(),
  ]);
  const terms = { looks: before, isInUse: recent.length > 0, isDoubted: told.doubtedBefore !== undefined, now };
  if (!isLookDue(terms)) return { kind: 'left', why: 'not-due' };
  const callsLeft = backgroundCallsLeft(context, await ledger.lastHour());
  if (callsLeft <= 0) return { kind: 'left', why: 'budget-spent' };

  const since = epochMs(
    before.through === undefined ? now - limits.staleIfErrorSeconds * 1000 : before.through - OVERLAP_MS,
  );
  const { makeCall, made } = backgroundCalls(context, 'changes', TURN);
  const mostPages = Math.min(callsLeft, MOST_PAGES);
  const { bookings, isComplete } = await changedSince(accountClient, makeCall, since, mostPages);
  const untold = bookings
    .map((booking) => ({ updatedAt: booking.updatedAt, change: changeOfBooking(booking) }))
    .filter(({ updatedAt, change }) => !told.hasTold(change, epochMs(updatedAt - OVERLAP_MS)));
  const kept: KeptChange[] = [];
  for (const { change } of untold) kept.push(await keepChange(context, change, { now, firstReceived: now }));
  const refetches = await refetchConcerned(context, kept, requestId);

  const newest = Math.max(before.through ?? since, ...bookings.map(({ updatedAt }) => updatedAt));
  // The first look has nothing that it could have been told of.
  const isMissed = before.through !== undefined && untold.some(({ updatedAt }) => updatedAt < now - ON_ITS_WAY_MS);
  await looks.note({
    through: epochMs(newest),
    ...(isComplete ? { lookedAt: now } : {}),
    ...(isMissed ? { missedAt: now } : {}),
  });
  if (isComplete) await told.tellLook(now);
  const counts = { calls: made(), bookings: bookings.length, untold: untold.length, refetches };
  if (untold.length > 0) logger.info({ ...counts, requestId }, 'changes found');
  return { kind: 'looked', ...counts };
};

interface Changed {
  /** Each once, as it is now. */
  readonly bookings: readonly AccountBooking[];
  /** Whether these are all of them. */
  readonly isComplete: boolean;
}

const changedSince = async (
  client: AccountClient,
  makeCall: MakeCall,
  since: EpochMs,
  mostPages: number,
): Promise<Changed> => {
  const bookings = new Map<string, AccountBooking>();
  let from = since;
  for (let pages = 1; ; pages++) {
    const page = await makeCall(client.bookingsChanged(from));
    for (const booking of page.value) bookings.set(booking.uid, booking);
    const last = page.value.at(-1)?.updatedAt ?? from;
    const isLast = page.value.length + page.unreadable < ACCOUNT_PAGE;
    // More changes within one millisecond than a page holds: the rest is found by nobody.
    if (isLast || pages >= mostPages || last === from) return { bookings: [...bookings.values()], isComplete: isLast };
    from = epochMs(last);
  }
};

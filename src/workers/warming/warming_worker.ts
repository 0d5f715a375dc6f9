/** The `warming` worker: one job is one round. It fetches one event type after another, behind everybody else. */
import { forAccount } from '../process/for_account.ts';
import { type Job, Worker } from 'bullmq';
import type { AskedFor } from '../../availability/usage.ts';
import { type SegmentsName, segmentsName } from '../../availability/segment_key.ts';
import { refusalAt } from '../../availability/segment_store.ts';
import { isOffered } from '../../catalogue/catalogue_document.ts';
import { rangeOutcomeSchema } from '../../queues/ranges/job.ts';
import { queueRange } from '../../queues/ranges/producer.ts';
import { type WarmingJob, type WarmingProgress, warmingJobSchema } from '../../queues/warming/job.ts';
import { nextRound } from '../../queues/job_queue/schedule.ts';
import { daysBetween, type EpochMs, utcDay, utcDayOf } from '../../verification/time.ts';
import { budgetPause, warmingCallsLeft } from './background_budget.ts';
import type { WorkerContext } from '../process/context.ts';
import { planRound, type Round } from './warming_plan.ts';
import { giveBack, putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { WARMING } from '../../queues/warming/queue.ts';

/** The longest wait for one range. Longer than any window or cool-down of Cal.com's. */
const RANGE_PATIENCE_MS = 10 * 60_000;

/** Starts the worker. */
export const startWarmingWorker = (context: WorkerContext): Worker<WarmingJob, WarmingProgress, string> =>
  new Worker<WarmingJob, WarmingProgress, string>(
    WARMING.name,
    (job, token) => {
      const data = warmingJobSchema.parse(job.data);
      return warm(forAccount(context, data.account), job, data, token);
    },
    workerOptions(context, 1),
  );

const warm = async (
  context: WorkerContext,
  job: Job<WarmingJob>,
  data: WarmingJob,
  token: string | undefined,
): Promise<WarmingProgress> => {
  const startedAt = data.startedAt ?? context.clock();
  const requestId = data.requestId ?? `warming-${job.id ?? ''}`;
  const tried = new Set(data.tried);
  let failed = data.failed ?? 0;
  /** Another process may go on with it, where this one left off. */
  const putDown = () => job.updateData({ ...data, startedAt, tried: [...tried], failed });
  await putDown();

  const round = await plan(context, data, startedAt, tried);
  const planned = tried.size + round.names.length;
  let stoppedBy: WarmingProgress['stoppedBy'] = round.leftOut > 0 ? 'budget-spent' : undefined;
  const progress = (): WarmingProgress => progressOf(planned, tried.size - failed, failed, stoppedBy);
  await job.updateProgress(progress());

  for (const name of round.names) {
    const reason = await reasonToStop(context);
    if (reason !== undefined) {
      stoppedBy = reason;
      break;
    }
    const end = await fetchOne(context, name, startedAt, requestId);
    if (end === 'stopping') {
      await putDown();
      return await giveBack(job, token);
    }
    tried.add(name);
    if (end === 'failed') failed += 1;
    await job.updateProgress(progress());
  }

  // Whoever asked for a round wants to know what came of it now; the schedule's own has until the next one.
  if (stoppedBy === 'budget-spent' && data.requestId === undefined) {
    const pauseMs = await budgetPause(context, context.account.warming.cron);
    if (pauseMs !== undefined) {
      await putDown();
      return await putOff(job, token, pauseMs);
    }
  }
  const result = { ...progress(), progress: 100 };
  // Most rounds find nothing that is due.
  if (planned > 0)
    context.logger.info({ requestId, ...result, durationMs: context.clock() - startedAt }, 'round of warming');
  return result;
};

const progressOf = (
  planned: number,
  done: number,
  failed: number,
  stoppedBy: WarmingProgress['stoppedBy'],
): WarmingProgress => ({
  progress: planned === 0 ? 0 : Math.round((100 * (done + failed)) / planned),
  planned,
  done,
  failed,
  ...(stoppedBy === undefined ? {} : { stoppedBy }),
});

const plan = async (
  context: WorkerContext,
  { eventTypeIds }: WarmingJob,
  startedAt: EpochMs,
  tried: ReadonlySet<string>,
): Promise<Round> => {
  const { account, store, limits, clock } = context;
  const { warming } = account;
  const now = clock();
  const today = utcDayOf(now);
  const days = daysBetween(today, utcDay(today + warming.days));
  const terms = {
    days,
    startedAt,
    now,
    nextRoundAt: eventTypeIds === undefined ? nextRound(warming.cron, now) : undefined,
    limits,
  };
  const planAmong = async (wanted: readonly AskedFor[], callsLeft: number): Promise<Round> => {
    const read = await Promise.all(
      wanted
        .filter(({ name }) => !tried.has(name))
        .map(async ({ name, perHour }) => ({ name, asksPerHour: perHour, ...(await store.read(name, days)) })),
    );
    // Whoever asks for what Cal.com does not know, or fails for, gets no share of the budget.
    return planRound(
      read.filter((stored) => refusalAt(stored, now) === undefined),
      { ...terms, callsLeft },
    );
  };
  const callsLeft = await warmingCallsLeft(context);
  if (eventTypeIds !== undefined) return await planAmong(named(new Set(eventTypeIds)), callsLeft);
  const wanted = await wantedNames(context);
  const first = await planAmong(wanted, callsLeft);
  const others = otherNames(context).filter((name) => !wanted.some((one) => one.name === name));
  const rest = await planAmong(
    others.map((name) => ({ name, perHour: 0 })),
    callsLeft - first.names.length,
  );
  return { names: [...first.names, ...rest.names], leftOut: first.leftOut + rest.leftOut };
};

/** What somebody named, and what is most asked for. */
const wantedNames = async ({ account: { warming }, usage }: WorkerContext): Promise<readonly AskedFor[]> => {
  const first = named(new Set(warming.eventTypeIds === 'all' ? [] : warming.eventTypeIds));
  const asked = await usage.mostAsked(warming.callsPerHour);
  return [...first, ...asked.filter(({ name }) => !first.some((one) => one.name === name))];
};

/** What somebody named is kept fresh whoever asks. */
const named = (eventTypeIds: ReadonlySet<number>): readonly AskedFor[] =>
  [...eventTypeIds].map((id) => ({ name: nameOf(id), perHour: Infinity }));

/** What else the account has, where all of it is kept warm: with the calls that are left when what is wanted has its own. */
const otherNames = ({ account: { warming }, catalogue }: WorkerContext): readonly SegmentsName[] =>
  warming.eventTypeIds !== 'all'
    ? []
    : (catalogue.document()?.eventTypes ?? []).filter(isOffered).map(({ id }) => nameOf(id));

const nameOf = (eventTypeId: number): SegmentsName => segmentsName({ eventTypeId });

const reasonToStop = async (context: WorkerContext): Promise<WarmingProgress['stoppedBy']> => {
  // Half open is no reason: the call that the round makes next is the probe.
  if ((await context.gate.state()).circuit === 'open') return 'circuit-open';
  return (await warmingCallsLeft(context)) <= 0 ? 'budget-spent' : undefined;
};

const fetchOne = async (
  context: WorkerContext,
  name: SegmentsName,
  startedAt: EpochMs,
  requestId: string,
): Promise<'done' | 'failed' | 'stopping'> => {
  const today = utcDayOf(context.clock());
  const { jobId } = await queueRange(context.ranges, {
    account: context.account.name,
    segments: name,
    from: today,
    until: utcDay(today + context.account.warming.days),
    notBefore: startedAt,
    reason: 'warming',
    requestId,
  });
  const patience = AbortSignal.any([AbortSignal.timeout(RANGE_PATIENCE_MS), context.stopping]);
  const finish = await context.finishedRanges.wait(jobId, patience, true);
  if (finish === undefined) return context.stopping.aborted ? 'stopping' : 'failed';
  return finish.state === 'completed' && rangeOutcomeSchema.parse(finish.value).kind === 'written' ? 'done' : 'failed';
};

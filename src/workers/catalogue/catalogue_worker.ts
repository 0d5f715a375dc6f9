/** The `catalogue` worker: one job reads what the account has, behind everybody else, and tells the fleet. */
import { forAccount } from '../process/for_account.ts';
import { DelayedError, type Job, Worker } from 'bullmq';
import { CalcomRefused, CircuitOpen } from '../../calcom/errors.ts';
import { catalogueChanges } from '../../catalogue/catalogue_changes.ts';
import type { CatalogueDocument } from '../../catalogue/catalogue_document.ts';
import { catalogueWithoutKey, readCatalogue } from '../../catalogue/read_catalogue.ts';
import { type CatalogueJob, type CatalogueOutcome, catalogueJobSchema } from '../../queues/catalogue/job.ts';
import { queueRegistration, registersWebhooks } from '../../queues/registration/producer.ts';
import { AT_START } from '../../queues/catalogue/producer.ts';
import { backgroundCallsLeft, budgetPause, callsOfReading } from '../warming/background_budget.ts';
import { forgetEdited } from './forget_edited.ts';
import { isCatalogueDue } from './catalogue_due.ts';
import type { WorkerContext } from '../process/context.ts';
import { type BackgroundTurn, backgroundCalls } from '../process/background_calls.ts';
import { giveBack, putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { CATALOGUE } from '../../queues/catalogue/queue.ts';

/** Behind whatever else waits, and for longer than any window or cool-down of Cal.com's. */
const TURN: BackgroundTurn = { priority: 9, patienceMs: 10 * 60_000 };

/** Starts the worker. */
export const startCatalogueWorker = (context: WorkerContext): Worker<CatalogueJob, CatalogueOutcome, string> =>
  new Worker<CatalogueJob, CatalogueOutcome, string>(
    CATALOGUE.name,
    async (job, token) => {
      try {
        const { account, reason } = catalogueJobSchema.parse(job.data);
        return await read(forAccount(context, account), job, reason, token);
      } catch (error) {
        if (error instanceof CircuitOpen) return { kind: 'kept', why: 'circuit-open' };
        if (context.stopping.aborted && !(error instanceof DelayedError)) {
          return await giveBack(job, token);
        }
        if (error instanceof CalcomRefused && error.status === 401) {
          context.logger.warn({ code: error.code, err: error }, 'Cal.com does not accept the key; the catalogue stays');
          return { kind: 'kept', why: 'key-refused' };
        }
        throw error;
      }
    },
    workerOptions(context, 1),
  );

const read = async (
  context: WorkerContext,
  job: Job<CatalogueJob>,
  reason: string,
  token: string | undefined,
): Promise<CatalogueOutcome> => {
  const { account, accountClient, catalogueStore, clock, ledger } = context;
  const { catalogueCron } = account;
  if (catalogueCron === undefined) return { kind: 'kept', why: 'switched-off' };
  const before = await catalogueStore.read();
  // Another worker that started may have brought it meanwhile.
  if (reason === AT_START && !isCatalogueDue(before, clock(), accountClient !== undefined)) {
    return { kind: 'kept', why: 'current' };
  }
  if (accountClient === undefined) return await keep(context, before, catalogueWithoutKey(clock()), 0);

  const callsLeft = backgroundCallsLeft(context, await ledger.lastHour());
  if (callsLeft < callsOfReading(context)) {
    const pauseMs = await budgetPause(context, catalogueCron);
    return pauseMs === undefined ? { kind: 'kept', why: 'budget-spent' } : await putOff(job, token, pauseMs);
  }
  const { makeCall, made } = backgroundCalls(context, 'catalogue', TURN);
  const document = await readCatalogue(accountClient, { makeCall, callsLeft, clock });
  return await keep(context, before, document, made());
};

const keep = async (
  context: WorkerContext,
  before: CatalogueDocument | undefined,
  document: CatalogueDocument,
  calls: number,
): Promise<CatalogueOutcome> => {
  const { catalogue, catalogueStore, logger } = context;
  const { changed, appeared, disappeared } = catalogueChanges(before, document);
  await catalogueStore.write(document);
  await catalogue.load();
  // After every process has been told how they are laid out now: what is fetched from here on is read by that.
  await forgetEdited(context, before, [...changed, ...disappeared]);
  // Event types of teams have webhooks of their own.
  if (registersWebhooks(context.account) && appeared.length + disappeared.length > 0) {
    await queueRegistration(context.registration, context.account.name, 'the account has changed');
  }
  const { missing } = document;
  const counts = { calls, eventTypes: document.eventTypes.length, teams: document.teams.length };
  const ids = (eventTypes: readonly { readonly id: number }[]) => eventTypes.map(({ id }) => id);
  const changes = { changed: ids(changed), appeared: ids(appeared), disappeared: ids(disappeared) };
  logger.info(
    { ...counts, changed: changed.length, appeared: appeared.length, disappeared: disappeared.length },
    'catalogue read',
  );
  if (missing.length > 0 && String(missing) !== String(before?.missing)) {
    logger.warn({ missing }, 'The catalogue lacks what Cal.com did not tell');
  }
  return { kind: 'read', ...counts, ...changes, missing };
};

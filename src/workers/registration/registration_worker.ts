/** The `registration` worker: one job makes sure of the webhooks in Cal.com, behind everybody else and within the background's budget. */
import { type Job, Worker } from 'bullmq';
import { CalcomRefused, CircuitOpen } from '../../calcom/errors.ts';
import type { WebhookScope } from '../../calcom/webhooks_client.ts';
import {
  type RegistrationJob,
  type RegistrationOutcome,
  registrationJobSchema,
} from '../../queues/registration/job.ts';
import { REGISTRATION_CRON, registersWebhooks } from '../../queues/registration/producer.ts';
import { REGISTRATION } from '../../queues/registration/queue.ts';
import { WEBHOOKS_PATH } from '../../registration/by_hand.ts';
import { type EnsuredWebhook, type Ensuring, ensureWebhook } from '../../registration/ensure_webhook.ts';
import type { Registration } from '../../registration/registrations.ts';
import { organizationScope, scopeInWords, scopeKey, singleScopes } from '../../registration/scopes.ts';
import type { WorkerContext } from '../process/context.ts';
import { forAccount } from '../process/for_account.ts';
import { type BackgroundTurn, backgroundCalls } from '../process/background_calls.ts';
import { putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { backgroundCallsLeft, budgetPause } from '../warming/background_budget.ts';

/** Behind whatever else waits, and for longer than any window or cool-down of Cal.com's. */
const TURN: BackgroundTurn = { priority: 9, patienceMs: 10 * 60_000 };

/** Webhooks that are looked at again in a round, those first that were not for longest. New ones are made in any number. */
const CHECKED_A_ROUND = 5;

/** A webhook is made by at most four calls: refused for its triggers, then for its URL, a look, a change. */
const CALLS_OF_ONE = 4;

/** Starts the worker. */
export const startRegistrationWorker = (context: WorkerContext): Worker<RegistrationJob, RegistrationOutcome, string> =>
  new Worker<RegistrationJob, RegistrationOutcome, string>(
    REGISTRATION.name,
    async (job, token) => {
      const { account } = registrationJobSchema.parse(job.data);
      try {
        return await ensure(forAccount(context, account), job, token);
      } catch (error) {
        if (error instanceof CircuitOpen) return { kind: 'left', why: 'circuit-open' };
        throw error;
      }
    },
    workerOptions(context, 1),
  );

const ensure = async (
  context: WorkerContext,
  job: Job<RegistrationJob>,
  token: string | undefined,
): Promise<RegistrationOutcome> => {
  const { account, webhooksClient, registrations, catalogue, ledger, logger } = context;
  if (!registersWebhooks(account) || webhooksClient === undefined) return { kind: 'left', why: 'switched-off' };
  const { makeCall, made } = backgroundCalls(context, 'registration', TURN);
  const ensuring: Ensuring = {
    client: webhooksClient,
    registrations,
    subscriberUrl: `${account.publicUrl}${WEBHOOKS_PATH}`,
    clock: context.clock,
    makeCall,
  };
  const known = new Map((await registrations.all()).map((one) => [scopeKey(one.scope), one]));
  const done: Record<EnsuredWebhook | 'removed', string[]> = {
    kept: [],
    made: [],
    mended: [],
    removed: [],
    refused: [],
  };
  const isAffordable = async () => backgroundCallsLeft(context, await ledger.lastHour()) >= CALLS_OF_ONE;
  const ensureOne = async (scope: WebhookScope): Promise<EnsuredWebhook> => {
    const outcome = await ensureWebhook(ensuring, scope, known.get(scopeKey(scope)));
    done[outcome].push(scopeKey(scope));
    if (outcome === 'refused' && known.get(scopeKey(scope))?.refused === undefined) {
      logger.warn({ scope: scopeKey(scope) }, `The key may not register a webhook for ${scopeInWords(scope)}`);
    }
    return outcome;
  };

  const document = catalogue.document();
  const whole = organizationScope(document);
  if (whole !== undefined && !(await isAffordable())) return await leave(context, job, token);
  const isWhole = whole !== undefined && (await ensureOne(whole)) !== 'refused';
  const scopes = isWhole ? [] : singleScopes(document);
  for (const scope of inTurn(scopes, known)) {
    if (!(await isAffordable())) return await leave(context, job, token);
    await ensureOne(scope);
  }
  const wanted = new Set([...(whole === undefined ? [] : [whole]), ...scopes].map(scopeKey));
  for (const { scope, id } of known.values()) {
    if (wanted.has(scopeKey(scope))) continue;
    if (!(await isAffordable())) return await leave(context, job, token);
    if (id !== undefined) await makeCall(webhooksClient.remove(scope, id)).catch(unlessGone);
    await registrations.remove(scope);
    done.removed.push(scopeKey(scope));
  }
  const { kept, ...changed } = done;
  const calls = made();
  if (Object.values(changed).some((some) => some.length > 0)) logger.info({ calls, ...changed }, 'webhooks registered');
  return { kind: 'ensured', calls, kept, ...changed };
};

/** An event type that is gone has taken its webhook with it. @throws any other error */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof CalcomRefused)) throw error;
};

/** Those that are not registered, and then those that were not looked at for longest. What was refused is tried again as seldom. */
const inTurn = (scopes: readonly WebhookScope[], known: ReadonlyMap<string, Registration>): readonly WebhookScope[] => {
  const checkedAt = (scope: WebhookScope): number => known.get(scopeKey(scope))?.checkedAt ?? 0;
  const isNew = (scope: WebhookScope): boolean => {
    const one = known.get(scopeKey(scope));
    return one === undefined || (one.id === undefined && one.refused === undefined);
  };
  const old = scopes.filter((scope) => !isNew(scope)).sort((one, other) => checkedAt(one) - checkedAt(other));
  return [...scopes.filter(isNew), ...old.slice(0, CHECKED_A_ROUND)];
};

/** Until there is budget again, where that is before the next round. */
const leave = async (
  context: WorkerContext,
  job: Job<RegistrationJob>,
  token: string | undefined,
): Promise<RegistrationOutcome> => {
  const pauseMs = await budgetPause(context, REGISTRATION_CRON);
  return pauseMs === undefined ? { kind: 'left', why: 'budget-spent' } : await putOff(job, token, pauseMs);
};

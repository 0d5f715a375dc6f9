/**
 * The `passthrough` worker: one job is one operation of Cal.com's, sent on as it came. What is no read is sent once, whatever happens to the worker
 * that sends it: a second worker finds the request taken.
 */
import { type Job, Worker } from 'bullmq';
import type { CallGate } from '../../calcom/call_gate.ts';
import { CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from '../../calcom/errors.ts';
import { readOperation } from '../../calcom/operation.ts';
import {
  createPassCall,
  type PassCall,
  PassedCallFailed,
  type PassedAnswer,
  type PassedRequest,
} from '../../calcom/passed_call.ts';
import { type PassthroughJob, type PassthroughOutcome, passthroughJobSchema } from '../../queues/passthrough/job.ts';
import { PASSTHROUGH } from '../../queues/passthrough/queue.ts';
import type { WorkerContext } from '../process/context.ts';
import { forAccount } from '../process/for_account.ts';
import { meteredCall } from '../process/metered_call.ts';
import { putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { tellCache } from './tell_cache.ts';
import { CallersGates } from './callers_gates.ts';
import { credentialOfHeaders, withAccountsKey } from './credential_headers.ts';

/** At the gate, like everything that a caller waits for. */
const TURN_PRIORITY = 1;

/** How long a job of a caller's with a credential of its own is put off where such jobs have all the places that they may have. */
const CROWDED_MS = 100;

/** The longest that a job holds its place while it waits for its turn. */
const TURN_PATIENCE_MS = 2_000;

/** How long Cal.com blocks a credential, where a 429 does not say. */
const USUAL_BLOCK_MS = 60_000;

type Unanswered = Extract<PassthroughOutcome, { kind: 'unanswered' }>;

const NO_BODY = Buffer.alloc(0);
const LEFT: PassthroughOutcome = { kind: 'left' };
const LOST: PassthroughOutcome = { kind: 'unanswered', why: 'lost', mayBeDone: true };

/** What jobs are worked on with. */
interface Passing {
  readonly context: WorkerContext;
  readonly gates: CallersGates;
  readonly passCall: PassCall;
}

/** Starts the worker. */
export const startPassthroughWorker = (context: WorkerContext): Worker<PassthroughJob, PassthroughOutcome, string> => {
  const { account, openGate } = context;
  const gates = new CallersGates(openGate);
  const passCall = createPassCall(account.apiUrl);
  // Whoever has a key of Cal.com's may be a stranger, and must leave places for those who have one of ours.
  const mostOfCallers = Math.max(1, Math.floor(context.concurrency / 2));
  let ofCallers = 0;
  const worker = new Worker<PassthroughJob, PassthroughOutcome, string>(
    PASSTHROUGH.name,
    async (job: Job<PassthroughJob>, token?: string) => {
      const data = passthroughJobSchema.parse(job.data);
      const passing = { context: forAccount(context, data.account), gates, passCall };
      const startedAt = performance.now();
      const isCallers = data.as === 'caller';
      if (isCallers && ofCallers >= mostOfCallers) return await putOff(job, token, CROWDED_MS);
      if (isCallers) ofCallers += 1;
      const outcome = await pass(passing, job, data, token).finally(() => {
        if (isCallers) ofCallers -= 1;
      });
      const { requestId, as } = data;
      const durationMs = Math.round(performance.now() - startedAt);
      context.logger.info({ operation: job.name, as, requestId, ...outcome, durationMs }, 'passed on');
      return outcome;
    },
    workerOptions(context, context.concurrency),
  );
  worker.once('closed', () => gates.close());
  return worker;
};

const pass = async (
  passing: Passing,
  job: Job<PassthroughJob>,
  data: PassthroughJob,
  token: string | undefined,
): Promise<PassthroughOutcome> => {
  const { context, gates } = passing;
  const id = job.id ?? '';
  const leftMs = data.deadline - context.clock();
  const request = leftMs > 0 ? await context.passedRequests.find(id) : undefined;
  if (request === undefined) return LEFT;
  if (request === 'sent') {
    await tellCache(context, data, { operation: undefined, asked: NO_BODY, answer: undefined });
    return LOST;
  }
  const operation = readOperation(request.method, request.path);
  const gate = data.as === 'account' ? context.gate : gates.of(credentialOfHeaders(request.headers));
  try {
    const answer = await send(passing, gate, { id, data, request, leftMs });
    if (answer === undefined) return LEFT;
    await tellCache(context, data, { operation, asked: request.body, answer });
    await context.passedRequests.putAnswer(id, answer);
    return { kind: 'answered', status: answer.status };
  } catch (error) {
    if (error instanceof TurnTooFar && error.waitMs < data.deadline - context.clock()) {
      return await putOff(job, token, error.waitMs);
    }
    const outcome = unanswered(error);
    if (outcome.mayBeDone) await tellCache(context, data, { operation, asked: request.body, answer: undefined });
    return outcome;
  }
};

interface Sending {
  readonly id: string;
  readonly data: PassthroughJob;
  readonly request: PassedRequest;
  /** Until nobody waits any more. */
  readonly leftMs: number;
}

/** The answer; undefined where the caller had gone when the turn came. */
const send = async (
  { context, passCall }: Passing,
  gate: CallGate,
  { id, data, request, leftMs }: Sending,
): Promise<PassedAnswer | undefined> => {
  let answer: PassedAnswer | undefined;
  try {
    await gate.call(
      async () => {
        // Not before its turn: until then it can still be called off.
        const taken = data.isReading ? await context.passedRequests.find(id) : await context.passedRequests.take(id);
        if (taken === undefined || taken === 'sent') throw new CalledOff();
        const sent = data.as === 'account' ? withAccountsKey(request, context.account.apiKey) : request;
        const call = async (): Promise<PassedAnswer> => {
          answer = await passCall(sent, leftMs);
          return throwIfFailed(answer);
        };
        // A caller's own calls are none of the account's.
        return data.as === 'account' ? await meteredCall(context, 'passthrough', call) : await call();
      },
      {
        priority: TURN_PRIORITY,
        patienceMs: Math.min(TURN_PATIENCE_MS, leftMs),
        signal: AbortSignal.timeout(leftMs),
      },
    );
  } catch (error) {
    if (error instanceof CalledOff) return undefined;
    if (answer === undefined) throw error;
  }
  return answer;
};

/** The caller had gone. */
class CalledOff extends Error {}

/** Told to the gate: a 429 is a block, and what Cal.com could not do is no sign of its health. */
const throwIfFailed = (answer: PassedAnswer): PassedAnswer => {
  const { status, allowance } = answer;
  if (status === 429) {
    throw new CalcomThrottled(allowance === undefined ? USUAL_BLOCK_MS : allowance.resetSeconds * 1000, allowance);
  }
  if (status >= 500) throw new CalcomUnavailable('server_error', `Cal.com answered ${status}`, allowance);
  return answer;
};

const unanswered = (error: unknown): Unanswered => {
  const none = (why: Unanswered['why'], retryAfterMs: number): Unanswered => ({
    kind: 'unanswered',
    why,
    mayBeDone: false,
    retryAfterMs,
  });
  if (error instanceof CircuitOpen) return none('circuit', error.retryAfterMs);
  if (error instanceof TurnTooFar) return none('turn', error.waitMs);
  // The deadline came first.
  if (error instanceof DOMException) return none('turn', 1_000);
  if (error instanceof PassedCallFailed) {
    const why = error.reason === 'timeout' || error.reason === 'network' ? error.reason : 'unusable';
    return { kind: 'unanswered', why, mayBeDone: error.mayBeDone };
  }
  throw error;
};

/** One operation: it is laid beside the queue, queued, and waited for until its deadline. */
import { randomUUID } from 'node:crypto';
import { isReading, type Operation } from '../../calcom/operation.ts';
import type { PassedAnswer, PassedRequest } from '../../calcom/passed_call.ts';
import type { JobEnd } from '../../queues/job_queue/finished_jobs.ts';
import { type PassthroughJob, passthroughOutcomeSchema } from '../../queues/passthrough/job.ts';
import { queuePassthrough } from '../../queues/passthrough/producer.ts';
import { epochMs } from '../../verification/time.ts';
import type { CalcomError } from '../slots/calcom_error.ts';
import type { PassthroughContext } from './context.ts';
import { operationInWords } from './rights.ts';

/** What is passed on. */
export interface Passing {
  readonly operation: Operation;
  readonly request: PassedRequest;
  readonly as: PassthroughJob['as'];
  readonly requestId: string;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
}

/** Cal.com's answer, or why there is none. */
export type Passed = { readonly answer: Omit<PassedAnswer, 'allowance'> } | { readonly error: CalcomError };

const MAY_BE_DONE = 'It may have been done all the same: look before you send it again.';

/** Passes an operation on and waits for its answer. @throws what Redis throws while it is away, where nothing can have been done */
export const passOn = async (context: PassthroughContext, passing: Passing): Promise<Passed> => {
  const { passedRequests } = context;
  const id = randomUUID();
  await passedRequests.put(id, passing.request, context.config.passthrough.deadlineMs);
  try {
    return await askWorkers(context, id, passing);
  } catch (error) {
    // Who cannot call it off does not know what becomes of it.
    const mayBeDone = await passedRequests.callOff(id).catch(() => true);
    if (isReading(passing.operation) || !mayBeDone) throw error;
    return { error: unanswered(502, 'The cache went away while Cal.com was asked.', true) };
  }
};

const askWorkers = async (
  context: PassthroughContext,
  id: string,
  { operation, as, requestId, gone }: Passing,
): Promise<Passed> => {
  const { account, clock, config, finishedPassthrough, passedRequests, passthrough } = context;
  const { deadlineMs } = config.passthrough;
  const patience = AbortSignal.any([gone, AbortSignal.timeout(deadlineMs)]);
  // Listening begins before the job exists, so that its end cannot be missed.
  const finishing = finishedPassthrough.wait(id, patience);
  await queuePassthrough(passthrough, id, operationInWords(operation), {
    account: account.name,
    as,
    isReading: isReading(operation),
    deadline: epochMs(clock() + deadlineMs),
    requestId,
  });
  const end = await finishing;
  if (end === undefined) return { error: late(await passedRequests.callOff(id)) };
  const passed = await passedBy(context, id, operation, end);
  // What cannot be removed now expires.
  await passedRequests.drop(id).catch(() => undefined);
  return passed;
};

const late = (mayBeDone: boolean): CalcomError => unanswered(504, 'Cal.com did not answer in time.', mayBeDone);

const unanswered = (status: number, message: string, mayBeDone: boolean): CalcomError => ({
  status,
  message: mayBeDone ? `${message} ${MAY_BE_DONE}` : message,
});

const passedBy = async (
  { passedRequests }: PassthroughContext,
  id: string,
  operation: Operation,
  end: JobEnd,
): Promise<Passed> => {
  // Something unforeseen, at any moment of it.
  if (end.state === 'failed') return { error: unanswered(502, 'The call to Cal.com failed.', !isReading(operation)) };
  const outcome = passthroughOutcomeSchema.parse(end.value);
  if (outcome.kind === 'answered') {
    const answer = await passedRequests.takeAnswer(id);
    return answer === undefined ? { error: late(!isReading(operation)) } : { answer };
  }
  if (outcome.kind === 'left') return { error: late(false) };
  const mayBeDone = outcome.mayBeDone && !isReading(operation);
  const retryAfterSeconds = (outcome.retryAfterMs ?? 1_000) / 1000;
  switch (outcome.why) {
    case 'circuit':
      return { error: { status: 503, message: 'Cal.com cannot be reached.', retryAfterSeconds } };
    case 'turn':
      return { error: { status: 429, message: 'No call to Cal.com is left in time.', retryAfterSeconds } };
    case 'timeout':
      return { error: late(mayBeDone) };
    case 'network':
      return { error: unanswered(502, 'Cal.com cannot be reached.', mayBeDone) };
    case 'unusable':
      return { error: unanswered(502, "Cal.com's answer cannot be passed on.", mayBeDone) };
    case 'lost':
      return { error: unanswered(502, 'The call to Cal.com was lost.', mayBeDone) };
  }
};

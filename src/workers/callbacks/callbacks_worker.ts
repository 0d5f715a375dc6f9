/** The `callbacks` worker: delivers one webhook, again and again until its receiver has it. */
import { forAccount } from '../process/for_account.ts';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { messageOfVerification } from '../../contract/messages.ts';
import { problemOfReason } from '../../contract/problem.ts';
import { hearerOf, withSpeech } from '../../contract/speech_document.ts';
import { type VerificationState, verificationDocument } from '../../contract/verification_document.ts';
import { CALLBACK_RETRY_DELAYS_MS, CALLBACKS } from '../../queues/callbacks/queue.ts';
import {
  type CallbackJob,
  type CallbackReceipt,
  callbackJobSchema,
  type VerificationEnd,
  webhookIdOf,
} from '../../queues/callbacks/job.ts';
import type { SendCallback } from './callback_sender.ts';
import type { WorkerContext } from '../process/context.ts';
import { ReceiverTurns } from './receiver_turns.ts';
import { putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';

/**
 * A delivery is one socket and one timer, so many fit. With a few for each receiver (receiver_turns.ts), fifty receivers may hang at
 * once, each until its attempt is over, before a delivery to any other waits.
 */
const DELIVERIES_AT_ONCE = 200;

/** How a delay of the schedule is stretched at most: what failed together does not return together. */
const JITTER = 0.2;

/** HTTP 410: the receiver wants no more of it (Standard Webhooks). */
const GONE = 410;

/**
 * The wait before the next attempt, in milliseconds.
 * @param attemptsMade 1 after the first failure
 * @param random from 0 to 1
 */
export const retryDelay = (delaysMs: readonly number[], attemptsMade: number, random = Math.random()): number =>
  Math.round((delaysMs[Math.min(attemptsMade, delaysMs.length) - 1] ?? 0) * (1 + JITTER * random));

/** Starts the worker. @param delaysMs the waits between attempts */
export const startCallbacksWorker = (
  context: WorkerContext,
  send: SendCallback,
  delaysMs: readonly number[] = CALLBACK_RETRY_DELAYS_MS,
): Worker<CallbackJob, CallbackReceipt, string> => {
  const turns = new ReceiverTurns();
  return new Worker<CallbackJob, CallbackReceipt, string>(
    CALLBACKS.name,
    async (job, token, signal) => {
      const callback = callbackJobSchema.parse(job.data);
      const turn = turns.take(URL.parse(callback.url)?.host ?? callback.url, performance.now());
      if (turn.kind === 'later') return await putOff(job, token, turn.ms);
      try {
        return await deliver(forAccount(context, callback.account), send, job, callback, signal);
      } finally {
        turn.done(performance.now());
      }
    },
    {
      ...workerOptions(context, DELIVERIES_AT_ONCE),
      settings: { backoffStrategy: (attemptsMade: number) => retryDelay(delaysMs, attemptsMade) },
    },
  );
};

const deliver = async (
  context: WorkerContext,
  send: SendCallback,
  job: Job<CallbackJob>,
  callback: CallbackJob,
  signal: AbortSignal | undefined,
): Promise<CallbackReceipt> => {
  const { url, requestId } = callback;
  const subject =
    'bookingId' in callback ? { bookingId: callback.bookingId } : { verificationId: callback.verificationId };
  const seen = { ...subject, requestId, host: URL.parse(url)?.host, attempt: job.attemptsMade + 1 };
  try {
    const status = await send(url, webhookIdOf(callback), bodyOf(callback), signal);
    if (status === GONE) throw new UnrecoverableError('The receiver answered 410: it wants no more of this.');
    if (status < 200 || status > 299) throw new Error(`The receiver answered ${status}.`);
    context.logger.info({ ...seen, status }, 'callback delivered');
    return { status };
  } catch (error) {
    context.logger.warn({ ...seen, reason: error instanceof Error ? error.message : String(error) }, 'callback failed');
    throw error;
  }
};

/** As of the moment when it ended, so that it is the same at every attempt. */
const bodyOf = (callback: CallbackJob): string => {
  const timestamp = new Date(callback.endedAt).toISOString();
  if ('bookingId' in callback) {
    return JSON.stringify({ type: `booking.${callback.status}`, timestamp, data: callback.document });
  }
  const { verificationId, asked, spokenTo, end, endedAt } = callback;
  const state = stateOf(end);
  const hearer = spokenTo === undefined ? undefined : hearerOf(spokenTo, asked.timeZone, endedAt);
  const document = verificationDocument(verificationId, asked, state, endedAt);
  const data = withSpeech(document, () => messageOfVerification(state, asked), hearer);
  return JSON.stringify({ type: `verification.${end.status}`, timestamp, data });
};

const stateOf = (end: VerificationEnd): VerificationState =>
  end.status === 'completed' ? end : { status: 'failed', error: problemOfReason(end.reason) };

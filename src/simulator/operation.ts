// The way of every call under /v2: logged, checked, counted, perhaps struck by a fault, answered, held back for its latency, sent.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';
import { type Answer, ApiError, Crash, errorAnswer, tooManyRequests } from './api_error.ts';
import { type Credential, checkCredential, credentialOf } from './credential.ts';
import { fail, spoilsRealAnswer } from './failure.ts';
import type { OperationKind, Unread } from './fault.ts';
import { pathOf } from './http/front.ts';
import { send, writeRateHeaders } from './http/reply.ts';
import { drawLatency } from './latency.ts';
import type { SimulatorState } from './state.ts';

/** What an operation does: an answer, or an ApiError or Crash thrown. `unread` are calendars that a fault hides from it. */
export type Operation = (
  request: Request,
  credential: Credential,
  unread: Unread | undefined,
) => Answer | Promise<Answer>;

/** The id of the event type that a request is about, where it can be told. */
export type Subject = (request: Request) => number | undefined;

/**
 * Makes a route of an operation. Only calls of GET /v2/slots are `slots`: they are logged, and faults strike them unless told
 * otherwise.
 * `subject` lets faults of one event type strike.
 */
export function answering(
  state: SimulatorState,
  kind: OperationKind,
  operation: Operation,
  subject: Subject = () => undefined,
): RequestHandler {
  return async (request, response) => {
    const now = state.clock();
    const path = pathOf(request);
    const credential = credentialOf(request);
    const query = path.split('?').slice(1).join('?');
    const call = kind === 'slots' ? state.calls.begin(now, query, credential.masked) : undefined;
    const finish = (status: number | null): void => {
      if (call) call.status = status;
    };

    // The limiter stands at the door: it refuses at once, without the time that real work takes.
    const refusal = admitted(state, credential);
    writeRateHeaders(response, refusal.states);
    if (refusal.error) return finish(send(response, errorAnswer(refusal.error, path, now)));

    const { latencyMs, isDoneLate, failure, unread } = state.faults.strike(kind, () => subject(request));
    if (call) call.fault = failure?.kind ?? (unread && 'unread_calendars') ?? null;
    if (isDoneLate && !(await held(latencyMs ?? 0, state.closing))) return;
    // Answered first and held back afterwards, so that an answer is as old as its latency when it arrives. That is the harder case for
    // a cache: a booking can overtake it.
    const answer =
      !failure || spoilsRealAnswer(failure)
        ? await run(() => operation(request, credential, unread), path, now)
        : undefined;
    const waited = await held(
      isDoneLate ? 0 : (latencyMs ?? drawLatency(state.latency, state.random, answer?.effort ?? 0)),
      state.closing,
    );
    if (!waited || response.destroyed) return;
    if (failure) {
      finish(
        fail(response, failure, { answer, path, now: state.clock(), limits: state.rateLimiter.limitsOf(credential) }),
      );
    } else if (answer) {
      finish(send(response, answer));
    }
  };
}

function admitted(state: SimulatorState, credential: Credential) {
  try {
    checkCredential(credential);
  } catch (error) {
    if (error instanceof ApiError) return { states: [], error };
    throw error;
  }
  const { allowed, states } = state.rateLimiter.take(credential);
  return { states, error: allowed ? undefined : tooManyRequests() };
}

async function run(operation: () => Answer | Promise<Answer>, path: string, now: number): Promise<Answer> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof ApiError || error instanceof Crash) return errorAnswer(error, path, now);
    throw error;
  }
}

/** Waits so many ms; false when the simulator closed meanwhile. */
async function held(milliseconds: number, closing: AbortSignal): Promise<boolean> {
  if (milliseconds === 0) return true;
  return sleep(milliseconds, true, { signal: closing }).catch(() => false);
}

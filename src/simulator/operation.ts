// The way of every call under /v2: logged, counted, perhaps struck by a fault, checked, answered, held back for its latency, sent.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';
import { type Answer, ApiError, errorAnswer } from './api_error.ts';
import { type Credential, checkCredential, credentialOf } from './credential.ts';
import { fail, spoilsRealAnswer, tooManyRequests } from './failure.ts';
import { drawLatency } from './latency.ts';
import { send, writeRateHeaders } from './reply.ts';
import type { SimulatorState } from './state.ts';

/** What an operation does: an answer, or an ApiError thrown. */
export type Operation = (request: Request, credential: Credential) => Answer;

/** Makes a route of an operation. Only calls of GET /v2/slots are `slots`: they are logged, and faults strike them unless told otherwise. */
export function answering(state: SimulatorState, kind: 'slots' | 'other', operation: Operation): RequestHandler {
  return async (request, response) => {
    const now = state.clock();
    const path = request.originalUrl;
    const credential = credentialOf(request);
    const query = path.split('?').slice(1).join('?');
    const call = kind === 'slots' ? state.calls.begin(now, query, credential.masked) : undefined;
    const finish = (status: number | null): void => {
      if (call) call.status = status;
    };

    const limit = state.rateLimiter.take(credential.key);
    writeRateHeaders(response, limit);
    // The limiter stands at the door: it refuses at once, without the time that real work takes.
    if (!limit.allowed) return finish(send(response, errorAnswer(tooManyRequests(), path, now)));

    const { latencyMs, failure } = state.faults.strike(kind, Number(new URLSearchParams(query).get('eventTypeId')));
    if (call) call.fault = failure?.kind ?? null;
    // Answered first and held back afterwards, so that an answer is as old as its latency when it arrives. That is the harder case for
    // a cache: a booking can overtake it.
    const answer = !failure || spoilsRealAnswer(failure) ? run(operation, request, credential, now) : undefined;
    const waited = await held(latencyMs ?? drawLatency(state.latency, state.random), state.closing);
    if (!waited || response.destroyed) return;
    if (failure) {
      finish(fail(response, failure, { answer, path, now: state.clock(), limit: limit.limit, blockMs: state.blockMs }));
    } else if (answer) {
      finish(send(response, answer));
    }
  };
}

function run(operation: Operation, request: Request, credential: Credential, now: number): Answer {
  try {
    checkCredential(credential);
    return operation(request, credential);
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error, request.originalUrl, now);
    throw error;
  }
}

/** Waits so many ms; false when the simulator closed meanwhile. */
async function held(milliseconds: number, closing: AbortSignal): Promise<boolean> {
  if (milliseconds === 0) return true;
  return sleep(milliseconds, true, { signal: closing }).catch(() => false);
}

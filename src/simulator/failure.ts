// Does to an answer what a fault says.

import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { type Answer, ApiError, Crash, databaseError, errorAnswer, tooManyRequests } from './api_error.ts';
import type { Failure } from './fault.ts';
import { send, writeRateHeaders } from './http/reply.ts';
import type { NamedRateLimit } from './limits/rate_limiter.ts';

const CHUNK = 'x'.repeat(1024 * 1024);
const HUGE_CHUNKS = 64;

/** Whether the fault spoils an answer that the operation really gave; with the others the operation never runs. */
export function spoilsRealAnswer({ kind }: Failure): boolean {
  return kind === 'truncated' || kind === 'no_offset' || kind === 'lost_answer';
}

/**
 * Fails a call. Gives back the status that went out, or null where none did. `path` and `now` (epoch ms) go into an error's JSON;
 * `limits` are the caller's, whose blocks a 429 announces.
 */
export function fail(
  response: Response,
  fault: Failure,
  context: { answer: Answer | undefined; path: string; now: number; limits: readonly NamedRateLimit[] },
): number | null {
  const { answer, path, now } = context;
  switch (fault.kind) {
    case 'hang':
      return null;
    case 'reset':
    // What was asked for is done, and nobody is told.
    case 'lost_answer':
      response.socket?.resetAndDestroy();
      return null;
    case 'error':
      return send(response, errorAnswer(errorOf(fault), path, now));
    case 'too_many_requests':
      writeRateHeaders(
        response,
        context.limits.map(({ name, limit, blockMs }) => ({
          name,
          limit,
          remaining: 0,
          resetSeconds: Math.ceil(blockMs / 1000),
          blocked: true,
        })),
      );
      return send(response, errorAnswer(tooManyRequests(), path, now));
    case 'html':
      return sendGatewayPage(response, fault.status ?? 502);
    case 'wrong_shape':
      // What the version before answered.
      return send(response, {
        status: 200,
        body: { status: 'success', data: { slots: { '2050-09-05': [{ time: '2050-09-05T09:00:00.000Z' }] } } },
      });
    case 'no_offset':
      return answer ? sendWithoutOffsets(response, answer) : null;
    case 'truncated':
      return answer ? sendHalf(response, answer) : null;
    case 'huge':
      return sendHuge(response);
  }
}

/** A 500 is the database's unless told; other statuses are exceptions of the framework; a code of one's own has no details. */
function errorOf({ status = 500, code, message, bare }: Failure): ApiError | Crash {
  if (bare) return new Crash();
  if (code === undefined && status === 500 && message === undefined) return databaseError();
  const words = message ?? STATUS_CODES[status] ?? 'Error';
  return new ApiError(status, words, code === undefined || code.endsWith('Exception') ? undefined : { code });
}

function sendGatewayPage(response: Response, status: number): number {
  // The page comes from the proxy in front of Cal.com, which knows nothing of rate limits.
  for (const header of response.getHeaderNames()) {
    if (header.startsWith('x-ratelimit')) response.removeHeader(header);
  }
  response
    .status(status)
    .type('html')
    .send(`<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Bad gateway</h1></body></html>`);
  return status;
}

function sendWithoutOffsets(response: Response, { status, body }: Answer): number {
  const text = JSON.stringify(body).replace(/(T\d{2}:\d{2}:\d{2}\.\d{3})(?:Z|[+-]\d{2}:\d{2})"/g, '$1"');
  response.status(status).type('json').send(text);
  return status;
}

function sendHalf(response: Response, { status, body }: Answer): number {
  const bytes = Buffer.from(JSON.stringify(body));
  response.status(status).type('json').set('content-length', String(bytes.length));
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
  return status;
}

function sendHuge(response: Response): number {
  response.status(200).type('json');
  // The reader is expected to hang up long before the end; that is its good right and no error here.
  pipeline(Readable.from(hugeDocument()), response).catch(() => undefined);
  return 200;
}

function* hugeDocument(): Generator<string> {
  yield '{"status":"success","data":{"filler":"';
  for (let index = 0; index < HUGE_CHUNKS; index++) yield CHUNK;
  yield '"}}';
}

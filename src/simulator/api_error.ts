// Errors in Cal.com's words and shapes. Which shape an error has tells which layer of Cal.com refused: its framework names an exception
// and repeats it in `details`, its engine says `TRPCError`, its database layer says `INTERNAL_SERVER_ERROR`, and what nobody expected has
// no shape at all.

import { STATUS_CODES } from 'node:http';

/** What an operation answers: a status and a JSON body. `effort` is in host-days looked at, for latency that grows with it. */
export type Answer = { readonly status: number; readonly body: unknown; readonly effort?: number };

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'NotFoundException',
  409: 'ConflictException',
  422: 'UnprocessableEntityException',
  429: 'ThrottlerException',
  500: 'InternalServerErrorException',
  502: 'BadGatewayException',
  503: 'ServiceUnavailableException',
  504: 'GatewayTimeoutException',
};

/** A refusal that Cal.com would give; the edge writes it with `errorAnswer`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What stands under `details`; undefined leaves the property out. */
  readonly details: unknown;

  /** Without `shape` it is an exception of Cal.com's framework, which repeats itself in `details`. */
  constructor(status: number, message: string, shape?: { readonly code: string; readonly details?: unknown }) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = shape?.code ?? CODES[status] ?? 'HttpException';
    this.details = shape ? shape.details : { message, error: STATUS_CODES[status], statusCode: status };
  }
}

/** What nobody at Cal.com's edge expected: bare, without code or path. A 500, or what its booking code threw with a status of its own. */
export class Crash extends Error {
  readonly status: number;

  constructor(message = 'Internal server error', status = 500) {
    super(message);
    this.name = 'Crash';
    this.status = status;
  }
}

/** A refusal of Cal.com's slot engine. */
export function trpcError(status: number, message: string): ApiError {
  return new ApiError(status, message, { code: 'TRPCError' });
}

/** What the database layer says of a value that its columns cannot hold. */
export function databaseError(): ApiError {
  return new ApiError(500, 'There was an error, please try again later.', { code: 'INTERNAL_SERVER_ERROR' });
}

/** What the rate limiter says to someone who went over. */
export function tooManyRequests(): ApiError {
  const message = 'CustomThrottlerGuard - Too many requests. Please try again later.';
  return new ApiError(429, message, { code: 'ThrottlerException', details: message });
}

/** The JSON of an error. `path` is the path and query as they came, `now` is epoch ms. */
export function errorAnswer(error: ApiError | Crash, path: string, now: number): Answer {
  const { status, message } = error;
  if (error instanceof Crash) return { status, body: { statusCode: status, message } };
  const { code, details } = error;
  const timestamp = new Date(now).toISOString();
  return { status, body: { status: 'error', timestamp, path, error: { code, message, details } } };
}

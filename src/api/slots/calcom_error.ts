/** Errors under `/v2`, in Cal.com's shape: a client of Cal.com reads these and no problem documents. */
import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { isRedisFault } from '../../redis/redis_fault.ts';
import type { SlotsContext } from './context.ts';
import { RequestProblem } from '../http/problem_response.ts';

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'NotFoundException',
  413: 'PayloadTooLargeException',
  429: 'ThrottlerException',
  502: 'BadGatewayException',
  503: 'ServiceUnavailableException',
  504: 'GatewayTimeoutException',
};

/** Something that Cal.com would say, or that we say in its manner. */
export interface CalcomError {
  readonly status: number;
  readonly message: string;
  /** Cal.com's own name for it, where it gave one. */
  readonly code?: string;
  readonly retryAfterSeconds?: number;
}

/** Answers with an error of Cal.com's shape. */
export const sendCalcomError = (
  context: Pick<SlotsContext, 'clock'>,
  request: Request,
  response: Response,
  { status, message, code, retryAfterSeconds }: CalcomError,
): void => {
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  const name = code ?? CODES[status] ?? 'InternalServerErrorException';
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .json({
      status: 'error',
      timestamp: new Date(context.clock()).toISOString(),
      // Cal.com takes the prefix away before it looks at anything.
      path: request.originalUrl.replace(/^\/api(?=\/v2)/i, ''),
      error: { code: name, message, ...detailsOf(status, name, message) },
    });
};

/** Only its framework's exceptions have details (a `TRPCError` has none), and the limit's are the bare message. */
const detailsOf = (status: number, code: string, message: string): { readonly details?: unknown } => {
  if (code === 'ThrottlerException') return { details: message };
  return code.endsWith('Exception') ? { details: { message, error: STATUS_CODES[status], statusCode: status } } : {};
};

/** Turns whatever was thrown under `/v2` into an error of Cal.com's shape. */
export const calcomErrorHandler =
  (context: SlotsContext): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof RequestProblem) {
      const { status, title, detail } = error.problem;
      return sendCalcomError(context, request, response, { status, message: detail ?? title });
    }
    if (isRedisFault(error)) {
      context.logger.warn({ err: error }, 'redis is away');
      const message = 'The cache cannot be reached. Try again in a moment.';
      return sendCalcomError(context, request, response, { status: 503, message, retryAfterSeconds: 1 });
    }
    context.logger.error({ err: error, method: request.method, path: request.path }, 'unexpected error');
    // Cal.com's own shape for what it did not foresee.
    response.status(500).json({ statusCode: 500, message: 'Internal server error' });
  };

import type { ErrorRequestHandler, Request, Response } from 'express';
import { type Problem, type ProblemName, problem } from '../../contract/problem.ts';
import { isRedisFault, redisFaultInWords } from '../../redis/redis_fault.ts';
import type { Logger } from '../../telemetry/logger.ts';

/** A mistake of the caller's, thrown from wherever it is found and turned into HTTP at the edge. */
export class RequestProblem extends Error {
  readonly problem: Problem;

  constructor(name: ProblemName, extra: Pick<Problem, 'detail' | 'errors'> = {}) {
    super(extra.detail ?? name);
    this.name = 'RequestProblem';
    this.problem = problem(name, extra);
  }
}

/** Has every problem of a request completed before it is sent. */
export const completeProblems = (response: Response, complete: (found: Problem) => Problem): void => {
  response.locals.completeProblem = complete;
};

/** Answers with `application/problem+json` (RFC 9457). @param retryAfterSeconds for 429 and 503 */
export const sendProblem = (response: Response, found: Problem, retryAfterSeconds?: number): void => {
  const { completeProblem }: { completeProblem?: (found: Problem) => Problem } = response.locals;
  const document = completeProblem === undefined ? found : completeProblem(found);
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  response
    .status(document.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(document));
};

/** What nothing else answered. */
export const notFound = (request: Request, response: Response): void =>
  sendProblem(response, problem('not-found', { detail: `There is no ${request.method} ${request.path}.` }));

/** What express rejects a request with (http-errors), such as a body that is not compressed as it says; not all have a type. */
interface RequestFault {
  readonly status: number;
  readonly type?: unknown;
}

const isRequestFault = (error: unknown): error is RequestFault =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status >= 400 &&
  error.status < 500;

/** Turns whatever was thrown into a problem document. Only what we did not foresee is logged as an error. */
export const errorHandler =
  (logger: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof RequestProblem) return sendProblem(response, error.problem);
    if (isRedisFault(error)) {
      logger.warn({ err: error }, 'redis is away');
      const detail = `${redisFaultInWords(error)}. Try again in a moment.`;
      return sendProblem(response, problem('redis-unavailable', { detail }), 1);
    }
    if (error instanceof URIError)
      return sendProblem(response, problem('malformed', { detail: 'The path cannot be decoded.' }));
    if (isRequestFault(error)) return sendProblem(response, requestProblem(error));
    logger.error({ err: error, method: request.method, path: request.path }, 'unexpected error');
    sendProblem(response, problem('internal'));
  };

const requestProblem = ({ type }: RequestFault): Problem => {
  switch (type) {
    case 'entity.too.large':
      return problem('body-too-large', { detail: 'A body may have at most 16 KiB.' });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return problem('unsupported-media-type', {
        detail: 'The body must be UTF-8, and gzip, deflate, br or not compressed.',
      });
    case 'entity.parse.failed':
      return problem('malformed', { detail: 'The body is not JSON.' });
    default:
      return problem('malformed', { detail: 'The request cannot be read.' });
  }
};

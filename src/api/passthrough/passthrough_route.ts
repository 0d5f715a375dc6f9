/** Whatever of Cal.com's operations the cache does not answer: it goes on to Cal.com by the queue, and comes back as Cal.com answers it. */
import { type Request, type Response, Router } from 'express';
import { isReading, type Operation, readOperation } from '../../calcom/operation.ts';
import { isOfThisMachine } from '../access/without_key.ts';
import { calcomCallerOf, ownerOf, requestIdOf } from '../http/caller.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { wholeBody } from '../http/whole_body.ts';
import { type CalcomError, sendCalcomError } from '../slots/calcom_error.ts';
import type { PassthroughContext } from './context.ts';
import { passOn } from './pass_on.ts';
import { headersBack, headersOnward } from './passed_headers.ts';
import { rightFor } from './rights.ts';

/** The greatest body that is passed on. */
const BODY_LIMIT = 1024 * 1024;

/** Operations that one process has under way at once: each may hold a megabyte, here and in Redis. */
const MOST_AT_ONCE = 100;

/** Those of them that are asked with a credential of Cal.com's: whoever has one may be a stranger. */
const MOST_OF_CALLERS = 50;

const BUSY: CalcomError = { status: 503, message: 'Too many requests are under way. Try again.', retryAfterSeconds: 1 };

/** Everything under `/v2`. */
export const passthroughRoute = (context: PassthroughContext): Router => {
  let underWay = 0;
  const router = Router();
  router.use(async (request, response) => {
    const operation = readOperation(request.method, request.originalUrl);
    if (operation === undefined) return refuse(context, request, response, unknown(request));
    underWay += 1;
    try {
      const refusal = await refusalOf(context, operation, request, response, underWay);
      if (refusal === undefined) await pass(context, operation, request, response);
      else refuse(context, request, response, refusal);
    } catch (error) {
      // A client that leaves in the middle of its body is nobody to answer.
      if (!request.destroyed || request.complete) throw error;
    } finally {
      underWay -= 1;
    }
  });
  return router;
};

/** What Cal.com's router says. */
const unknown = ({ method, originalUrl }: Request): CalcomError => ({
  status: 404,
  message: `Cannot ${method} ${originalUrl}`,
});

const refusalOf = async (
  { config, passthroughShare }: PassthroughContext,
  operation: Operation,
  request: Request,
  response: Response,
  underWay: number,
): Promise<CalcomError | undefined> => {
  const caller = calcomCallerOf(response);
  if (underWay > (caller === 'own' ? MOST_OF_CALLERS : MOST_AT_ONCE)) return BUSY;
  if (caller !== 'key') return undefined;
  if (config.apiKeys.length === 0 && !isOfThisMachine(request, config.corsOrigins)) {
    const message =
      'Without API_KEYS only programs of this machine may do this, and pages of the origins in CORS_ORIGINS.';
    return { status: 403, message };
  }
  const { allows } = config.passthrough;
  if (!allows.includes('everything') && !allows.includes(rightFor(operation))) {
    const message = `A key of this service may not do this: it may do ${allows.join(', ') || 'nothing'}. Send a Cal.com key of your own, or widen PASSTHROUGH_ALLOWS.`;
    return { status: 403, message };
  }
  if (await passthroughShare.spend(ownerOf(response))) return undefined;
  const message = "This key has spent its share of the account's calls. Please try again later.";
  return { status: 429, message, retryAfterSeconds: 60 };
};

const refuse = (context: PassthroughContext, request: Request, response: Response, error: CalcomError): void => {
  // A body that nobody reads would keep the connection from its next request.
  if (!request.complete) response.set('Connection', 'close');
  sendCalcomError(context, request, response, error);
};

const pass = async (
  context: PassthroughContext,
  operation: Operation,
  request: Request,
  response: Response,
): Promise<void> => {
  const gone = signalOfClose(response);
  const body = await wholeBody(request, BODY_LIMIT);
  if (body === undefined) {
    return refuse(context, request, response, { status: 413, message: 'request entity too large' });
  }
  const caller = calcomCallerOf(response);
  const headers = headersOnward(request.headers, caller === 'own', isReading(operation));
  const passed = await passOn(context, {
    operation,
    request: { method: operation.method, path: operation.path, headers, body },
    as: caller === 'own' ? 'caller' : 'account',
    requestId: requestIdOf(response),
    gone,
  });
  if (gone.aborted) return;
  if ('error' in passed) return refuse(context, request, response, passed.error);
  const { status, headers: theirs, body: bytes } = passed.answer;
  response.status(status);
  const replaced = new Set<string>();
  for (const [name, value] of headersBack(theirs)) {
    // Cal.com's stand in the place of ours, its doubles too. What an answer depends on is what it depends on for both.
    const key = name.toLowerCase();
    if (key !== 'vary' && !replaced.has(key)) response.removeHeader(name);
    replaced.add(key);
    response.appendHeader(name, value);
  }
  response.end(bytes);
};

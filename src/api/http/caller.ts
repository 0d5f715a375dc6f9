/** Who asks, and under which id the request is followed: set once at the edge, read by the routes. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** The owner of everything that was asked while no API keys are configured. */
export const ANYONE = 'anyone';

/** Only what is safe in a log and a header is taken over from the caller. */
const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;

/** The header in which a caller may send the id, and is told it. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Takes over `X-Request-Id`, or makes one. The answer tells it (answer_headers.ts). */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  response.locals.requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  next();
};

/** The id under which this request is logged and followed through the jobs. */
export const requestIdOf = (response: Response): string => String(response.locals.requestId);

/** A name for the caller's API key that does not give it away; the same for everyone when there are no keys. */
export const ownerOf = (response: Response): string => String(response.locals.owner ?? ANYONE);

/**
 * As whom Cal.com's operations are asked: with a key of ours, with the account's own key, which may do whatever the account may, or with another
 * credential of Cal.com's, which is answered as Cal.com answers it.
 */
export type CalcomCaller = 'key' | 'account' | 'own';

/** Said at the edge. */
export const setCalcomCaller = (response: Response, caller: CalcomCaller): void => {
  response.locals.calcomCaller = caller;
};

/** As whom this request asks; with a key of ours unless somebody said otherwise. */
export const calcomCallerOf = (response: Response): CalcomCaller => response.locals.calcomCaller ?? 'key';

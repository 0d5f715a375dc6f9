/** Who asks, and under which id the request is followed: set once at the edge, read by the routes. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** The owner of everything that was asked while no API keys are configured. */
export const ANYONE = 'anyone';

/** Only what is safe in a log and a header is taken over from the caller. */
const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;

/** Takes over `X-Request-Id`, or makes one, and tells it in the answer. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.set('X-Request-Id', id);
  next();
};

/** The id under which this request is logged and followed through the jobs. */
export const requestIdOf = (response: Response): string => String(response.locals.requestId);

/** A name for the caller's API key that does not give it away; the same for everyone when there are no keys. */
export const ownerOf = (response: Response): string => String(response.locals.owner ?? ANYONE);

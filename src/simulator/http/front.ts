// What stands before every route: the headers that every answer has, preflights, and the two spellings of a path.

import type { Request, RequestHandler } from 'express';

const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET,PATCH,DELETE,HEAD,POST,PUT,OPTIONS',
  'Access-Control-Allow-Headers':
    'x-cal-client-id,x-cal-secret-key,x-cal-platform-embed,cal-api-version,Accept,Authorization,Content-Type,Origin',
  'Access-Control-Max-Age': '86400',
};

/** Gives every answer an id of its own, whatever id the request came with, and opens it to every origin. Answers preflights. */
export const front: RequestHandler = (request, response, next) => {
  response.set({ 'X-Request-Id': crypto.randomUUID(), 'Access-Control-Allow-Origin': '*' });
  if (request.method === 'OPTIONS') {
    response
      .set({ ...PREFLIGHT_HEADERS, 'Content-Length': '0' })
      .status(204)
      .end();
    return;
  }
  request.url = pathOf(request);
  next();
};

/** The path and query of a request without the `/api` that may stand before it. */
export function pathOf(request: Request): string {
  return request.originalUrl.replace(/^\/api(?=\/v2(?:\/|\?|$))/, '');
}

import express, { type RequestHandler } from 'express';
import { RequestProblem } from './problem_response.ts';

/** The greatest body that is read, in bytes. */
export const BODY_LIMIT = 16 * 1024;

/** Parses a JSON body into `request.body`; anything that is not JSON by its own word is a 415, anything over 16 KiB a 413. */
export const jsonBody: readonly RequestHandler[] = [
  (request, _response, next) => {
    if (request.is('application/json')) return next();
    throw new RequestProblem('unsupported-media-type', { detail: 'Send a body with Content-Type: application/json.' });
  },
  express.json({ limit: BODY_LIMIT, strict: false }),
];

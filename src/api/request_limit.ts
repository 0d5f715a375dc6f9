import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { ownerOf } from './caller.ts';
import { RequestProblem } from './problem_response.ts';

const WINDOW_MS = 60_000;

/**
 * So many requests a minute for each API key, told in the `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-07).
 *
 * Counted in the memory of this process: a count in Redis would cost every cached answer a second round trip. With several api
 * processes behind a balancer a key can therefore make up to so many requests times their number. Cal.com is not what it
 * protects (the fleet's gate does that); it keeps one caller from taking the service away from the others.
 */
export const requestLimit = (requestsPerMinute: number): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: (_request, response) => ownerOf(response),
    // By then `Retry-After` is set.
    handler: (_request, _response, next) =>
      next(
        new RequestProblem('too-many-requests', {
          detail: `This key may make ${requestsPerMinute} requests a minute.`,
        }),
      ),
  });

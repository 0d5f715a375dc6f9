/**
 * So many requests a minute for each API key, told in the `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-07).
 *
 * Counted in the memory of this process: a count in Redis would cost every cached answer a second round trip. With several api
 * processes behind a balancer a key can therefore make up to so many requests times their number. Cal.com is not what it
 * protects (the fleet's gate does that); it keeps one caller from taking the service away from the others.
 *
 * express-rate-limit does the same, at a price on the cached path: it waits for five promises, looks up an address that is not needed,
 * and sets headers of its own, after which Node.js no longer writes all of an answer's at once.
 */
import type { RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { ownerOf } from '../http/caller.ts';
import { keepLimitHeaders, markOverLimit, setLimitHeaders } from '../http/limit_headers.ts';
import { RequestProblem } from '../http/problem_response.ts';

const WINDOW_SECONDS = 60;

/** Keys of ours are few; of Cal.com's, whoever comes may send any number. */
const MOST_OWNERS = 10_000;

/** A minute that began with a key's first request in it. */
interface Window {
  requests: number;
  readonly endsAt: number;
}

/** One count of requests, and the two ways to answer one too many. Both keep the headers for whoever writes the answer (`http/limit_headers.ts`). */
export interface RequestLimit {
  /** With a 429, whose headers it sets itself. */
  readonly refuse: RequestHandler;
  /** In the route's own shape: it lets it through, marked. */
  readonly mark: RequestHandler;
}

/** Makes them. @param monotonic milliseconds from a clock that never jumps */
export const requestLimit = (limit: number, monotonic = () => performance.now()): RequestLimit => {
  const windows = new LRUCache<string, Window>({ max: MOST_OWNERS });
  /** @returns whether it may pass */
  const count = (response: Response): boolean => {
    const now = monotonic();
    const owner = ownerOf(response);
    let window = windows.get(owner);
    if (window === undefined || now >= window.endsAt) {
      window = { requests: 0, endsAt: now + WINDOW_SECONDS * 1000 };
      windows.set(owner, window);
    }
    window.requests += 1;
    const remaining = Math.max(0, limit - window.requests);
    const reset = Math.ceil((window.endsAt - now) / 1000);
    keepLimitHeaders(response, [
      'RateLimit-Policy',
      `${limit};w=${WINDOW_SECONDS}`,
      'RateLimit',
      `limit=${limit}, remaining=${remaining}, reset=${reset}`,
    ]);
    if (window.requests <= limit) return true;
    response.set('Retry-After', String(reset));
    return false;
  };
  return {
    refuse: (_request, response, next) => {
      if (count(response)) return next();
      setLimitHeaders(response);
      throw new RequestProblem('too-many-requests', { detail: `This key may make ${limit} requests a minute.` });
    },
    mark: (_request, response, next) => {
      if (!count(response)) markOverLimit(response);
      next();
    },
  };
};

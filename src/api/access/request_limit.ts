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
import type { RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { ownerOf } from '../http/caller.ts';
import { keepLimitHeaders, setLimitHeaders } from '../http/limit_headers.ts';
import { RequestProblem } from '../http/problem_response.ts';

const WINDOW_SECONDS = 60;

/** Keys of ours are few; of Cal.com's, whoever comes may send any number. */
const MOST_OWNERS = 10_000;

/** A minute that began with a key's first request in it. */
interface Window {
  requests: number;
  readonly endsAt: number;
}

/**
 * The middleware. It keeps the headers for whoever writes the answer (`http/limit_headers.ts`); those of a 429 it sets itself.
 * @param monotonic milliseconds from a clock that never jumps
 */
export const requestLimit = (limit: number, monotonic = () => performance.now()): RequestHandler => {
  const windows = new LRUCache<string, Window>({ max: MOST_OWNERS });
  return (_request, response, next) => {
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
    if (window.requests <= limit) return next();
    setLimitHeaders(response);
    response.set('Retry-After', String(reset));
    throw new RequestProblem('too-many-requests', { detail: `This key may make ${limit} requests a minute.` });
  };
};

import type { Response } from 'express';
import type { Answer } from './api_error.ts';
import type { RateLimitState } from './rate_limiter.ts';

/** Sends an answer as JSON and gives back its status. */
export function send(response: Response, { status, body }: Answer): number {
  response.status(status).json(body);
  return status;
}

/** Writes where the credential stands. Cal.com names no `Retry-After`. */
export function writeRateHeaders(response: Response, state: RateLimitState): void {
  response.set({
    'X-RateLimit-Limit-Default': String(state.limit),
    'X-RateLimit-Remaining-Default': String(state.remaining),
    'X-RateLimit-Reset-Default': String(state.resetSeconds),
  });
}

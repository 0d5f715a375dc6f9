import type { Response } from 'express';
import type { Answer } from '../api_error.ts';
import type { RateLimitState } from '../limits/rate_limiter.ts';

/** Sends an answer as JSON and gives back its status. */
export function send(response: Response, { status, body }: Answer): number {
  response.status(status).json(body);
  return status;
}

/** Writes where the credential stands with each of its limits. Cal.com names no `Retry-After`. */
export function writeRateHeaders(response: Response, states: readonly RateLimitState[]): void {
  for (const { name, limit, remaining, resetSeconds } of states) {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    response.set({
      [`X-RateLimit-Limit-${title}`]: String(limit),
      [`X-RateLimit-Remaining-${title}`]: String(remaining),
      [`X-RateLimit-Reset-${title}`]: String(resetSeconds),
    });
  }
}

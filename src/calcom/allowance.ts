/** What Cal.com's rate headers say. */
import type { IncomingHttpHeaders } from 'node:http';

/** Where the credential stands by Cal.com's own count, after the call whose answer carried it. */
export interface Allowance {
  /** Calls in a window. */
  readonly limit: number;
  /** Calls that the window still has. */
  readonly remaining: number;
  /** Seconds until the window, or the block after a 429, ends; rounded up by Cal.com. */
  readonly resetSeconds: number;
}

const HEADER = /^x-ratelimit-(limit|remaining|reset)(?:-(.+))?$/;

/**
 * Reads `X-RateLimit-{Limit,Remaining,Reset}-<name>`, whatever the name: a key can have limits of its own. Of several limits
 * the tightest is given: the one with the fewest calls left, and of those the one that lasts longest. A limit of which a
 * header is missing or is no whole number says nothing.
 */
export function readAllowance(headers: IncomingHttpHeaders): Allowance | undefined {
  const limits = new Map<string, Map<string, number>>();
  for (const [header, value] of Object.entries(headers)) {
    const match = HEADER.exec(header);
    if (match === null || typeof value !== 'string' || !/^\d{1,9}$/.test(value)) continue;
    const [, field = '', limitName = ''] = match;
    const fields = limits.get(limitName) ?? new Map<string, number>();
    fields.set(field, Number(value));
    limits.set(limitName, fields);
  }
  let tightest: Allowance | undefined;
  for (const fields of limits.values()) {
    const limit = fields.get('limit');
    const remaining = fields.get('remaining');
    const resetSeconds = fields.get('reset');
    if (limit === undefined || remaining === undefined || resetSeconds === undefined) continue;
    if (
      tightest === undefined ||
      remaining < tightest.remaining ||
      (remaining === tightest.remaining && resetSeconds > tightest.resetSeconds)
    ) {
      tightest = { limit, remaining, resetSeconds };
    }
  }
  return tightest;
}

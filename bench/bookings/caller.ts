/** What callers have in common: what they want, and what became of it. */
import type { EpochMs } from '../../src/verification/time.ts';

/** Somebody who wants a slot. */
export interface Caller {
  readonly email: string;
  readonly wanted: EpochMs;
}

/** What became of it. */
export interface CallerEnd {
  /** `none`: nothing is free any more. `gave-up`: it was told nothing. */
  readonly kind: 'booked' | 'none' | 'gave-up';
  readonly start?: EpochMs;
  /** Times that were offered instead, and are none. */
  readonly untrue: number;
  readonly tookMs: number;
}

/** Somebody who waits no longer, in milliseconds. */
export const PATIENCE_MS = 180_000;

/** Nobody tries more slots than there are. */
export const MOST_TRIES = 60;

/** A request, and its answer as JSON. */
export const request = async (
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }> => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

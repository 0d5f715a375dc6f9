/**
 * How a call to Cal.com can fail, or not come about. None of these errors has a `cause`: got's own errors carry the
 * options of their request, and with them the API key.
 */
import type { Allowance } from './allowance.ts';

/** Cal.com said no: a 4xx other than 429. It is an answer, not a fault of the service; `causeOf` says what it is about. */
export class CalcomRefused extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** Cal.com's name for the refusal, such as `NotFoundException`; `HTTP 404` where it gave none. */
  readonly code: string;
  readonly allowance: Allowance | undefined;

  constructor(status: number, code: string, message: string, allowance?: Allowance) {
    super(message);
    this.name = 'CalcomRefused';
    this.status = status;
    this.code = code;
    this.allowance = allowance;
  }
}

/** The key may not do this; of what it may not see, Cal.com says as well that it is not there. */
const NOT_FOR_THE_KEY: readonly number[] = [401, 403, 404];

/** Whether Cal.com said that a key lacks the right to something. */
export const isKeyRefused = (error: unknown): error is CalcomRefused =>
  error instanceof CalcomRefused && NOT_FOR_THE_KEY.includes(error.status);

/** Cal.com answered 429: the credential is blocked. */
export class CalcomThrottled extends Error {
  /** Milliseconds until the block ends. */
  readonly resetMs: number;
  readonly allowance: Allowance | undefined;

  constructor(resetMs: number, allowance?: Allowance) {
    super(`Cal.com answered 429 and takes no calls for ${Math.ceil(resetMs / 1000)} s`);
    this.name = 'CalcomThrottled';
    this.resetMs = resetMs;
    this.allowance = allowance;
  }
}

/**
 * Why there is no answer: the connection, the time limit, a 5xx, an answer that cannot be read, or somebody else who answered, since the
 * address or the version is wrong.
 */
export type UnavailableReason = 'network' | 'timeout' | 'server_error' | 'bad_response' | 'misdirected';

/** Cal.com gave no answer that can be used. The message is fit for a log. */
export class CalcomUnavailable extends Error {
  readonly reason: UnavailableReason;
  /** What the rate headers said, where the failed answer carried any: it counted against the limit all the same. */
  readonly allowance: Allowance | undefined;
  /** Cal.com's own code has ended it in a fault: it may have been carried out, but is not under way any more. */
  readonly isOver: boolean;

  constructor(reason: UnavailableReason, message: string, allowance?: Allowance, isOver = false) {
    super(message);
    this.name = 'CalcomUnavailable';
    this.reason = reason;
    this.allowance = allowance;
    this.isOver = isOver;
  }
}

/** The circuit is open: no call was made. */
export class CircuitOpen extends Error {
  /** Milliseconds until a probe may be made. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`The circuit to Cal.com is open for another ${retryAfterMs} ms`);
    this.name = 'CircuitOpen';
    this.retryAfterMs = retryAfterMs;
  }
}

/** The turn is further away than the caller's patience reaches: no call was made. */
export class TurnTooFar extends Error {
  /** Milliseconds until it is worth asking again. */
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`The next call to Cal.com may begin in ${waitMs} ms`);
    this.name = 'TurnTooFar';
    this.waitMs = waitMs;
  }
}

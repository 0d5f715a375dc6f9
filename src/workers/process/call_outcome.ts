/** What became of a call that changes something in Cal.com. */
import type { AccountCall, MakeCall } from '../../calcom/account_call.ts';
import { CalcomRefused, CalcomThrottled, CalcomUnavailable, CircuitOpen, TurnTooFar } from '../../calcom/errors.ts';

/** What became of it. */
export type CallOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Cal.com said no: nothing was changed. */
  | { readonly kind: 'refused'; readonly refusal: CalcomRefused }
  /** It was not made, or not let in; it may be after so many milliseconds. */
  | { readonly kind: 'not-made'; readonly ms: number }
  /** It broke off: it may have been carried out, or may yet be unless it is over. */
  | { readonly kind: 'unknown'; readonly isOver: boolean };

/** The longest that anything waits before it is tried again: what kept it may be over sooner than it seemed. */
const LONGEST_WAIT_MS = 10_000;

/** The shortest. */
const LEAST_WAIT_MS = 250;

/**
 * Makes a call in its turn.
 * @param begin what has to be written down before it begins; where it fails no call is made
 * @throws whatever is no failure of a call to Cal.com
 */
export const callOnce = async <T>(
  makeCall: MakeCall,
  begin: () => Promise<void>,
  call: AccountCall<T>,
): Promise<CallOutcome<T>> => {
  try {
    const { value } = await makeCall(async (signal) => {
      await begin();
      return await call(signal);
    });
    return { kind: 'done', value };
  } catch (error) {
    const waitMs = turnMs(error);
    if (waitMs !== undefined) return { kind: 'not-made', ms: waitMs };
    if (error instanceof CalcomRefused) return { kind: 'refused', refusal: error };
    if (error instanceof CalcomUnavailable) return { kind: 'unknown', isOver: error.isOver };
    throw error;
  }
};

/** How long to wait, where a call was not made or not let in, in milliseconds; undefined for every other failure. */
export const turnMs = (error: unknown): number | undefined => {
  const ms =
    error instanceof CircuitOpen
      ? error.retryAfterMs
      : error instanceof TurnTooFar
        ? error.waitMs
        : error instanceof CalcomThrottled
          ? error.resetMs
          : undefined;
  return ms === undefined ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(LEAST_WAIT_MS, ms));
};

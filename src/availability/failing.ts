/**
 * What is remembered of an event type that Cal.com fails for while it answers for others: that it fails, how often it was tried, and until
 * when nobody tries again. It lies where the refusal of an unknown event type does, and goes as soon as an answer comes.
 */
import { type EpochMs, epochMs } from '../verification/time.ts';
import type { Refusal } from './segment_store.ts';

/** How long it is left alone after the first failure, after the second, and so on. */
const PAUSES_MS: readonly number[] = [5_000, 10_000, 20_000, 40_000, 60_000];

/** A failure that nobody has met for so long after its pause says nothing any more. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** The mark of a failing event type. */
export interface FailingMark extends Refusal {
  /** Failures in a row, each after the pause of the one before. */
  readonly failures: number;
}

/** The mark among refusals, as long as it says anything; its pause may be over, and the next call is a probe then. */
export const failingMark = (refusal: Refusal | undefined, now: EpochMs): FailingMark | undefined => {
  if (refusal?.failures === undefined || now >= refusal.until + FORGOTTEN_AFTER_MS) return undefined;
  return { ...refusal, failures: refusal.failures };
};

/**
 * The mark after one more failure.
 * @param former what was known before
 * @param message why, for whoever asks meanwhile
 * @param leastMs the pause is no shorter
 */
export const markFailing = (
  former: FailingMark | undefined,
  message: string,
  now: EpochMs,
  leastMs = 0,
): FailingMark => {
  const failures = (former?.failures ?? 0) + 1;
  const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
  return {
    until: epochMs(now + Math.max(pauseMs, leastMs)),
    status: 503,
    code: 'ServiceUnavailableException',
    message,
    failures,
  };
};

/** From when on a mark says nothing. */
export const forgottenAt = ({ until }: FailingMark): EpochMs => epochMs(until + FORGOTTEN_AFTER_MS);

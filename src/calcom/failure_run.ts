/**
 * The failures since Cal.com last answered, and whether they are Cal.com's or one event type's. Pure.
 *
 * One event type can answer 500, or nothing in time, for as long as its calendars are broken, while all others work. So failed calls for
 * event types count together only once two event types are among them, however often each has failed; a failure of the way to Cal.com
 * concerns every call and counts by itself.
 */

/** What the end of a call says of Cal.com's health. An event type is named by a tag that tells it from others. */
export type Evidence =
  | { readonly kind: 'answered' }
  | { readonly kind: 'network' }
  | { readonly kind: 'event-type'; readonly tag: string };

/** A failure. */
export type FailureEvidence = Exclude<Evidence, { kind: 'answered' }>;

/** Failures in a row. */
export interface FailureRun {
  /** Two of the event types that failed, or the one: more than two tell no more. */
  readonly tags: readonly string[];
  /** Failed calls for event types. */
  readonly calls: number;
  /** Calls that did not reach Cal.com. */
  readonly network: number;
}

/** No failure since the last answer. */
export const NO_FAILURES: FailureRun = { tags: [], calls: 0, network: 0 };

const ENOUGH_TAGS = 2;

/** The run with one more failure. */
export const withFailure = (run: FailureRun, failure: FailureEvidence): FailureRun => {
  if (failure.kind === 'network') return { ...run, network: run.network + 1 };
  const isNew = run.tags.length < ENOUGH_TAGS && !run.tags.includes(failure.tag);
  return { ...run, tags: isNew ? [...run.tags, failure.tag] : run.tags, calls: run.calls + 1 };
};

/** Failed calls of the run. */
export const failuresOf = ({ calls, network }: FailureRun): number => calls + network;

/** Whether the run is an outage of Cal.com's. @param threshold failed calls in a row */
export const isOutage = (run: FailureRun, threshold: number): boolean =>
  run.network >= threshold || (run.tags.length >= ENOUGH_TAGS && failuresOf(run) >= threshold);

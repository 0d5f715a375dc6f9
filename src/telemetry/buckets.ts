/**
 * Upper bounds in seconds for what a caller waits for: close together around 1 ms (an answer from the cache) and 5 ms (its target),
 * with bounds at 2 s and 5 s, the limits that are promised.
 */
export const WAIT_BUCKETS: number[] = [
  0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10,
];

/** Upper bounds in seconds for jobs: most take one Cal.com call, a round of warming takes minutes. */
export const JOB_BUCKETS: number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** Stands in for `k6`. */

/** Blocks the thread, as k6 blocks a user. @param seconds how long */
export const sleep = (seconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1_000);
};

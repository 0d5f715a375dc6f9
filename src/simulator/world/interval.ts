/** A half-open stretch of time [start, end), in epoch ms. */
export type Interval = { readonly start: number; readonly end: number };

/** Whether two half-open stretches of time share a moment. */
export function overlap(one: Interval, other: Interval): boolean {
  return one.start < other.end && other.start < one.end;
}

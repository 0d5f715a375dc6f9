// Stretches of time as Cal.com combines them.

import type { Interval } from '../world/interval.ts';

/** What is left of stretches when others are taken out, in the order of the first ones. */
export function without(stretches: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const sorted = [...taken].sort((one, other) => one.start - other.start);
  const left: Interval[] = [];
  for (const { start, end } of stretches) {
    let from = start;
    for (const other of sorted) {
      if (other.start >= end) break;
      if (other.end <= from) continue;
      if (other.start > from) left.push({ start: from, end: other.start });
      from = other.end;
    }
    if (end > from) left.push({ start: from, end });
  }
  return left;
}

/** What all lists have in common. A list may overlap itself; it is then passed over once, as Cal.com does. */
export function inCommon(lists: readonly (readonly Interval[])[]): Interval[] {
  const [first = [], ...others] = lists.map((list) => [...list].sort((one, other) => one.start - other.start));
  return others.reduce(inBoth, first);
}

function inBoth(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  let [left, right] = [0, 0];
  for (;;) {
    const a = one[left];
    const b = other[right];
    if (!a || !b) return both;
    const [start, end] = [Math.max(a.start, b.start), Math.min(a.end, b.end)];
    if (start < end) both.push({ start, end });
    if (a.end <= b.end) left += 1;
    else right += 1;
  }
}

/** Stretches in order with those that overlap made one; those that only touch stay two. */
export function merged(stretches: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of [...stretches].sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && last.end > next.start) result[result.length - 1] = { ...last, end: Math.max(last.end, next.end) };
    else result.push(next);
  }
  return result;
}

/** Stretches in order of their start and end, without those that lie within another. */
export function withoutContained(stretches: readonly Interval[]): Interval[] {
  const sorted = [...stretches].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: Interval[] = [];
  let furthest = Number.NEGATIVE_INFINITY;
  for (const stretch of sorted) {
    if (stretch.end <= furthest) continue;
    kept.push(stretch);
    furthest = stretch.end;
  }
  return kept;
}

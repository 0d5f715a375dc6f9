/**
 * Moves labels that would lie on each other apart, as little as can be from above: each stands at least `gap` below the one over it, and
 * the lowest within `limit`.
 * @param wished where each label would stand, in pixels from the top, in any order
 * @returns where each stands, in the order of `wished`
 */
export const spreadLabels = (wished: readonly number[], gap: number, limit: number): number[] => {
  const order = wished.map((_, index) => index).sort((a, b) => (wished[a] ?? 0) - (wished[b] ?? 0) || a - b);
  const places = [...wished];
  let above = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    above = Math.max(wished[index] ?? 0, above + gap);
    places[index] = above;
  }
  let below = limit + gap;
  for (const index of order.toReversed()) {
    below = Math.min(places[index] ?? 0, below - gap);
    places[index] = below;
  }
  return places;
};

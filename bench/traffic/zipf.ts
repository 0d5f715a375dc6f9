import type { Random } from './random.ts';

/**
 * Draws ranks from 0 to `count - 1`, each in proportion to 1 / (rank + 1) ^ exponent: with exponent 1 the first of a hundred gets a fifth
 * of all. Popularity is spread like this nearly everywhere it was ever measured.
 */
export const zipf = (count: number, exponent: number): ((random: Random) => number) => {
  const cumulated: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= count; rank++) {
    sum += 1 / rank ** exponent;
    cumulated.push(sum);
  }
  return (random) => {
    const drawn = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulated[middle] ?? sum) <= drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
};

/** The hash that the floor contenders read: 16 fields, each as long as a day segment. */

/** Its key. */
export const KEY = 'bench:{hash}';

/** Its fields. */
export const FIELDS: readonly string[] = Array.from({ length: 16 }, (_, index) => String(20_780 + index));

/** The value of every field: an open day of half-hour slots as it stands in Redis. */
export const VALUE = 'mi6q3k2f:480+30x8/30,780+30x8/30';

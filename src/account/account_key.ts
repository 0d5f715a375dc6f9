/** The names in Redis of what belongs to one account. */

/**
 * A key. Account and `place` are its hash tag: a Redis Cluster keeps in one slot what shares them, as a script of several keys needs it, and
 * spreads the rest.
 * @param place what is kept together, such as an event type
 * @param what is kept there
 */
export const accountKey = (account: string, place: string, what: string): string =>
  `slotproof:{${account}:${place}}:${what}`;

/** A channel, on which the fleet is told of a change to what belongs to the account. */
export const accountChannel = (account: string, what: string): string => `slotproof:${account}:${what}`;
